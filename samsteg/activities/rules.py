"""How a term becomes sessions, and what is too much. Pure.

The decisions, also in docs/handbok/grupper.md:
- A day when nobody works in Sweden, a weekend, the team's closed days and the term's own breaks are passed over, each
  told with its reason; the one who plans may take a day back in.
- A term is at most 53 weeks: more is a slip of the pen more often than a plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from samsteg.core.free_days import free_day_name, is_weekend

LONGEST_TERM: Final = dt.timedelta(weeks=53)
DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Beat:
    """A time each week: weekday 1 is Monday."""

    weekday: int
    starts_at: dt.time
    ends_at: dt.time


@dataclass(frozen=True, slots=True)
class Span:
    """Days when no session is planned, both inclusive, and why."""

    first_on: dt.date
    last_on: dt.date
    why: str = ""

    def holds(self, day: dt.date) -> bool:
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of the rhythm; `skipped`: why it is passed over, empty when it isn't.

    `is_taken`: the group has a session at that minute, and so it can't be held all the same.
    """

    on_day: dt.date
    beat: Beat
    skipped: str = ""
    is_taken: bool = False


def plan_days(
    first_on: dt.date,
    last_on: dt.date,
    rhythm: Iterable[Beat],
    spans: Iterable[Span] = (),
    *,
    anyway: Iterable[dt.date] = (),
) -> tuple[PlannedDay, ...]:
    """Every day of the rhythm from the first to the last, in order. `anyway`: days that are held all the same."""
    beats, closed, kept = sorted(set(rhythm)), tuple(spans), frozenset(anyway)
    found = []
    day = first_on
    while day <= last_on:
        why = "" if day in kept else why_passed_over(day, closed)
        found += [PlannedDay(day, beat, why) for beat in beats if beat.weekday == day.isoweekday()]
        day += DAY
    return tuple(found)


def why_passed_over(day: dt.date, spans: Iterable[Span]) -> str:
    """Empty for a day that is as any other."""
    if name := free_day_name(day):
        return name
    for span in spans:
        if span.holds(day):
            return span.why or _("Break")
    return _("Weekend") if is_weekend(day) else ""


def overlap(a_first: dt.date, a_last: dt.date, b_first: dt.date, b_last: dt.date) -> bool:
    """Both inclusive."""
    return a_first <= b_last and b_first <= a_last
