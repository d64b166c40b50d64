"""What the team's follow-ups ask for today: the list, the day's reminders, and letting one rest."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.models import CoachAssignment
from samsteg.access.policies import require
from samsteg.accounts.names import name_of
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp, learning_moment, replace_facts
from samsteg.core.kept_questions import KeptRows
from samsteg.follow_ups.enums import REGULAR, WAS_HELD, FollowUpState, Urgency
from samsteg.follow_ups.models import FollowUp, ReminderPause
from samsteg.follow_ups.records import DueFollowUp
from samsteg.follow_ups.rules import urgency
from samsteg.follow_ups.services import ACT, stay_of
from samsteg.follow_ups.times import DatedTimes, next_of, times_of
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.organisation.models import Team
from samsteg.participants.listing import BEGAN_ON, HAPPENED
from samsteg.participants.models import Stay
from samsteg.people.keys import KeyRing, key_ring
from samsteg.people.names import called, name_beside, names_beside

ORDER = {one: number for number, one in enumerate(Urgency)}
REMINDED = (Urgency.UNANSWERED, Urgency.OVERDUE, Urgency.THIS_WEEK, Urgency.TO_BOOK)
LOOKED_BACK = dt.timedelta(days=183)
LONGEST_PAUSE = dt.timedelta(days=183)


@dataclass(frozen=True, slots=True)
class CancelledFollowUp:
    person_id: int
    own_id: str
    title: str
    order: str
    kind: str
    on: dt.date
    cancelled_by: str
    coach: str
    coach_id: int | None


def due_for(
    actor: Actor, team: Team, today: dt.date | None = None, times: DatedTimes | None = None
) -> list[DueFollowUp]:
    """For the day's page: what the actor's own participants' follow-ups ask for, the most pressing first.

    Those whose reminder rests are left out. `times`: the team's, where they are known. The caller logs the read.
    """
    day = today or timezone.localdate()
    return [
        one
        for one in _open_follow_ups(actor, team, day, times, only_own=True)
        if one.is_mine and one.state in REMINDED and (one.paused_to is None or one.paused_to < day)
    ]


def open_follow_ups(
    actor: Actor, team: Team, today: dt.date | None = None, times: DatedTimes | None = None
) -> list[DueFollowUp]:
    """Every booked meeting, and the next regular one where none is booked, of the persons whom the actor sees.

    The most pressing first. Protected persons are in no list. The caller logs the read.
    """
    return _open_follow_ups(actor, team, today or timezone.localdate(), times, only_own=False)


def _open_follow_ups(
    actor: Actor, team: Team, day: dt.date, times: DatedTimes | None, *, only_own: bool
) -> list[DueFollowUp]:
    """`only_own`: of those whom the actor is responsible for, and no others are read."""
    stays = {stay.pk: stay for stay in due_stays_question(actor, team, day, only_own)}
    by_stay: dict[int, list[FollowUp]] = defaultdict(list)
    for row in due_meetings_question(actor, team, day, only_own):
        by_stay[row.stay_id].append(row)
    times, ring = times or times_of(team), key_ring()
    found = [
        one
        for pk, stay in stays.items()
        for one in _open_of(stay, by_stay[pk], times, day, _about(stay, actor, ring))
    ]
    return sorted(found, key=lambda one: (ORDER[one.state], one.on, one.at or dt.time.min, one.own_id))


@KeptRows
def due_stays_question(actor: Actor, team: Team, day: dt.date, only_own: bool) -> QuerySet[Any, Any]:
    """The newest stay of each that hasn't ended, with coach and pause."""
    return _with_coach(team, _going_on(actor, team, day, only_own))


@KeptRows
def due_meetings_question(
    actor: Actor, team: Team, day: dt.date, only_own: bool
) -> QuerySet[FollowUp, FollowUp]:
    """Of those stays the meetings that are booked, and of the regular ones the last that was held."""
    held = Q(state__in=WAS_HELD, kind__in=REGULAR)
    rows = FollowUp.objects.current().filter(team_id=team.pk, stay__in=_going_on(actor, team, day, only_own))
    newer = FollowUp.objects.current().filter(held, team_id=team.pk, stay_id=OuterRef("stay_id"))
    is_newer = Q(meeting_on__gt=OuterRef("meeting_on")) | Q(
        meeting_on=OuterRef("meeting_on"), pk__gt=OuterRef("pk")
    )
    wanted = Q(state=FollowUpState.BOOKED) | (held & ~Q(Exists(newer.filter(is_newer))))
    return rows.filter(wanted).defer("place_cipher", "contact_cipher")


def _going_on(actor: Actor, team: Team, day: dt.date, only_own: bool) -> QuerySet[Stay]:
    stays = (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(HAPPENED, Q(exited_on__isnull=True) | Q(exited_on__gte=day), not_enrolled_on__isnull=True)
    )
    if not only_own:
        return stays
    own = CoachAssignment.objects.filter(
        team_id=team.pk, person_id=OuterRef("person_id"), coach_id=actor.user_id, valid_to__isnull=True
    )
    return stays.filter(Exists(own))


def _with_coach(team: Team, stays: QuerySet[Stay]) -> QuerySet[Any, Any]:
    coach = CoachAssignment.objects.filter(
        team_id=team.pk, person_id=OuterRef("person_id"), valid_to__isnull=True
    )
    pause = ReminderPause.objects.filter(team_id=team.pk, stay_id=OuterRef("pk"), superseded_at__isnull=True)
    return (
        stays.annotate(
            began_on=BEGAN_ON,
            coach_id=Subquery(coach.values("coach_id")[:1]),
            coach=Coalesce(Subquery(coach.values(name=name_of("coach_id"))[:1]), Value("")),
            paused_to=Subquery(pause.values("paused_to")[:1]),
        )
        .annotate(**names_beside())
        .order_by(F("began_on").desc(), "-pk")
    )


def _called(row: Any, own_id: str, ring: KeyRing) -> dict[str, str]:
    """What the person is called, and what it is sorted by."""
    name = name_beside(row, row.person_id, ring)
    return {"title": called(name, own_id), "order": name.order or own_id.casefold()}


def _about(stay: Any, actor: Actor, ring: KeyRing) -> dict[str, Any]:
    return {
        "person_id": stay.person_id,
        "own_id": stay.own_id,
        **_called(stay, stay.own_id, ring),
        "is_mine": stay.coach_id == actor.user_id,
        "coach": stay.coach,
        "coach_id": stay.coach_id,
        "paused_to": stay.paused_to,
    }


def _open_of(
    stay: Any, rows: list[FollowUp], times: DatedTimes, day: dt.date, about: dict[str, Any]
) -> Iterator[DueFollowUp]:
    booked = [row for row in rows if row.state == FollowUpState.BOOKED]
    for row in booked:
        state = urgency(None, row.meeting_on, day)
        yield DueFollowUp(
            kind=row.kind, on=row.meeting_on, state=state, series=row.series, at=row.meeting_at, **about
        )
    if any(row.kind in REGULAR for row in booked):
        return
    due = next_of(times, stay.enrolled_on, [row for row in rows if row.state in WAS_HELD])
    if due is not None and (stay.exited_on is None or due.due_on <= stay.exited_on):
        yield DueFollowUp(kind=due.kind, on=due.due_on, state=urgency(due.due_on, None, day), **about)


def cancelled_follow_ups(actor: Actor, team: Team, today: dt.date | None = None) -> list[CancelledFollowUp]:
    """Of the last half year, newest first. The caller logs the read."""
    ring = key_ring()
    return [
        CancelledFollowUp(
            person_id=row.person_id,
            own_id=row.own_id,
            **_called(row, row.own_id, ring),
            kind=row.kind,
            on=row.meeting_on,
            cancelled_by=row.cancelled_by,
            coach=row.coach,
            coach_id=row.coach_id,
        )
        for row in _cancelled(actor, team, today or timezone.localdate())
    ]


@KeptRows
def _cancelled(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, Any]:
    coach = CoachAssignment.objects.filter(
        team_id=team.pk, person_id=OuterRef("person_id"), valid_to__isnull=True
    )
    return (
        FollowUp.objects.in_team(team.pk)
        .visible_to(actor)
        .current()
        .filter(state=FollowUpState.CANCELLED, meeting_on__gt=day - LOOKED_BACK)
        .annotate(
            coach_id=Subquery(coach.values("coach_id")[:1]),
            coach=Coalesce(Subquery(coach.values(name=name_of("coach_id"))[:1]), Value("")),
            own_id=F("stay__own_id"),
            **names_beside(),
        )
        .defer("place_cipher", "contact_cipher")
        .order_by("-meeting_on", "-pk")
    )


@transaction.atomic
def pause_reminders(*, actor: Actor, team: Team, person_id: int, paused_to: dt.date | None) -> None:
    """The reminders rest up to and including the day; None: they are on again.

    Raises NotVisible, PermissionRefused, FollowUpRefused.
    """
    require(actor, ACT, team)
    stay, today = stay_of(actor, team, person_id), timezone.localdate()
    if paused_to is not None and not today <= paused_to <= today + LONGEST_PAUSE:
        raise FollowUpRefused(_("Write a day from today on, at most half a year ahead."), "paused_to")
    source = record_source(actor=actor, team_id=team.pk, kind=SourceKind.PAGE)
    stamp = Stamp(moment=learning_moment(team.pk), actor_id=actor.user_id, source_id=source.pk)
    replace_facts(
        ReminderPause.objects.filter(stay=stay),
        team_id=team.pk,
        key=("stay_id", "person_id"),
        values=("paused_to",),
        desired={(stay.pk, stay.person_id): (paused_to,) if paused_to else None},
        stamp=stamp,
    )
