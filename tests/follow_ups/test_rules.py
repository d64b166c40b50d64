"""When follow-ups are due: worked examples, and what holds for every start, however often a meeting is moved."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from samsteg.core.free_days import is_workday
from samsteg.follow_ups.enums import FollowUpKind, Urgency
from samsteg.follow_ups.rules import (
    EVERY_MONTHS,
    FIRST_WEEKS,
    NEAR,
    first_due,
    next_due,
    urgency,
    workday,
)
from samsteg.follow_ups.times import DatedTimes, Times, next_of

DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2060, 12, 31))
WEEKS = st.sampled_from(list(FIRST_WEEKS))
MONTHS = st.sampled_from(list(EVERY_MONTHS))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def held(due_on: str, on: str, then: str, pk: int = 1) -> Any:
    return SimpleNamespace(pk=pk, due_on=day(due_on), meeting_on=day(on), next_due_on=day(then))


@pytest.mark.parametrize(
    ("given_day", "found"),
    [
        ("2026-11-23", "2026-11-23"),  # a Monday
        ("2026-11-21", "2026-11-23"),  # a Saturday
        ("2026-04-03", "2026-04-07"),  # Good Friday, then Easter
        ("2026-05-14", "2026-05-15"),  # Ascension Day
        ("2026-06-19", "2026-06-22"),  # Midsummer Eve
        ("2026-12-24", "2026-12-28"),  # Christmas and a Sunday
        ("2026-12-31", "2027-01-04"),  # New Year and a weekend
        ("2027-01-06", "2027-01-07"),
    ],
)
def test_a_day_that_nobody_works_gives_way_to_the_next(given_day: str, found: str) -> None:
    assert workday(day(given_day)) == day(found)


@pytest.mark.django_db
def test_the_database_knows_the_same_working_days() -> None:
    """The figure that is counted in SQL and the page go by the same calendar."""
    first, last = dt.date(2005, 1, 1), dt.date(2060, 12, 31)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d::date, samsteg_workday(d::date) FROM generate_series(%s::date, %s::date, '1 day') d",
            [first, last],
        )
        rows = cursor.fetchall()
    assert len(rows) == (last - first).days + 1
    assert [(one, found, workday(one)) for one, found in rows if found != workday(one)] == []


def test_a_year_by_the_usual_times() -> None:
    """Six weeks after 2026-01-12 is a Monday; then three months at a time from the day that was due."""
    first = first_due(day("2026-01-12"), day("2020-01-01"), 6)
    assert first == day("2026-02-23")
    second = next_due(first, day("2026-02-20"), 3)  # held three days early
    assert second == day("2026-05-25")  # 23 May is a Saturday
    third = next_due(second, day("2026-06-08"), 3)  # two weeks late is still near
    assert third == day("2026-08-25")
    assert next_due(third, day("2026-09-09"), 3) == day(
        "2026-12-09"
    )  # one day more: counted from when it was held


def test_who_started_before_the_team_followed_up_is_counted_from_then() -> None:
    times = DatedTimes((Times(day("2026-03-02"), 4, 3),))
    due = next_of(times, day("2025-01-13"), [])
    assert due is not None
    assert (due.due_on, due.kind) == (day("2026-03-30"), FollowUpKind.THREE_MONTH)
    new = next_of(times, day("2026-03-09"), [])
    assert new is not None
    assert (new.due_on, new.kind) == (day("2026-04-07"), FollowUpKind.FIRST)  # 6 April is Easter Monday


def test_nothing_is_due_before_the_start_or_without_times() -> None:
    times = DatedTimes((Times(day("2026-03-02"), 6, 3),))
    assert next_of(times, None, []) is None
    assert next_of(DatedTimes(), day("2026-03-02"), []) is None


def test_new_times_hold_for_those_who_start_from_then_on() -> None:
    times = DatedTimes((Times(day("2026-01-01"), 8, 3), Times(day("2026-06-01"), 4, 2)))
    before, after = next_of(times, day("2026-05-04"), []), next_of(times, day("2026-06-01"), [])
    assert before is not None and before.due_on == day("2026-06-29")
    assert after is not None and after.due_on == day("2026-06-29")


def test_the_meeting_that_was_held_last_decides_whatever_order_they_are_told_in() -> None:
    times = DatedTimes((Times(day("2026-01-01"), 6, 3),))
    rows = [
        held("2026-05-25", "2026-05-25", "2026-08-25", pk=1),
        held("2026-02-23", "2026-02-23", "2026-05-25", pk=2),
    ]
    due = next_of(times, day("2026-01-12"), rows)
    assert due is not None and due.due_on == day("2026-08-25")
    assert due == next_of(times, day("2026-01-12"), rows[::-1])


@given(enrolled=DAYS, begins=DAYS, weeks=WEEKS)
def test_the_first_is_on_a_working_day_after_the_start(
    enrolled: dt.date, begins: dt.date, weeks: int
) -> None:
    due = first_due(enrolled, begins, weeks)
    assert due >= max(enrolled, begins) + dt.timedelta(weeks=weeks)
    assert due - max(enrolled, begins) <= dt.timedelta(weeks=weeks, days=6)
    assert is_workday(due)


@given(due=DAYS, shift=st.integers(-90, 200), months=MONTHS)
def test_the_next_is_later_than_both(due: dt.date, shift: int, months: int) -> None:
    held_on = due + dt.timedelta(days=shift)
    following = next_due(due, held_on, months)
    assert following > max(due, held_on) or (shift < -NEAR.days and following > held_on)
    assert is_workday(following)


@given(due=DAYS, shifts=st.lists(st.integers(-14, 14), min_size=2, max_size=20), months=MONTHS)
def test_moving_within_two_weeks_never_moves_the_next(due: dt.date, shifts: list[int], months: int) -> None:
    """Moved twenty times: the next is where it would have been."""
    found = {next_due(due, due + dt.timedelta(days=shift), months) for shift in shifts}
    assert found == {next_due(due, due, months)}


@given(due=DAYS, late=st.integers(15, 300), months=MONTHS)
def test_held_late_the_next_is_counted_from_that_day(due: dt.date, late: int, months: int) -> None:
    held_on = due + dt.timedelta(days=late)
    assert next_due(due, held_on, months) == next_due(held_on, held_on, months)


@pytest.mark.parametrize(
    ("due_on", "booked_on", "found"),
    [
        (None, "2026-11-22", Urgency.THIS_WEEK),  # today is Sunday 22 November
        (None, "2026-11-23", Urgency.COMING),
        (None, "2026-11-21", Urgency.UNANSWERED),
        ("2026-11-21", None, Urgency.OVERDUE),
        ("2026-11-22", None, Urgency.TO_BOOK),
        ("2026-12-20", None, Urgency.TO_BOOK),
        ("2026-12-21", None, Urgency.LATER),
        ("2026-11-01", "2026-11-30", Urgency.COMING),  # booked again: nothing more to do today
    ],
)
def test_what_a_day_asks_for(due_on: str | None, booked_on: str | None, found: Urgency) -> None:
    today = day("2026-11-22")
    assert urgency(day(due_on) if due_on else None, day(booked_on) if booked_on else None, today) is found
