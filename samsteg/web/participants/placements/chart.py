"""The ladder as a step line: hours a week that hold until they change. Geometry alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from samsteg.placements.records import ReadPlacement, Rung
from samsteg.placements.rules import last_day
from samsteg.web.participants.words import number

WIDTH, HEIGHT = 360, 180
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 24, 32
MARKS = (10, 20, 40)  # the top line is the first of them that fits


@dataclass(frozen=True, slots=True)
class Point:
    """Coordinates are texts with a decimal point, whatever the language of the page."""

    x: str
    y: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class LadderChart:
    width: int
    height: int
    description: str
    path: str
    ahead: str
    lines: tuple[Point, ...]
    values: tuple[Point, ...]
    days: tuple[Point, ...]


def ladder_chart(one: ReadPlacement, today: dt.date) -> LadderChart | None:
    """None for fewer than two steps: a line needs somewhere to go. What lies ahead is dotted."""
    rungs = one.rungs
    if len(rungs) < 2:
        return None
    ends_on = last_day(one.values.started_on, one.values.ended_on, one.exited_on)
    last = max(ends_on or today, rungs[-1].valid_from + dt.timedelta(days=14))
    first, top = rungs[0].valid_from, _top(rungs)

    def x(day: dt.date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / (last - first).days

    def y(hours: Decimal | int) -> float:
        return HEIGHT - BOTTOM - float(hours) / top * (HEIGHT - TOP - BOTTOM)

    def path(points: Sequence[tuple[dt.date, Decimal]], end: dt.date) -> str:
        start = f"M{x(points[0][0]):.1f} {y(points[0][1]):.1f}"
        steps = "".join(f"H{x(day):.1f}V{y(hours):.1f}" for day, hours in points[1:])
        return f"{start}{steps}H{x(end):.1f}"

    turn = min(max(today, first), last)
    begun = [(rung.valid_from, rung.hours) for rung in rungs if rung.valid_from <= turn]
    coming = [(rung.valid_from, rung.hours) for rung in rungs if rung.valid_from > turn]
    return LadderChart(
        width=WIDTH,
        height=HEIGHT,
        description=_description(rungs),
        path=path(begun, turn),
        ahead=path([(turn, begun[-1][1]), *coming], last) if turn < last else "",
        lines=tuple(Point("0", f"{y(mark):.1f}", str(mark)) for mark in (0, top // 2, top)),
        values=tuple(
            Point(f"{x(rung.valid_from) + 2:.1f}", f"{y(rung.hours) - 8:.1f}", number(rung.hours))
            for rung in rungs
        ),
        days=(
            Point(str(LEFT), str(HEIGHT - 8), str(first)),
            Point(str(WIDTH - RIGHT), str(HEIGHT - 8), str(last)),
        ),
    )


def _top(rungs: Sequence[Rung]) -> int:
    most = max(rung.hours for rung in rungs)
    return next((mark for mark in MARKS if most <= mark), 168)


def _description(rungs: Sequence[Rung]) -> str:
    told = ", ".join(
        _("%(hours)s from %(day)s") % {"hours": number(rung.hours), "day": rung.valid_from} for rung in rungs
    )
    return _("Hours a week: %(steps)s.") % {"steps": told}
