"""The last day of so many months: worked by hand at the edges of the calendar, and in order for every start."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsteg.participants.way.usual_times import UsualTimes, last_day

DAY = dt.date


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (DAY(2026, 1, 15), 2, DAY(2026, 3, 14)),
        (DAY(2026, 1, 1), 2, DAY(2026, 2, 28)),
        (DAY(2026, 12, 28), 2, DAY(2027, 2, 27)),
        (DAY(2026, 12, 29), 2, DAY(2027, 2, 28)),
        (DAY(2026, 12, 30), 2, DAY(2027, 2, 28)),
        (DAY(2026, 12, 31), 2, DAY(2027, 2, 28)),
        (DAY(2027, 12, 29), 2, DAY(2028, 2, 28)),  # a leap year has the 29th
        (DAY(2027, 12, 30), 2, DAY(2028, 2, 29)),
        (DAY(2026, 1, 31), 1, DAY(2026, 2, 28)),
        (DAY(2026, 3, 31), 1, DAY(2026, 4, 30)),
        (DAY(2026, 1, 15), 12, DAY(2027, 1, 14)),
        (DAY(2028, 2, 29), 12, DAY(2029, 2, 28)),
    ],
)
def test_by_hand(start: dt.date, months: int, last: dt.date) -> None:
    assert last_day(start, months) == last


def test_both_ends_go_by_one_rule() -> None:
    """Twelve months are a year, not a year and a day."""
    times = UsualTimes(trial_months=2, planned_months=12)
    start = DAY(2026, 12, 31)
    assert (times.trial_end(start), times.planned_end(start)) == (DAY(2027, 2, 28), DAY(2027, 12, 30))
    assert UsualTimes(trial_months=12).trial_end(start) == times.planned_end(start)
    assert UsualTimes(trial_months=0).trial_end(start) is None


@given(st.dates(DAY(2000, 1, 1), DAY(2090, 1, 1)), st.integers(1, 60))
def test_a_later_start_never_ends_earlier_and_the_next_month_follows(start: dt.date, months: int) -> None:
    tomorrow = start + dt.timedelta(days=1)
    assert start < last_day(start, months) <= last_day(tomorrow, months)
    whole = (start.year * 12 + start.month - 1 + months) - (
        last_day(start, months).year * 12 + last_day(start, months).month - 1
    )
    assert whole in (0, 1)  # in the month that lies so far ahead, or the last day of the one before it
