"""When follow-ups should be held. Pure. Source: the teams' flow chart: first within one to two months, then each third.

The decisions, also in docs/handbok/uppfoljningar.md:
- A day that is no working day in Sweden gives way to the next that is.
- The first is counted from the start, or from the day the team began to follow up by these times, whichever is later.
- The next is counted from the day the last *should* have been held, so that moving one doesn't move the others; was it
  held more than two weeks from that day, early or late, it is counted from the day it *was* held.
- New times hold from the next follow-up that is held, and for those who start from then on.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from samsteg.access.consent_days import months_later
from samsteg.core.free_days import is_workday
from samsteg.follow_ups.enums import Urgency

NEAR: Final = dt.timedelta(days=14)
DAY: Final = dt.timedelta(days=1)
FIRST_WEEKS: Final = range(4, 10)  # within one to two months
EVERY_MONTHS: Final = range(1, 7)
USUAL_FIRST_WEEKS: Final = 6
USUAL_EVERY_MONTHS: Final = 3


def workday(day: dt.date) -> dt.date:
    """The day, or the next working day in Sweden."""
    while not is_workday(day):
        day += DAY
    return day


def first_due(enrolled_on: dt.date, begins_on: dt.date, first_weeks: int) -> dt.date:
    """`begins_on`: from when the team follows up by its times."""
    return workday(max(enrolled_on, begins_on) + dt.timedelta(weeks=first_weeks))


def next_due(due_on: dt.date, held_on: dt.date, every_months: int) -> dt.date:
    """The day after the one that was due on `due_on` and held on `held_on`; always later than both."""
    counted_from = due_on if abs(held_on - due_on) <= NEAR else held_on
    return workday(months_later(counted_from, every_months))


def week_end(day: dt.date) -> dt.date:
    """The Sunday of the day's week."""
    return day + dt.timedelta(days=6 - day.weekday())


def urgency(due_on: dt.date | None, booked_on: dt.date | None, today: dt.date) -> Urgency:
    """What a follow-up asks for: of one that is booked by its day, else by the day it should be held.

    One of the two days must be given.
    """
    if booked_on is not None:
        if booked_on < today:
            return Urgency.UNANSWERED
        return Urgency.THIS_WEEK if booked_on <= week_end(today) else Urgency.COMING
    assert due_on is not None
    if due_on < today:
        return Urgency.OVERDUE
    return Urgency.TO_BOOK if due_on <= today + 2 * NEAR else Urgency.LATER
