"""A week as a page shows it: days side by side, times to scale, what overlaps beside each other."""

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

FIRST_HOUR, LAST_HOUR = 8, 17
ROWS = (LAST_HOUR - FIRST_HOUR) * 2  # half hours, as the stylesheet has them
FIRST_ROW = 2  # the first is the day's heading
MOST_LANES = 3
EVERYBODY = 3  # from so many on nobody is named
LOOKS = {EntryKind.GROUP: "s-ev-group", EntryKind.TEAM: "s-ev-team", EntryKind.SLOT: "s-ev-slot"}


@dataclass(frozen=True, slots=True)
class Box:
    """A time of a day: `css` places it, `heading` is what stands first, `text` the rest."""

    entry: Entry
    time: str
    heading: str
    text: str
    css: str


@dataclass(frozen=True, slots=True)
class DayBox:
    """`boxes` stand in the grid by their times; `all_day` have none. `more`: how many the grid has no room for; in a
    list there is, for all of `timed`.
    """

    day: dt.date
    label: str
    number: int
    is_today: bool
    holiday: str
    deadlines: tuple[WheelDay, ...]
    all_day: tuple[Box, ...]
    timed: tuple[Box, ...]
    boxes: tuple[Box, ...]
    more: int

    @property
    def is_empty(self) -> bool:
        return not (self.boxes or self.all_day or self.more)


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
            number,
            by_day[day],
            staff,
            [one for one in deadlines if one.on == day],
            today,
            closed_words(closed, day),
        )
        for number, day in enumerate(days, start=1)
    ]


def _day(
    day: dt.date,
    number: int,
    entries: list[Entry],
    staff: Mapping[int, str],
    deadlines: Sequence[WheelDay],
    today: dt.date,
    closed: str,
) -> DayBox:
    timed = [one for one in entries if one.at is not None]
    lanes = _lanes(timed)
    shown = [(one, *lanes[number_]) for number_, one in enumerate(timed) if lanes[number_][0] < MOST_LANES]
    return DayBox(
        day=day,
        label=weekday(day),
        number=number,
        is_today=day == today,
        holiday=free_day_name(day) or closed,
        deadlines=tuple(deadlines),
        all_day=tuple(_box(one, staff, "") for one in entries if one.at is None),
        timed=tuple(_box(one, staff, "") for one in timed),
        boxes=tuple(_box(one, staff, _place(one, number, lane, of)) for one, lane, of in shown),
        more=len(timed) - len(shown),
    )


def closed_words(closed: Iterable[ClosedDays], day: dt.date) -> str:
    """Empty for a day when the team takes participants in."""
    why = next((one.why for one in closed if one.first_on <= day <= one.last_on), "")
    return _("Closed: %(why)s") % {"why": why} if why else ""


def weekday(day: dt.date) -> str:
    if day.isoweekday() == 6:
        return _("Saturday")
    return _("Sunday") if day.isoweekday() == 7 else str(Weekday(day.isoweekday()).label)


def rows_of(at: dt.time, minutes: int) -> tuple[int, int]:
    """The first row of the grid, and how many; what lies outside its hours stands at its edge."""
    begins = (at.hour - FIRST_HOUR) * 60 + at.minute
    first = min(max(begins // 30, 0), ROWS - 1)
    last = min(max(-(-(begins + minutes) // 30), first + 1), ROWS)
    return first + FIRST_ROW, last - first


def _lanes(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    """Of each its lane, and how many lanes those that overlap it share. `entries` in order of time."""
    spans = [rows_of(one.at, one.minutes) for one in entries if one.at is not None]
    lanes: list[int] = []
    clusters: list[list[int]] = []
    free_at: list[int] = []  # of each lane of the cluster, the first row that is free
    for number, (first, length) in enumerate(spans):
        if not clusters or first >= max(free_at):
            clusters.append([])
            free_at = []
        lane = next((one for one, until in enumerate(free_at) if until <= first), len(free_at))
        free_at[lane : lane + 1] = [first + length]
        lanes.append(lane)
        clusters[-1].append(number)
    widths = {
        number: min(max(lanes[one] for one in cluster) + 1, MOST_LANES)
        for cluster in clusters
        for number in cluster
    }
    return [(lane, widths[number]) for number, lane in enumerate(lanes)]


def _place(one: Entry, number: int, lane: int, of: int) -> str:
    assert one.at is not None
    first, length = rows_of(one.at, one.minutes)
    lanes = f" s-of{of} s-lane{lane + 1}" if of > 1 else ""
    return f"s-d{number} s-r{first} s-l{length}{lanes}"


def _box(one: Entry, staff: Mapping[int, str], css: str) -> Box:
    who = _who(one, staff)
    rest = [one.label if one.title and one.kind is not EntryKind.TEAM else "", one.words, who]
    look = LOOKS.get(one.kind, "")
    state = "s-ev-off" if one.is_cancelled else "s-ev-busy" if one.is_busy else ""
    return Box(
        entry=one,
        time=f"{one.at:%H.%M}" if one.at else "",
        heading=one.title or one.label,
        text=" · ".join(part for part in rest if part),
        css=" ".join(part for part in ("s-ev", look, state, css) if part),
    )


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
