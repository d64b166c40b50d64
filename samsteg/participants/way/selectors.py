"""What the pages tell of somebody's way: one person's, the queue, and how many are where."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.access.querysets import still_at_work
from samsteg.accounts.names import name_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED, NEWEST, paused_days, waited_days
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import ENDED, State, Step
from samsteg.participants.way.models import (
    CURRENT,
    IntakeStop,
    PlannedEnd,
    QueuePause,
    QueuePriority,
    Situation,
    Trial,
)
from samsteg.participants.way.states import with_state
from samsteg.participants.way.workflow import Transition, possible
from samsteg.people.names import NAME_COLUMNS, PersonName, called, open_name

MOST = 500


def not_ended(day: dt.date) -> Q:
    """A priority that holds on the day."""
    return Q(ended_on__isnull=True) | Q(ended_on__gt=day)


@dataclass(frozen=True, slots=True)
class Ending:
    """A decision on the planned end."""

    planned_on: dt.date
    decided_on: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said at the start or the exit (`moment`) beside the days; empty for what isn't known."""

    moment: str
    occupation: str
    education: str
    start_form: str
    order_reason: str
    follow_ups_agreed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Way:
    """Where one person is. `endings` newest first; `coach_id` of the responsible coach, None for nobody.

    `waited_days`: in the queue, without `paused_days`; both None for who isn't in it.
    """

    stay: Stay
    state: State
    steps: tuple[Transition, ...]
    endings: tuple[Ending, ...]
    trial_ends_on: dt.date | None
    coach_id: int | None
    said: tuple[Said, ...] = ()
    waited_days: int | None = None
    paused_days: int | None = None

    @property
    def planned_on(self) -> dt.date | None:
        return self.endings[0].planned_on if self.endings else None

    @property
    def is_over(self) -> bool:
        return self.state in ENDED


def way_of(*, actor: Actor, team: Team, person_id: int, on: dt.date | None = None) -> Way:
    """Of the stay that goes on, else the newest. Raises NotVisible for who isn't the actor's to see as staff."""
    stay = next(iter(_newest(actor, team, person_id, on or timezone.localdate())), None)
    if stay is None:
        raise NotVisible
    state = State(stay.state)
    waits = state in (State.QUEUE, State.PAUSED)
    return Way(
        stay=stay,
        state=state,
        steps=tuple(one for one in _possible(actor, team, state) if _is_for(one.step, stay)),
        endings=tuple(
            Ending(
                dt.date.fromisoformat(one["planned_on"]),
                dt.date.fromisoformat(one["decided_on"]),
                one["reason"],
            )
            for one in stay.endings
        ),
        trial_ends_on=stay.trial_ends_on,
        coach_id=stay.coach_id,
        said=tuple(_said(one) for one in stay.said),
        waited_days=stay.waited if waits else None,
        paused_days=stay.paused if waits else None,
    )


def _said(told: dict[str, Any]) -> Said:
    agreed = told["follow_ups_agreed_on"]
    return Said(**{**told, "follow_ups_agreed_on": dt.date.fromisoformat(agreed) if agreed else None})


@KeptRows
def _newest(actor: Actor, team: Team, person_id: int, day: dt.date) -> QuerySet[Any, Any]:
    """The newest stay of the person, with what the way tells of it."""
    of_stay = {"team_id": team.pk, "stay_id": OuterRef("pk")}
    endings = PlannedEnd.objects.filter(CURRENT, **of_stay).order_by("-decided_on", "-pk")
    told = JSONObject(planned_on=F("planned_on"), decided_on=F("decided_on"), reason=F("reason"))
    said = Situation.objects.filter(CURRENT, **of_stay).order_by("-moment")  # the start before the exit
    coach = CoachAssignment.objects.filter(team=team, person_id=person_id, valid_to__isnull=True)
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(HAPPENED, person_id=person_id)
    newest: QuerySet[Any, Any] = (
        with_state(seen, team, day)
        .annotate(
            endings=ArraySubquery(endings.values(told=told)),
            said=ArraySubquery(
                said.values(told=JSONObject(**{one.name: F(one.name) for one in fields(Said)}))
            ),
            trial_ends_on=Subquery(
                Trial.objects.filter(CURRENT, **of_stay, outcome="").values("ends_on")[:1]
            ),
            coach_id=Subquery(coach.values("coach_id")[:1]),
            has_priority=Exists(QueuePriority.objects.filter(CURRENT, not_ended(day), **of_stay)),
            waited=waited_days(day),
            paused=paused_days(day),
        )
        .order_by(*NEWEST)
    )
    return newest[:1]


def _possible(actor: Actor, team: Team, state: State) -> tuple[Transition, ...]:
    return possible(state, actor.roles.get(team.pk, frozenset()))


def _is_for(step: Step, stay: Any) -> bool:
    """What the state doesn't tell: a mission comes once, and priority is given or ended."""
    if step is Step.RECEIVE_MISSION:
        return stay.mission_received_on is None
    if step in (Step.PRIORITISE, Step.END_PRIORITY):
        return stay.has_priority is (step is Step.END_PRIORITY)
    return True


@dataclass(frozen=True, slots=True)
class Waiting:
    """One in the queue. `days`: waited, without `paused_days`; `priority`: the reason's code, empty for none.

    `name_order` sorts by name.
    """

    person_id: int
    title: str
    referrer: str
    queue_on: dt.date
    days: int
    paused_days: int
    is_paused: bool
    pause_reason: str
    priority: str
    priority_on: dt.date | None
    starts_on: dt.date | None
    coach: str
    own_id: str = ""
    name_order: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody whose planned end comes, and so a place."""

    person_id: int
    title: str
    planned_on: dt.date
    is_past: bool


def queue_of(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[Waiting]:
    """In order: who has priority first, by when that was decided; then by time waited without pauses.

    Those the actor sees. The caller logs the read.
    """
    day = on or timezone.localdate()
    found = [_waiting(row, day) for row in _queued(actor, team, day)]
    return sorted(found, key=lambda one: (one.priority_on or dt.date.max, -one.days, one.queue_on))


@KeptRows
def _queued(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, Any]:
    of_stay = {"team_id": team.pk, "stay_id": OuterRef("pk")}
    pauses = QueuePause.objects.filter(CURRENT, **of_stay, started_on__lte=day)
    span = JSONObject(started_on=F("started_on"), ended_on=F("ended_on"), reason=F("reason"))
    priority = QueuePriority.objects.filter(CURRENT, not_ended(day), **of_stay)
    seen = with_state(Stay.objects.in_team(team.pk).visible_to(actor), team, day)
    rows: QuerySet[Any, Any] = (
        seen.filter(state__in=(State.QUEUE.value, State.PAUSED.value))
        .annotate(
            pauses=ArraySubquery(pauses.order_by("started_on").values(told=span)),
            priority=Subquery(priority.values("reason")[:1]),
            priority_on=Subquery(priority.values("decided_on")[:1]),
            coach=Coalesce(Subquery(_coach(team)), Value("")),
            waited=waited_days(day),
            paused=paused_days(day),
        )
        .order_by("queue_on", "pk")
        .select_related("person__identity")
    )
    return rows[:MOST]


def _coach(team: Team) -> Any:
    of_person = {"team": team, "person_id": OuterRef("person_id")}
    held = CoachAssignment.objects.filter(still_at_work(), **of_person, valid_to__isnull=True)
    return held.values(name=name_of("coach_id"))[:1]


def _waiting(row: Any, day: dt.date) -> Waiting:
    open_pause = next((one for one in row.pauses if not one["ended_on"] or _day(one["ended_on"]) > day), None)
    name = _name(row)
    return Waiting(
        person_id=row.person_id,
        title=called(name, row.own_id),
        referrer=row.referrer,
        queue_on=row.queue_on,
        days=row.waited,
        paused_days=row.paused,
        is_paused=open_pause is not None,
        pause_reason=open_pause["reason"] if open_pause else "",
        priority=row.priority or "",
        priority_on=row.priority_on,
        starts_on=row.enrolled_on,
        coach=row.coach or "",
        own_id=row.own_id,
        name_order=name.order or row.own_id.casefold(),
    )


def _name(row: Any) -> PersonName:
    identity = getattr(row.person, "identity", None)
    columns = (
        (identity.key_id, identity.wrapped_key, identity.name_cipher) if identity else (None, None, None)
    )
    return open_name(row.person_id, columns)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def leaving(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[Leaving]:
    """Those enrolled who have a planned end, the soonest first; past ones stand first of all.

    Those the actor sees. The caller logs the read.
    """
    day = on or timezone.localdate()
    return [
        Leaving(
            person_id, called(open_name(person_id, (one, two, three)), own_id), planned_on, planned_on < day
        )
        for person_id, own_id, planned_on, one, two, three in _planned(actor, team, day)
    ]


@KeptRows
def _planned(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    newest = PlannedEnd.objects.filter(CURRENT, team=team, stay_id=OuterRef("pk")).order_by(
        "-decided_on", "-pk"
    )
    rows: QuerySet[Any, tuple[Any, ...]] = (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(Q(exited_on__isnull=True) | Q(exited_on__gt=day), enrolled_on__lte=day)
        .annotate(planned_on=Subquery(newest.values("planned_on")[:1]))
        .filter(planned_on__isnull=False)
        .order_by("planned_on", "pk")
        .values_list("person_id", "own_id", "planned_on", *NAME_COLUMNS)
    )
    return rows[:MOST]


def counts_by_state(*, actor: Actor, team: Team, on: dt.date | None = None) -> Mapping[State, int]:
    """How many of those the actor sees are in each state, each person by the newest stay."""
    found = Counter(_states(actor, team, on or timezone.localdate()))
    return {state: found[state.value] for state in State}


@KeptRows
def _states(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, str]:
    seen = with_state(Stay.objects.in_team(team.pk).visible_to(actor).filter(HAPPENED), team, day)
    newest: QuerySet[Any, str] = seen.order_by("person_id", *NEWEST).distinct("person_id")
    return newest.values_list("state", flat=True)


def intake_stops(team: Team) -> list[IntakeStop]:
    """Newest first."""
    return stops_question(team)


@KeptRows
def stops_question(team: Team) -> QuerySet[IntakeStop, IntakeStop]:
    return IntakeStop.objects.filter(CURRENT, team_id=team.pk).order_by("-started_on")


def trial_of(team: Team, stay: Stay) -> Trial | None:
    """The caller has seen the stay."""
    return Trial.objects.filter(CURRENT, team=team, stay=stay).first()


def stop_not_over(stops: list[IntakeStop], day: dt.date) -> IntakeStop | None:
    """The first stop that holds on the day or is decided for later."""
    coming = [one for one in stops if one.ended_on is None or one.ended_on >= day]
    return min(coming, key=lambda one: one.started_on, default=None)
