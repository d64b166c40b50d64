"""The queue's range of months, worked by hand and by its properties."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from samsteg.participants.way.forecast import (
    FURTHEST,
    LEAST_EXITS,
    LEAST_MONTHS,
    LONGEST_HISTORY,
    Forecast,
    Pace,
    forecast,
    forecasts,
)

MONTHS = st.integers(LEAST_MONTHS, LONGEST_HISTORY)
EXITS = st.integers(LEAST_EXITS, 200)
PLACES = st.integers(1, 60)
PLANNED = st.lists(st.floats(0, 30), max_size=20).map(lambda found: tuple(sorted(found)))


def length(found: Forecast | None) -> tuple[float, float]:
    return (found.soonest, found.latest) if found else (float("inf"), float("inf"))


def test_worked_by_hand() -> None:
    """36 exits in 24 months: 1.5 a month, between (36 - 7.68)/24 = 1.18 and (36 + 7.68)/24 = 1.82.

    The fifth in the queue waits for 5 places, between 5 - 2.86 = 2.14 and 5 + 2.86 = 7.86: from 1.2 to 6.7 months.
    """
    assert forecast(5, Pace(24, 36)) == Forecast(1, 7)
    assert forecast(1, Pace(24, 36)) == Forecast(0, 2)  # up to 2.28 / 1.18 = 1.9


def test_a_planned_end_may_let_it_be_sooner_and_never_later() -> None:
    """The tenth waits for 5.95 to 14.05 places: from 3.3 to 11.9 months."""
    assert forecast(10, Pace(24, 36)) == Forecast(3, 12)
    assert forecast(10, Pace(24, 36, planned=(0.5,) * 10)) == Forecast(0, 12)
    assert forecast(10, Pace(24, 36, planned=(20.0,) * 10)) == Forecast(3, 12)
    assert forecast(10, Pace(24, 36, planned=(0.5,) * 9)) == Forecast(3, 12)  # one place too few


def test_without_history_nothing_is_said() -> None:
    assert forecast(1, Pace(LEAST_MONTHS - 1, 30)) is None
    assert forecast(1, Pace(24, LEAST_EXITS - 1)) is None
    assert forecast(30, Pace(24, 12)) is None  # the range would end after two years
    assert forecast(0, Pace(24, 36)) is None


@given(PLACES, MONTHS, EXITS, PLANNED)
def test_more_ahead_never_shortens(place: int, months: int, exits: int, planned: tuple[float, ...]) -> None:
    pace = Pace(months, exits, planned)
    first, second = length(forecast(place, pace)), length(forecast(place + 1, pace))
    assert first[0] <= second[0] and first[1] <= second[1]


@given(PLACES, st.integers(1, 8))
def test_less_history_of_the_same_pace_never_narrows(place: int, a_month: int) -> None:
    shorter = length(forecast(place, Pace(LEAST_MONTHS, a_month * LEAST_MONTHS)))
    longer = length(forecast(place, Pace(LONGEST_HISTORY, a_month * LONGEST_HISTORY)))
    assume(shorter[1] < float("inf"))
    assert shorter[0] <= longer[0] and longer[1] <= shorter[1]


@given(PLACES, st.integers(0, 40), st.integers(0, 200), PLANNED)
def test_it_is_always_a_range_within_two_years(
    place: int, months: int, exits: int, planned: tuple[float, ...]
) -> None:
    found = forecast(place, Pace(months, exits, planned))
    assert found is None or 0 <= found.soonest < found.latest <= FURTHEST + 1


def test_who_is_paused_takes_no_place() -> None:
    pace = Pace(24, 36)
    assert forecasts([True, False, True], pace) == [forecast(1, pace), None, forecast(2, pace)]
