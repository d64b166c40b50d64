"""A week as a page shows it: days side by side, each an agenda in order of time, morning and afternoon in line.

Times to scale were tried first: what overlaps shares a day's width, and words broke in pieces where a team of three
coaches had talks, a group and a visit at the same hour.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.activities.calendar.enums import EntryKind
from samsteg.activities.calendar.records import Entry, WheelDay
from samsteg.activities.calendar.rules import DAY
from samsteg.activities.models import ClosedDays
from samsteg.core.free_days import free_day_name
from samsteg.participants.visits.enums import Weekday

NOON = dt.time(12)
EVERYBODY = 3  # from so many on nobody is named
LOOKS = {EntryKind.GROUP: "s-ev-group", EntryKind.TEAM: "s-ev-team", EntryKind.SLOT: "s-ev-slot"}


@dataclass(frozen=True, slots=True)
class Box:
    """A time of a day: `heading` is what stands first, `text` the rest; `span` its first and last minute."""

    entry: Entry
    time: str
    span: str
    heading: str
    text: str
    css: str


@dataclass(frozen=True, slots=True)
class DayBox:
    """`timed` in order of their times, `all_day` have none."""

    day: dt.date
    label: str
    is_today: bool
    holiday: str
    deadlines: tuple[WheelDay, ...]
    all_day: tuple[Box, ...]
    timed: tuple[Box, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.timed or self.all_day)

    @property
    def halves(self) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
        """What begins before noon, and the rest."""
        early = tuple(box for box in self.timed if box.entry.at is not None and box.entry.at < NOON)
        return early, self.timed[len(early) :]


@dataclass(frozen=True, slots=True)
class Showing:
    """What is asked of the page: one person of the team, one kind; nothing for all."""

    user_id: int | None = None
    kind: str = ""

    def has(self, one: Entry) -> bool:
        if self.kind and one.kind != self.kind:
            return False
        return self.user_id is None or one.concerns(self.user_id)


def days_of(
    days: Sequence[dt.date],
    entries: Iterable[Entry],
    *,
    staff: Mapping[int, str],
    wheel: Iterable[WheelDay],
    today: dt.date,
    closed: Sequence[ClosedDays] = (),
) -> list[DayBox]:
    """`closed`: days when the team takes nobody in, told as holidays are."""
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for one in entries:
        by_day[one.on].append(one)
    deadlines = list(wheel)
    return [
        _day(
            day,
            by_day[day],
            staff,
            [one for one in deadlines if one.on == day],
            today,
            closed_words(closed, day),
        )
        for day in days
    ]


def _day(
    day: dt.date,
    entries: list[Entry],
    staff: Mapping[int, str],
    deadlines: Sequence[WheelDay],
    today: dt.date,
    closed: str,
) -> DayBox:
    timed = [one for one in entries if one.at is not None]
    return DayBox(
        day=day,
        label=weekday(day),
        is_today=day == today,
        holiday=free_day_name(day) or closed,
        deadlines=tuple(deadlines),
        all_day=tuple(_box(one, staff) for one in entries if one.at is None),
        timed=tuple(_box(one, staff) for one in sorted(timed, key=lambda one: one.at or NOON)),
    )


def closed_words(closed: Iterable[ClosedDays], day: dt.date) -> str:
    """Empty for a day when the team takes participants in."""
    why = next((one.why for one in closed if one.first_on <= day <= one.last_on), "")
    return _("Closed: %(why)s") % {"why": why} if why else ""


def weekday(day: dt.date) -> str:
    if day.isoweekday() == 6:
        return _("Saturday")
    return _("Sunday") if day.isoweekday() == 7 else str(Weekday(day.isoweekday()).label)


def _box(one: Entry, staff: Mapping[int, str]) -> Box:
    who = _who(one, staff)
    rest = [one.label if one.title and one.kind is not EntryKind.TEAM else "", one.words, who]
    look = LOOKS.get(one.kind, "")
    state = "s-ev-off" if one.is_cancelled else "s-ev-busy" if one.is_busy else ""
    return Box(
        entry=one,
        time=f"{one.at:%H.%M}" if one.at else "",
        span=span_of(one),
        heading=one.title or one.label,
        text=" · ".join(part for part in rest if part),
        css=" ".join(part for part in ("s-ev", look, state) if part),
    )


def span_of(one: Entry) -> str:
    """As 09.00–10.30; empty for what has no time. What goes on past midnight, or for how long nobody has said, has its
    beginning alone.
    """
    if one.at is None:
        return ""
    begins = one.at.hour * 60 + one.at.minute
    ends = begins + one.minutes
    has_end = one.is_end_known and begins < ends < 24 * 60
    return f"{one.at:%H.%M}" + (f"\u2013{ends // 60:02}.{ends % 60:02}" if has_end else "")


def _who(one: Entry, staff: Mapping[int, str]) -> str:
    if one.is_for_all:
        return _("Everybody")
    named = names_of_entry(one, {user_id: short(name) for user_id, name in staff.items()})
    if len(named) > EVERYBODY:
        return _("%(names)s and %(count)d more") % {
            "names": ", ".join(named[: EVERYBODY - 1]),
            "count": len(named) - EVERYBODY + 1,
        }
    return ", ".join(named)


def names_of_entry(one: Entry, staff: Mapping[int, str]) -> list[str]:
    """Those of the staff whose time it is and who are there, as `staff` calls them. Where all who lead a group are away
    the team stands in.
    """
    named = [staff[user] for user in one.user_ids if user in staff and user not in one.away_ids]
    return named or ([_("the team stands in")] if one.away_ids else [])


def short(name: str) -> str:
    """The first name, as colleagues say it."""
    return name.partition(" ")[0]


def week_days(monday: dt.date, entries: Iterable[Entry]) -> tuple[list[dt.date], list[dt.date]]:
    """Monday to Friday; and the days of the weekend that have something."""
    held = {one.on for one in entries}
    weekend = [monday + number * DAY for number in (5, 6)]
    return [monday + number * DAY for number in range(5)], [day for day in weekend if day in held]
