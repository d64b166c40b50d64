"""Step lines: values hold until they change, and the last point is the dot. Geometry alone; templates draw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from samsteg.reports.formats import Formats, number

LEFT, RIGHT, TOP = 44, 34, 30
MOST_LABELS_ON_AXIS = {True: 5, False: 3}  # wide, narrow


@dataclass(frozen=True, slots=True)
class Point:
    """`label` stands under the axis; `shown` is the value as printed."""

    label: str
    value: Decimal
    shown: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    y: str
    text: str = ""
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """One SVG. Coordinates are texts with a decimal point, whatever the language of the page."""

    width: int
    height: int
    path: str
    lines: tuple[Mark, ...]
    dots: tuple[Mark, ...]
    values: tuple[Mark, ...]
    labels: tuple[Mark, ...]

    @property
    def end(self) -> int:
        return self.width


@dataclass(frozen=True, slots=True)
class Chart:
    """`title` and `description` say in words what the line shows."""

    key: str
    title: str
    description: str
    wide: Drawing
    narrow: Drawing


def step_chart(
    key: str, title: str, description: str, points: Sequence[Point], formats: Formats
) -> Chart | None:
    """None for fewer than two points: a line needs somewhere to go."""
    if len(points) < 2:
        return None
    return Chart(
        key,
        title,
        description,
        _drawing(points, formats, 620, 260, is_wide=True),
        _drawing(points, formats, 340, 230, is_wide=False),
    )


def scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Lowest and highest line of the axis, and the step between them: round numbers round the values.

    A step line may start elsewhere than at zero, since its axis is labelled.
    """
    low, high = min(values), max(values)
    room = (high - low) or max(abs(high), Decimal(1))
    step = Decimal(1).scaleb((room / 2).adjusted())
    while room / step > 4:
        step *= 2 if str(step.normalize())[0] != "2" else Decimal("2.5")
    bottom = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    top = (high / step).to_integral_value(rounding="ROUND_CEILING") * step
    return bottom, top if top > bottom else bottom + step, step


def extremes(points: Sequence[Point]) -> tuple[int, ...]:
    """Places of at most three values to print: the first, the one farthest from both ends, the last."""
    last = len(points) - 1
    inner = range(1, last)
    ends = sorted((points[0].value, points[last].value))
    farthest = max(
        inner, key=lambda at: max(points[at].value - ends[1], ends[0] - points[at].value), default=None
    )
    return (0, last) if farthest is None else (0, farthest, last)


def _drawing(points: Sequence[Point], formats: Formats, width: int, height: int, *, is_wide: bool) -> Drawing:
    bottom, top, step = scale([point.value for point in points])
    floor = height - 34

    def x(at: int) -> Decimal:
        return LEFT + Decimal(width - LEFT - RIGHT) * at / (len(points) - 1)

    def y(value: Decimal) -> Decimal:
        return floor - (value - bottom) / (top - bottom) * (floor - TOP)

    places = [(x(at), y(point.value)) for at, point in enumerate(points)]
    path = f"M{_text(places[0][0])} {_text(places[0][1])}"
    path += "".join(f"H{_text(across)}V{_text(up)}" for across, up in places[1:])
    last = len(points) - 1
    steps = int((top - bottom) / step)
    return Drawing(
        width=width,
        height=height,
        path=path,
        lines=tuple(
            Mark("0", _text(y(bottom + step * one)), number(bottom + step * one, formats, 2))
            for one in range(steps + 1)
        ),
        dots=tuple(Mark(_text(across), _text(up), "", at == last) for at, (across, up) in enumerate(places)),
        values=tuple(
            Mark(_text(places[at][0]), _text(_beside(places, at)), points[at].shown)
            for at in extremes(points)
        ),
        labels=tuple(
            Mark(_text(places[at][0]), _text(Decimal(height - 6)), points[at].label)
            for at in _labelled(len(points), MOST_LABELS_ON_AXIS[is_wide])
        ),
    )


def _beside(places: Sequence[tuple[Decimal, Decimal]], at: int) -> Decimal:
    """Above the point, or below it where the line comes down to it."""
    falls = at > 0 and places[at][1] > places[at - 1][1]
    return places[at][1] + 22 if falls else places[at][1] - 12


def _labelled(count: int, most: int) -> tuple[int, ...]:
    """Evenly spread places of labels that fit, the last one always among them."""
    step = -(-(count - 1) // (most - 1)) or 1
    return tuple(range(count - 1, -1, -step))[::-1]


def _text(value: Decimal) -> str:
    return f"{value:.1f}"
