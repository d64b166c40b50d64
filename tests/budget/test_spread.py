"""The largest remainder: sums exactly, within a krona of the exact share."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samsteg.budget.rules import spread


def test_the_published_report_of_2025() -> None:
    assert spread(1615000, [2032000, 32000, 72000, 10000]) == (1529208, 24082, 54184, 7526)


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (100, [1, 1, 1], (34, 33, 33)),  # equal remainders: the earlier row
        (101, [1, 1, 1], (34, 34, 33)),
        (10, [0, 5, 5], (0, 5, 5)),
        (1, [1, 3], (0, 1)),
        (1, [2, 1, 2], (1, 0, 0)),
        (0, [1, 2], (0, 0)),
        (7, [7], (7,)),
        (-100, [1, 1, 1], (-33, -33, -34)),  # money to be paid back
        (90, [100, -10], (100, -10)),  # a row that is an income
        (50, [], None),
        (50, [0, 0], None),
        (50, [10, -10], None),
    ],
)
def test_by_hand(total: int, weights: list[int], expected: tuple[int, ...] | None) -> None:
    assert spread(total, weights) == expected


@given(
    total=st.integers(-(10**9), 10**9),
    weights=st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=30),
)
def test_it_sums_exactly_and_no_row_is_a_krona_off(total: int, weights: list[int]) -> None:
    assume(sum(weights) != 0)
    parts = spread(total, weights)
    assert parts is not None
    assert sum(parts) == total
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))


@given(
    total=st.integers(0, 10**7),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=10, unique=True).filter(any),
)
def test_the_order_of_the_rows_decides_nothing_when_their_requests_differ(
    total: int, weights: list[int]
) -> None:
    parts = spread(total, weights)
    back = spread(total, weights[::-1])
    assert parts is not None and back is not None
    assert parts == back[::-1]
