"""Step lines: round axes, few labels, and the last point is the dot."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samsteg.reports.formats import Formats
from samsteg.web.statistics.charts import Point, extremes, scale, step_chart


def points(*values: str) -> list[Point]:
    return [Point(f"20{10 + at}-12", Decimal(value), value) for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        (("22.9", "28.9"), ("22", "30", "2")),
        (("1", "38"), ("0", "40", "10")),
        (("0", "0"), ("0", "0.25", "0.25")),
        (("7", "7"), ("6", "8", "2")),
        (("0.12", "0.19"), ("0.12", "0.20", "0.02")),
    ],
)
def test_the_axis_is_round_and_holds_all_values(values: tuple[str, ...], axis: tuple[str, ...]) -> None:
    numbers = [Decimal(value) for value in values]
    bottom, top, step = scale(numbers)
    assert bottom <= min(numbers) <= max(numbers) <= top
    assert top > bottom
    assert (top - bottom) / step <= 6
    assert (top - bottom) % step == 0


@pytest.mark.parametrize(
    ("values", "places"),
    [
        (("1", "2"), (0, 1)),
        (("26.1", "24.8", "28.9", "22.9"), (0, 2, 3)),
        (("5", "1", "6"), (0, 1, 2)),
        (("3", "3", "3"), (0, 1, 2)),
    ],
)
def test_at_most_three_values_are_printed(values: tuple[str, ...], places: tuple[int, ...]) -> None:
    assert extremes(points(*values)) == places


def test_values_hold_until_they_change() -> None:
    chart = step_chart("a", "Title", "Words", points("10", "20", "15"), Formats())
    assert chart is not None
    for drawing in (chart.wide, chart.narrow):
        assert drawing.path.startswith("M")
        assert drawing.path.count("H") == drawing.path.count("V") == 2
        assert [dot.is_last for dot in drawing.dots] == [False, False, True]
        assert all(0 <= float(mark.x) <= drawing.width for mark in drawing.dots)
        assert all(0 <= float(mark.y) <= drawing.height for mark in (*drawing.dots, *drawing.values))
        assert drawing.labels[-1].text == "2012-12"
        assert float(drawing.dots[1].y) < float(drawing.dots[2].y) < float(drawing.dots[0].y)


def test_many_points_get_few_labels() -> None:
    chart = step_chart("a", "Title", "Words", points(*[str(value) for value in range(12)]), Formats())
    assert chart is not None
    assert len(chart.wide.labels) <= 5
    assert len(chart.narrow.labels) <= 3
    assert len(chart.wide.lines) <= 7


@pytest.mark.parametrize("values", [(), ("1",)])
def test_a_line_needs_two_points(values: tuple[str, ...]) -> None:
    assert step_chart("a", "Title", "Words", points(*values), Formats()) is None
