"""Days of the calendar. Pure. Times are Swedish wall time: a meeting at nine is at nine, summer and winter."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from samsteg.activities.calendar.enums import Rhythm
from samsteg.core.free_days import free_day_name

ZONE: Final = ZoneInfo("Europe/Stockholm")
DAY: Final = dt.timedelta(days=1)
WEEK: Final = dt.timedelta(weeks=1)
LONGEST: Final = dt.timedelta(weeks=53)  # of an entry that comes back
STEPS: Final = {Rhythm.WEEKLY: WEEK, Rhythm.FORTNIGHTLY: 2 * WEEK}


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def occurrences(
    rhythm: str, starts_on: dt.date, until_on: dt.date | None, first: dt.date, last: dt.date
) -> list[dt.date]:
    """The days from `first` to `last`, both included. What comes back rests on holidays; a single day never moves."""
    if rhythm == Rhythm.ONCE:
        return [starts_on] if first <= starts_on <= last else []
    end = min(last, until_on or starts_on + LONGEST)
    days = (
        _monthly(starts_on, end)
        if rhythm == Rhythm.MONTHLY
        else _stepped(starts_on, STEPS[Rhythm(rhythm)], end)
    )
    return [day for day in days if day >= first and (day == starts_on or not free_day_name(day))]


def _stepped(starts_on: dt.date, step: dt.timedelta, end: dt.date) -> list[dt.date]:
    return [starts_on + number * step for number in range(max((end - starts_on) // step + 1, 0))]


def _monthly(starts_on: dt.date, end: dt.date) -> list[dt.date]:
    """The second Tuesday of each month; a fifth one that isn't becomes the last."""
    ordinal, weekday = (starts_on.day - 1) // 7, starts_on.weekday()
    days, year, month = [], starts_on.year, starts_on.month
    while dt.date(year, month, 1) <= end:
        days.append(_nth(year, month, weekday, ordinal))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return [day for day in days if starts_on <= day <= end]


def _nth(year: int, month: int, weekday: int, ordinal: int) -> dt.date:
    first = dt.date(year, month, 1)
    day = 1 + (weekday - first.weekday()) % 7 + 7 * ordinal
    return dt.date(year, month, day if day <= calendar.monthrange(year, month)[1] else day - 7)


def moment(day: dt.date, at: dt.time) -> dt.datetime:
    """The wall time as a moment. An hour that the clocks leap over becomes the one after it; of two, the first."""
    naive = dt.datetime.combine(day, at)
    return naive.replace(tzinfo=ZONE).astimezone(dt.UTC).astimezone(ZONE)


def ends(day: dt.date, at: dt.time, minutes: int) -> dt.datetime:
    """So many minutes later as they pass, whatever the clocks do."""
    later = moment(day, at).astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
    return later.astimezone(ZONE)


def minutes_between(day: dt.date, at: dt.time, until: dt.time) -> int:
    """As they pass, whatever the clocks do, so that `ends` gives the wall time `until` again. At least one."""
    return max(int((_utc(day, until) - _utc(day, at)).total_seconds()) // 60, 1)


def _utc(day: dt.date, at: dt.time) -> dt.datetime:
    """Moments of one zone are subtracted by their wall time."""
    return moment(day, at).astimezone(dt.UTC)


def deadline_in(year: int, month: int, day: int) -> dt.date:
    """The day in the year; 29 February gives way to the 28th."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
