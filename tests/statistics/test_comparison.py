"""Which period stands beside, and how far apart two figures are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samsteg.statistics.comparison import Difference, differences, period_before, rolling_year, year_before
from samsteg.statistics.values import Amount, Period, Unit, Value
from tests.statistics.asking import day


def period(first: str, last: str) -> Period:
    return Period(day(first), day(last))


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        (("2024-07-01", "2025-06-30"), ("2023-07-01", "2024-06-30")),
        (("2025-01-01", "2025-02-28"), ("2024-01-01", "2024-02-29")),
        (("2024-01-01", "2024-02-29"), ("2023-01-01", "2023-02-28")),
        (("2024-02-29", "2024-02-29"), ("2023-02-28", "2023-02-28")),
        (("2025-11-17", "2025-11-17"), ("2024-11-17", "2024-11-17")),
    ],
)
def test_the_same_time_a_year_before(now: tuple[str, str], before: tuple[str, str]) -> None:
    assert year_before(period(*now)) == period(*before)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (("2025-01-01", "2025-06-30"), ("2024-07-01", "2024-12-31")),
        (("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        (("2025-03-01", "2025-03-31"), ("2025-02-01", "2025-02-28")),
        (("2025-01-10", "2025-01-19"), ("2024-12-31", "2025-01-09")),
        (("2025-01-10", "2025-01-10"), ("2025-01-09", "2025-01-09")),
    ],
)
def test_the_period_right_before(now: tuple[str, str], before: tuple[str, str]) -> None:
    assert period_before(period(*now)) == period(*before)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-11-22", ("2025-11-01", "2026-10-31")),
        ("2026-10-31", ("2025-11-01", "2026-10-31")),
        ("2025-01-01", ("2024-01-01", "2024-12-31")),
        ("2024-02-29", ("2023-03-01", "2024-02-29")),
    ],
)
def test_twelve_whole_months(today: str, expected: tuple[str, str]) -> None:
    assert rolling_year(day(today)) == period(*expected)


@pytest.mark.parametrize(
    ("now", "then", "change"),
    [
        (7, 5, Decimal(2)),
        (Decimal("4.5"), Decimal("4.75"), Decimal("-0.25")),
        (None, 3, None),
        (3, None, None),
        (0, 0, 0),
    ],
)
def test_how_far_apart(now: Amount, then: Amount, change: Decimal | None) -> None:
    found = Difference("a", Value(now, 1, Unit.PERSONS), Value(then, 1, Unit.PERSONS))
    assert found.change == change


def test_what_one_of_them_lacks_is_left_out() -> None:
    value = Value(1, 1, Unit.PERSONS)
    assert [one.code for one in differences({"a": value, "b": value}, {"a": value}, ["b", "a"])] == ["a"]
