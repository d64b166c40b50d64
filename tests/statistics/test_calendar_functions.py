"""Months and ages in the database, against days counted by hand and against the rule written out in Python."""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.statistics.asking import day

pytestmark = pytest.mark.django_db


def ask(function: str, *arguments: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(arguments))})", arguments)
        return cursor.fetchone()[0]


def months(first: str, last: str) -> float:
    return float(ask("samsteg_months", day(first), day(last)))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-01-15", "2025-03-10", 1 + 23 / 28),  # the agreement's own example
        ("2025-01-31", "2025-02-28", 1),  # the month's last day is earlier than the 31st
        ("2024-01-31", "2024-02-28", 28 / 29),  # leap year: one day short
        ("2024-01-31", "2024-02-29", 1),
        ("2025-01-31", "2025-03-15", 1 + 15 / 31),  # from 28 February to 31 March is 31 days
        ("2025-01-30", "2025-02-28", 1),
        ("2025-02-28", "2025-03-28", 1),
        ("2025-02-28", "2025-03-31", 1 + 3 / 31),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-29", "2028-02-29", 48),
        ("2025-12-31", "2026-01-01", 1 / 31),
        ("2025-05-05", "2025-05-05", 0),  # a stay of one day
    ],
)
def test_months(first: str, last: str, expected: float) -> None:
    assert months(first, last) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-01-31", "2025-02-27", 0),
        ("2025-01-31", "2025-02-28", 1),
        ("2024-03-31", "2024-04-30", 1),
        ("2024-03-15", "2024-04-14", 0),
        ("2023-12-01", "2025-02-28", 14),
    ],
)
def test_whole_months(first: str, last: str, expected: int) -> None:
    assert ask("samsteg_whole_months", day(first), day(last)) == expected


@pytest.mark.parametrize(
    ("born", "year", "on", "expected"),
    [
        ("2000-05-17", None, "2018-05-16", 17),
        ("2000-05-17", None, "2018-05-17", 18),
        ("2004-02-29", None, "2022-02-27", 17),
        ("2004-02-29", None, "2022-02-28", 18),  # the month's last day if that is earlier
        ("2004-02-29", None, "2024-02-28", 19),
        ("2004-02-29", None, "2024-02-29", 20),
        (None, 1990, "2024-01-01", 34),  # year alone: difference of years
        (None, None, "2024-01-01", None),
    ],
)
def test_age(born: str | None, year: int | None, on: str, expected: int | None) -> None:
    assert ask("samsteg_age", born and day(born), year, day(on)) == expected


def _after(start: dt.date, whole: int) -> dt.date:
    """The same day number `whole` months on, or the month's last day if that is earlier."""
    year, month = divmod(start.year * 12 + start.month - 1 + whole, 12)
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _rule(first: dt.date, last: dt.date) -> Fraction:
    whole = 0
    while _after(first, whole + 1) <= last:
        whole += 1
    done, following = _after(first, whole), _after(first, whole + 1)
    return whole + Fraction((last - done).days, (following - done).days)


DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2040, 12, 31))


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=DAYS, length=st.integers(0, 4000))
def test_months_follow_the_rule(first: dt.date, length: int) -> None:
    last = first + dt.timedelta(days=length)
    expected = _rule(first, last)
    assert float(ask("samsteg_months", first, last)) == pytest.approx(float(expected), abs=1e-9)
    assert ask("samsteg_whole_months", first, last) == int(expected)
    assert ask("samsteg_age", first, None, last) == int(expected) // 12
