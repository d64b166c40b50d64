"""The team's meetings between two days, for its calendar: named to who sees the person, to others only that it is."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from samsteg.access.models import CoachAssignment
from samsteg.access.policies import require
from samsteg.access.querysets import OF_STAFF, unprotected_persons, visible_persons
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.models import FollowUp
from samsteg.organisation.models import Team
from samsteg.participants.seen_titles import titles_of_seen
from samsteg.people.names import names_beside


@dataclass(frozen=True, slots=True)
class CalendarMeeting:
    """`person_id` is None, `title` and `kind` empty where the reader doesn't see the person, or it is protected.

    `coach_id`: who is responsible for the person now.
    """

    series: uuid.UUID
    kind: str
    state: str
    on: dt.date
    at: dt.time | None
    person_id: int | None
    title: str
    coach_id: int | None
    version: int
    written_at: dt.datetime


def meetings_between(
    *, actor: Actor, team: Team, first: dt.date, last: dt.date, names: bool = True
) -> tuple[CalendarMeeting, ...]:
    """Those booked, held and cancelled, in order; a protected person's for the coach alone, as a time that is taken.

    The caller logs whom it shows. `names` False: nobody is named.
    """
    require(actor, "calendar.view", team)
    found = meetings_question(actor, team, first, last)
    seen = titles_of_seen(found, names=names)
    return tuple(
        CalendarMeeting(
            series=row.series,
            kind=row.kind if row.person_id in seen else "",
            state=row.state,
            on=row.meeting_on,
            at=row.meeting_at,
            person_id=row.person_id if row.person_id in seen else None,
            title=seen.get(row.person_id, ""),
            coach_id=row.now_coach,
            version=row.version,
            written_at=row.recorded_at,
        )
        for row in found
    )


@KeptRows
def meetings_question(actor: Actor, team: Team, first: dt.date, last: dt.date) -> QuerySet[Any, Any]:
    """Rows with `is_seen`, `now_coach` and the name beside their own columns."""
    coach = CoachAssignment.objects.filter(
        team_id=OuterRef("team_id"), person_id=OuterRef("person_id"), valid_to__isnull=True
    )
    return (
        FollowUp.objects.current()
        .in_team(team.pk)
        .filter(meeting_on__range=(first, last))
        .exclude(state=FollowUpState.WITHDRAWN)
        .annotate(
            is_seen=ExpressionWrapper(visible_persons(actor, grounds=OF_STAFF), BooleanField()),
            now_coach=Subquery(coach.values("coach_id")[:1]),
            **names_beside(),
        )
        .filter(unprotected_persons() | Q(now_coach=actor.user_id))
        .select_related("stay")
        .defer("place_cipher", "contact_cipher")
        .order_by("meeting_on", "meeting_at", "pk")
    )
