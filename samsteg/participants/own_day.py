"""What a coach's own participants ask for today, of what stands in this layer: silence, decisions, allocation.

Own are those one is the responsible coach of. Protected persons are in no list. The caller logs the reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.access.querysets import still_at_work
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED
from samsteg.participants.models import Note, Stay
from samsteg.participants.visits.enums import VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.way.models import CURRENT, PlannedEnd, Trial
from samsteg.people.names import NAME_COLUMNS, called, open_name

SILENT = dt.timedelta(days=14)
SOON = dt.timedelta(days=14)
NEW = dt.timedelta(days=7)  # so long somebody is new with a coach
MOST = 50
TOLD = (
    "pk",
    "person_id",
    "own_id",
    "is_mine",
    "is_held",
    "mine_on",
    "had_another",
    "enrolled_on",
    "referred_on",
    "last_on",
    "trial_on",
    "trial_over_on",
    "planned_on",
)
NO_DAY = Value(None, output_field=DateField())


@dataclass(frozen=True, slots=True)
class Silent:
    """`last_on`: the newest day that tells of the person; None where there is none since the start."""

    person_id: int
    title: str
    last_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Deciding:
    """A trial period or a planned end whose day comes or has been."""

    person_id: int
    title: str
    on: dt.date
    is_trial: bool


@dataclass(frozen=True, slots=True)
class Unallocated:
    """Somebody on the way or enrolled whom nobody is responsible for."""

    person_id: int
    title: str
    referred_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom the actor has become responsible for: not started yet, or taken over from another."""

    person_id: int
    title: str
    since: dt.date
    is_enrolled: bool


@dataclass(frozen=True, slots=True)
class OwnDay:
    """Each list in the order of its page: the longest silence, the nearest decision, the oldest referral first."""

    silent: tuple[Silent, ...]
    deciding: tuple[Deciding, ...]
    unallocated: tuple[Unallocated, ...]
    newcomers: tuple[Newcomer, ...] = ()


# The newest day, up to and with the one asked of, on which a source tells that a stay's person was met or written of.
LastSeen = Callable[[Team, dt.date], Subquery]


def newest_day(rows: QuerySet[Any], field: str, day: dt.date) -> Subquery:
    """For a LastSeen: of rows that have a person; what was before the stay began doesn't count."""
    since = {f"{field}__gte": OuterRef("enrolled_on"), f"{field}__lte": day}
    of_person = rows.filter(person_id=OuterRef("person_id"), **since).order_by().values("person_id")
    return Subquery(of_person.annotate(last=Max(field)).values("last"))


def last_note(team: Team, day: dt.date) -> Subquery:
    return newest_day(Note.objects.filter(CURRENT, team=team, is_retracted=False), "occurred_on", day)


def last_visit(team: Team, day: dt.date) -> Subquery:
    return newest_day(Visit.objects.filter(team=team, state=VisitState.HELD), "on_day", day)


SEEN: tuple[LastSeen, ...] = (last_note, last_visit)


def own_day(
    *,
    actor: Actor,
    team: Team,
    on: dt.date | None = None,
    seen: Sequence[LastSeen] = (),
    trial_end: LastSeen | None = None,
) -> OwnDay:
    """What own participants ask for: in one question, and for a lead those whom nobody is responsible for.

    Silent is of whom no source tells anything for fourteen days: what is asked here, and `seen`, of the layers above.
    `trial_end`: what in those layers ends the trial period, whatever day was noted at the start.
    """
    day = on or timezone.localdate()
    rows = own_day_question(actor, team, day, (*SEEN, *seen), trial_end)
    own = [row for row in rows if row["is_mine"]]
    mine = [row for row in own if row["enrolled_on"] and row["enrolled_on"] <= day]
    return OwnDay(
        silent=tuple(_silent(mine, day))[:MOST],
        deciding=tuple(_deciding(mine, day))[:MOST],
        unallocated=tuple(_unallocated(row for row in rows if not row["is_held"]))[:MOST],
        newcomers=tuple(_newcomers(own, day))[:MOST],
    )


@KeptRows
def own_day_question(
    actor: Actor, team: Team, day: dt.date, seen: tuple[LastSeen, ...], trial_end: LastSeen | None
) -> QuerySet[Any, dict[str, Any]]:
    of_person: dict[str, Any] = {
        "team": team,
        "person_id": OuterRef("person_id"),
        "valid_to__isnull": True,
    }
    held = CoachAssignment.objects.filter(**of_person)
    of_stay: dict[str, Any] = {"team": team, "stay_id": OuterRef("pk")}
    planned = PlannedEnd.objects.filter(CURRENT, **of_stay).order_by("-decided_on", "-pk")
    rows = (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(HAPPENED, Q(exited_on__isnull=True) | Q(exited_on__gt=day), not_enrolled_on__isnull=True)
        .annotate(
            is_mine=Exists(held.filter(coach_id=actor.user_id)),
            is_held=Exists(held.filter(still_at_work())),
            mine_on=Subquery(held.filter(coach_id=actor.user_id).values("valid_from")[:1]),
            had_another=Exists(
                CoachAssignment.objects.filter(
                    team=team, person_id=OuterRef("person_id"), valid_to__isnull=False
                ).exclude(coach_id=actor.user_id)
            ),
        )
        .filter(Q(is_mine=True) | Q(is_held=False))
        .annotate(
            last_on=Greatest(*(source(team, day) for source in seen)),
            trial_over_on=trial_end(team, day) if trial_end else NO_DAY,
            trial_on=Subquery(Trial.objects.filter(CURRENT, **of_stay, outcome="").values("ends_on")[:1]),
            planned_on=Subquery(planned.values("planned_on")[:1]),
        )
    )
    told: QuerySet[Any, dict[str, Any]] = rows.values(*TOLD, *NAME_COLUMNS)
    return told


def _silent(rows: Iterable[dict[str, Any]], day: dt.date) -> Iterator[Silent]:
    """Nobody is silent who came less than fourteen days ago."""
    quiet = [
        row for row in rows if max(row["last_on"] or row["enrolled_on"], row["enrolled_on"]) <= day - SILENT
    ]
    quiet.sort(key=lambda row: (row["last_on"] or dt.date.min, row["enrolled_on"], row["pk"]))
    for row in quiet:
        yield Silent(row["person_id"], _title(row), row["last_on"])


def _deciding(rows: Iterable[dict[str, Any]], day: dt.date) -> list[Deciding]:
    """Trial periods and planned ends that are over, or are so within fourteen days."""
    found = []
    for row in rows:
        trial_on = row["trial_on"] and (row["trial_over_on"] or row["trial_on"])
        if trial_on and trial_on <= day + SOON:
            found.append(Deciding(row["person_id"], _title(row), trial_on, is_trial=True))
        elif row["planned_on"] and row["planned_on"] <= day + SOON:
            found.append(Deciding(row["person_id"], _title(row), row["planned_on"], is_trial=False))
    return sorted(found, key=lambda one: (one.on, one.title))


def _unallocated(rows: Iterable[dict[str, Any]]) -> Iterator[Unallocated]:
    oldest = sorted(rows, key=lambda row: (row["referred_on"] or dt.date.max, row["pk"]))
    for row in oldest:
        yield Unallocated(row["person_id"], _title(row), row["referred_on"])


def _newcomers(rows: Iterable[dict[str, Any]], day: dt.date) -> Iterator[Newcomer]:
    """Not those who came with a workbook, where nobody else had been responsible before."""
    new = [row for row in rows if row["mine_on"] and row["mine_on"] > day - NEW]
    for row in sorted(new, key=lambda row: (row["mine_on"], row["pk"])):
        is_enrolled = bool(row["enrolled_on"] and row["enrolled_on"] <= day)
        if row["had_another"] or not is_enrolled:
            yield Newcomer(row["person_id"], _title(row), row["mine_on"], is_enrolled)


@dataclass(frozen=True, slots=True)
class VisitToday:
    """A visit booked for the day, that the actor receives or nobody is named for."""

    visit_id: int
    person_id: int
    title: str
    kind: str
    form: str
    at: dt.time


def visits_today(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[VisitToday]:
    return [
        VisitToday(
            row["pk"],
            row["person_id"],
            _title({**row, "own_id": row["stay__own_id"]}),
            row["kind"],
            row["form"],
            row["starts_at"],
        )
        for row in visits_question(actor, team, on or timezone.localdate())
    ]


@KeptRows
def visits_question(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, dict[str, Any]]:
    rows: QuerySet[Any, dict[str, Any]] = (
        Visit.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(Q(host_id=actor.user_id) | Q(host_id__isnull=True), on_day=day, state=VisitState.BOOKED)
        .order_by("starts_at", "pk")
        .values("pk", "person_id", "kind", "form", "starts_at", "stay__own_id", *NAME_COLUMNS)
    )
    return rows[:MOST]


def has_participants(team: Team) -> bool:
    """Whether anybody at all has come to the team, seen by the actor or not."""
    return Stay.objects.in_team(team.pk).exists()


def _title(row: Mapping[str, Any]) -> str:
    key_id, wrapped, sealed = (row[column] for column in NAME_COLUMNS)
    return called(open_name(row["person_id"], (key_id, wrapped, sealed)), row["own_id"])
