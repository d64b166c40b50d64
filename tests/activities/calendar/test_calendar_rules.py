"""Days and clocks of the calendar, worked by hand, and what holds for every rhythm."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.activities.calendar.enums import Rhythm
from samsteg.activities.calendar.rules import (
    LONGEST,
    ZONE,
    deadline_in,
    ends,
    moment,
    monday_of,
    occurrences,
)
from samsteg.core.free_days import free_day_name, is_workday

FAR = dt.date(2027, 12, 31)
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31))
RETURNING = st.sampled_from([one for one in Rhythm if one is not Rhythm.ONCE])


def test_every_week_rests_on_midsummer_eve_and_goes_on() -> None:
    found = occurrences(Rhythm.WEEKLY, dt.date(2026, 6, 12), dt.date(2026, 7, 3), dt.date(2026, 6, 1), FAR)
    assert found == [dt.date(2026, 6, 12), dt.date(2026, 6, 26), dt.date(2026, 7, 3)]


def test_a_single_day_is_held_on_midsummer_eve_by_choice() -> None:
    day = dt.date(2026, 6, 19)
    assert occurrences(Rhythm.ONCE, day, None, day, day) == [day]


def test_every_second_week_keeps_its_weeks_over_new_year() -> None:
    found = occurrences(
        Rhythm.FORTNIGHTLY, dt.date(2026, 12, 16), None, dt.date(2026, 12, 17), dt.date(2027, 1, 31)
    )
    assert found == [dt.date(2026, 12, 30), dt.date(2027, 1, 13), dt.date(2027, 1, 27)]


def test_a_fifth_friday_becomes_the_last_where_there_is_none() -> None:
    found = occurrences(Rhythm.MONTHLY, dt.date(2026, 1, 30), None, dt.date(2026, 1, 1), dt.date(2026, 5, 31))
    assert found == [
        dt.date(2026, 1, 30),
        dt.date(2026, 2, 27),
        dt.date(2026, 3, 27),
        dt.date(2026, 4, 24),
        dt.date(2026, 5, 29),
    ]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a year's holidays take their time
@given(rhythm=RETURNING, starts_on=DAYS, length=st.integers(0, 371), first=DAYS, span=st.integers(0, 400))
def test_what_comes_back_keeps_to_its_weekday_and_its_days(
    rhythm: Rhythm, starts_on: dt.date, length: int, first: dt.date, span: int
) -> None:
    until, last = starts_on + dt.timedelta(days=length), first + dt.timedelta(days=span)
    found = occurrences(rhythm, starts_on, until, first, last)
    assert found == sorted(set(found))
    for day in found:
        assert first <= day <= last and starts_on <= day <= until <= starts_on + LONGEST
        assert day.weekday() == starts_on.weekday()
        assert day == starts_on or not free_day_name(day)
    parts = ((first, first), (first + dt.timedelta(days=1), last))
    halves = [occurrences(rhythm, starts_on, until, *part) for part in parts]
    assert halves[0] + halves[1] == found  # however a time is cut, the same days


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-06-19", "Midsommarafton"),
        ("2026-12-24", "Julafton"),
        ("2026-04-06", "Annandag påsk"),
        ("2026-06-22", ""),
    ],
)
def test_holidays_have_their_swedish_names(day: str, name: str) -> None:
    with translation.override("sv"):
        assert free_day_name(dt.date.fromisoformat(day)) == name
    assert is_workday(dt.date.fromisoformat(day)) == (not name)


def test_nine_is_nine_on_both_sides_of_the_clocks() -> None:
    """The clocks leap on 2026-03-29 and go back on 2026-10-25."""
    for day, hours in (("2026-03-27", 1), ("2026-03-30", 2), ("2026-10-23", 2), ("2026-10-26", 1)):
        found = moment(dt.date.fromisoformat(day), dt.time(9))
        assert (found.hour, found.utcoffset()) == (9, dt.timedelta(hours=hours))


def test_an_hour_that_is_not_becomes_the_next_and_of_two_the_first_is_meant() -> None:
    leapt = moment(dt.date(2026, 3, 29), dt.time(2, 30))
    assert (leapt.hour, leapt.minute, leapt.utcoffset()) == (3, 30, dt.timedelta(hours=2))
    twice = moment(dt.date(2026, 10, 25), dt.time(2, 30))
    assert (twice.hour, twice.utcoffset()) == (2, dt.timedelta(hours=2))


@given(
    day=DAYS, at=st.times().map(lambda one: one.replace(second=0, microsecond=0)), minutes=st.integers(5, 720)
)
def test_so_many_minutes_pass(day: dt.date, at: dt.time, minutes: int) -> None:
    begins, ended = moment(day, at), ends(day, at, minutes)
    assert ended.tzinfo is ZONE
    assert ended.astimezone(dt.UTC) - begins.astimezone(dt.UTC) == dt.timedelta(minutes=minutes)


def test_days_of_the_year() -> None:
    assert deadline_in(2027, 2, 29) == dt.date(2027, 2, 28)
    assert deadline_in(2028, 2, 29) == dt.date(2028, 2, 29)
    assert monday_of(dt.date(2026, 11, 22)) == dt.date(2026, 11, 16)
