"""How a term becomes sessions."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.activities.rules import Beat, Span, plan_days, why_passed_over

TUESDAYS = Beat(2, dt.time(9, 30), dt.time(12))
FRIDAYS = Beat(5, dt.time(13), dt.time(15))


def test_a_spring_of_fridays_passes_over_what_is_free_and_tells_why() -> None:
    """Counted by hand in the calendar of 2026: Fridays 3 April to 26 June are 13."""
    with translation.override("sv"):
        days = plan_days(dt.date(2026, 4, 3), dt.date(2026, 6, 26), [FRIDAYS])
    assert len(days) == 13
    assert [(str(day.on_day), day.skipped) for day in days if day.skipped] == [
        ("2026-04-03", "L\u00e5ngfredagen"),
        ("2026-05-01", "F\u00f6rsta maj"),
        ("2026-06-19", "Midsommarafton"),
    ]


def test_breaks_and_closed_days_are_passed_over_and_a_day_can_be_taken_back() -> None:
    autumn = Span(dt.date(2026, 10, 26), dt.date(2026, 10, 30), "H\u00f6stlov")
    days = plan_days(
        dt.date(2026, 10, 20), dt.date(2026, 11, 3), [TUESDAYS], [autumn], anyway=[dt.date(2026, 10, 27)]
    )
    assert [(day.on_day.day, day.skipped) for day in days] == [(20, ""), (27, ""), (3, "")]
    days = plan_days(dt.date(2026, 10, 20), dt.date(2026, 11, 3), [TUESDAYS], [autumn])
    assert [day.skipped for day in days] == ["", "H\u00f6stlov", ""]


def test_the_clock_that_goes_back_moves_no_session() -> None:
    """Summer time ends on 25 October 2026: the time on the wall is the same before and after."""
    days = plan_days(dt.date(2026, 10, 20), dt.date(2026, 10, 27), [TUESDAYS])
    assert {day.beat.starts_at for day in days} == {dt.time(9, 30)}


@pytest.mark.parametrize(
    ("day", "language", "why"),
    [
        (dt.date(2026, 6, 19), "sv", "Midsommarafton"),
        (dt.date(2026, 6, 19), "en", "Midsummer Eve"),
        (dt.date(2026, 11, 21), "en", "Weekend"),
        (dt.date(2026, 11, 23), "en", ""),
    ],
)
def test_why_a_day_is_passed_over(day: dt.date, language: str, why: str) -> None:
    with translation.override(language):
        assert why_passed_over(day, ()) == why


@given(
    first=st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1)),
    length=st.integers(0, 371),
    weekdays=st.sets(st.integers(1, 7), min_size=1),
)
def test_every_day_of_the_rhythm_is_there_once(first: dt.date, length: int, weekdays: set[int]) -> None:
    last = first + dt.timedelta(days=length)
    days = plan_days(first, last, [Beat(day, dt.time(9), dt.time(10)) for day in weekdays])
    every = [first + dt.timedelta(days=n) for n in range(length + 1)]
    assert [one.on_day for one in days] == [day for day in every if day.isoweekday() in weekdays]
    assert all(one.skipped for one in days if one.on_day.isoweekday() > 5)
