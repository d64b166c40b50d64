"""The scale as a step line: the person's own numbers whole, the coach's dotted. Geometry alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.participants.plans.enums import HIGHEST, LOWEST
from samsteg.participants.plans.records import ReadScale

LEFT, RIGHT, TOP, BOTTOM = 34, 24, 26, 34
MOST_DOTS = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """Coordinates are texts with a decimal point, whatever the language of the page."""

    x: str
    y: str
    text: str = ""
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    own: str
    coach: str
    lines: tuple[Mark, ...]
    dots: tuple[Mark, ...]
    values: tuple[Mark, ...]
    days: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """`description` says in words what the line shows."""

    title: str
    description: str
    drawing: Drawing
    has_coach: bool


def scale_chart(readings: Sequence[ReadScale]) -> ScaleChart | None:
    """None for fewer than two readings: a line needs somewhere to go. The newest MOST_DOTS are drawn."""
    shown = readings[-MOST_DOTS:]
    if len(shown) < 2:
        return None
    numbers = ", ".join(str(one.values.own) for one in shown)
    first, last = shown[0].values, shown[-1].values
    return ScaleChart(
        title=_("The scale, 0 to 10"),
        description=_("From %(first)s to %(last)s the participant's own numbers were %(numbers)s.")
        % {"first": first.read_on, "last": last.read_on, "numbers": numbers},
        drawing=_drawing(shown, 360, 200),
        has_coach=any(one.values.coach is not None for one in shown),
    )


def marked(numbers: Sequence[int]) -> tuple[int, ...]:
    """Places of at most three numbers to print: the first, the one farthest from both ends, the last."""
    last = len(numbers) - 1
    low, high = sorted((numbers[0], numbers[-1]))
    far = max(range(len(numbers)), key=lambda at: max(numbers[at] - high, low - numbers[at]))
    inside = low <= numbers[far] <= high
    return tuple(sorted({0, last} if inside else {0, far, last}))


def _drawing(shown: Sequence[ReadScale], width: int, height: int) -> Drawing:
    last, floor = len(shown) - 1, height - BOTTOM
    own = [one.values.own for one in shown]

    def x(at: int) -> float:
        return LEFT + (width - LEFT - RIGHT) * at / last

    def y(value: int) -> float:
        return floor - (value - LOWEST) / (HIGHEST - LOWEST) * (floor - TOP)

    return Drawing(
        width=width,
        height=height,
        own=_path([(at, number) for at, number in enumerate(own)], x, y),
        coach=_path([(at, one.values.coach) for at, one in enumerate(shown)], x, y),
        lines=tuple(Mark("0", f"{y(number):.1f}", str(number)) for number in (0, 5, 10)),
        dots=tuple(Mark(f"{x(at):.1f}", f"{y(n):.1f}", "", at == last) for at, n in enumerate(own)),
        values=tuple(Mark(f"{x(at):.1f}", f"{y(own[at]) - 12:.1f}", str(own[at])) for at in marked(own)),
        days=tuple(
            Mark(f"{min(max(x(at), 42), width - 42):.1f}", f"{height - 6:.1f}", str(shown[at].values.read_on))
            for at in (0, last)
        ),
    )


def _path(
    points: Sequence[tuple[int, int | None]], x: Callable[[int], float], y: Callable[[int], float]
) -> str:
    """Values hold until they change; empty where there is none."""
    known = [(x(at), y(value)) for at, value in points if value is not None]
    if not known:
        return ""
    start = f"M{known[0][0]:.1f} {known[0][1]:.1f}"
    return start + "".join(f"H{across:.1f}V{up:.1f}" for across, up in known[1:])
