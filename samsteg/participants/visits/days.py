"""The team's visits and standing times between two days, for its calendar: as `follow_ups.days`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from samsteg.access.policies import require
from samsteg.access.querysets import OF_STAFF, unprotected_persons, visible_persons
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.seen_titles import titles_of_seen
from samsteg.participants.visits.enums import VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.visits.slot_days import free_days
from samsteg.people.names import names_beside


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """`person_id` is None, `title` and `kind` empty where the reader doesn't see the person, or it is protected."""

    visit_id: int
    kind: str
    state: str
    on: dt.date
    at: dt.time
    minutes: int
    person_id: int | None
    title: str
    host_id: int | None
    version: int
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A standing time of a day that nobody has."""

    slot_id: int
    on: dt.date
    at: dt.time
    minutes: int
    host_id: int | None


def visits_between(
    *, actor: Actor, team: Team, first: dt.date, last: dt.date, names: bool = True
) -> tuple[CalendarVisit, ...]:
    """Those booked, held and cancelled, in order; a protected person's for the host alone, as a time that is taken.

    The caller logs whom it shows. `names` False: nobody is named.
    """
    require(actor, "calendar.view", team)
    found = visits_of_days_question(actor, team, first, last)
    seen = titles_of_seen(found, names=names)
    return tuple(
        CalendarVisit(
            visit_id=row.pk,
            kind=row.kind if row.person_id in seen else "",
            state=row.state,
            on=row.on_day,
            at=row.starts_at,
            minutes=row.minutes,
            person_id=row.person_id if row.person_id in seen else None,
            title=seen.get(row.person_id, ""),
            host_id=row.host_id,
            version=row.version,
            written_at=row.recorded_at,
        )
        for row in found
    )


@KeptRows
def visits_of_days_question(actor: Actor, team: Team, first: dt.date, last: dt.date) -> QuerySet[Any, Any]:
    """Rows with `is_seen` and the name beside their own columns."""
    return (
        Visit.objects.in_team(team.pk)
        .filter(unprotected_persons() | Q(host_id=actor.user_id), on_day__range=(first, last))
        .exclude(state=VisitState.MOVED)
        .annotate(
            is_seen=ExpressionWrapper(visible_persons(actor, grounds=OF_STAFF), BooleanField()),
            **names_beside(),
        )
        .select_related("stay")
        .defer("asked_cipher", "place_cipher")
        .order_by("on_day", "starts_at", "pk")
    )


def free_between(*, actor: Actor, team: Team, first: dt.date, last: dt.date) -> tuple[FreeSlot, ...]:
    """Standing times without a visit, in order of day and time."""
    require(actor, "calendar.view", team)
    return tuple(
        FreeSlot(one.slot.pk, one.on_day, one.slot.starts_at, one.slot.minutes, one.slot.host_id)
        for one in free_days(team, first, last)
    )
