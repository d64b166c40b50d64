"""The days on which the standing times fall, and which are taken: for the week, the calendar and the booking form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.visits.enums import VisitState
from samsteg.participants.visits.models import Visit, VisitSlot

TAKING: Final = (VisitState.BOOKED, VisitState.HELD)
WEEK: Final = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class DayOfSlot:
    slot: VisitSlot
    on_day: dt.date
    is_taken: bool


def days_of_slots(team: Team, first: dt.date, last: dt.date) -> list[DayOfSlot]:
    """From `first` to `last`, in order of day and time. What is booked in a time that has ended since stands there too.

    Two questions. The caller has asked whether they may be shown.
    """
    taken = set(taken_question(team, first, last))
    return ordered(
        DayOfSlot(slot, day, (slot.pk, day) in taken)
        for slot in slots_question(team, first, last)
        for day in weekdays(slot.weekday, first, last)
        if (slot.pk, day) in taken or slot.stands_on(day)
    )


@KeptRows
def taken_question(team: Team, first: dt.date, last: dt.date) -> QuerySet[Visit, tuple[int | None, dt.date]]:
    rows = Visit.objects.in_team(team.pk).filter(on_day__range=(first, last), state__in=TAKING)
    return rows.filter(slot__isnull=False).values_list("slot_id", "on_day")


@KeptRows
def slots_question(team: Team, first: dt.date, last: dt.date) -> QuerySet[VisitSlot, VisitSlot]:
    """Those that stand on some of the days, and those that something is booked in."""
    booked = Visit.objects.in_team(team.pk).filter(
        slot_id=OuterRef("pk"), on_day__range=(first, last), state__in=TAKING
    )
    holds = Q(valid_from__lte=last) & (Q(valid_to__isnull=True) | Q(valid_to__gt=first))
    return VisitSlot.objects.filter(holds | Q(Exists(booked)), team_id=team.pk)


def free_days(team: Team, first: dt.date, last: dt.date) -> list[DayOfSlot]:
    """As `days_of_slots`, those that nobody has."""
    return [one for one in days_of_slots(team, first, last) if not one.is_taken]


def ordered(found: Iterable[DayOfSlot]) -> list[DayOfSlot]:
    return sorted(found, key=lambda one: (one.on_day, one.slot.starts_at, one.slot.pk))


def weekdays(weekday: int, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Each `weekday` (1 is Monday) from `first` to `last`, both included."""
    day = first + dt.timedelta(days=(weekday - first.isoweekday()) % 7)
    while day <= last:
        yield day
        day += WEEK
