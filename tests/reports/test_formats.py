"""Numbers and dates in reports: exact, half up, with a decimal comma."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsteg.reports.formats import Formats, half_up, header_date, number, percent, percent_number, span

NBSP = "\u00a0"
MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("4.6325"), 2, "4.63"),
        (Decimal("4.635"), 2, "4.64"),
        (Fraction(5, 7) * 100, 0, "71"),
        (Decimal("22.333333"), 1, "22.3"),
        (7, 0, "7"),
    ],
)
def test_rounds_half_away_from_zero(value: Fraction | Decimal | int, decimals: int, expected: str) -> None:
    assert half_up(value, decimals) == Decimal(expected)


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(0, 6))
def test_rounding_is_never_more_than_half_a_step_off(value: Fraction, decimals: int) -> None:
    rounded = Fraction(half_up(value, decimals))
    step = Fraction(1, 10**decimals)
    assert abs(rounded - value) <= step / 2
    if abs(rounded - value) == step / 2:
        assert abs(rounded) > abs(value)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_rounded_from_the_exact_fraction(part: int, whole: int) -> None:
    shown = int(percent_number(Fraction(part, whole), Formats(thousands="none")))
    assert shown == (200 * part + whole) // (2 * whole)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Decimal("30.75"), 2, "30,75"),
        (Decimal("56.0"), 2, "56"),
        (Decimal("22.333333333333332"), 2, "22,33"),
        (Decimal("6.50"), 2, "6,5"),
        (0, 2, "0"),
        (Decimal("-0.001"), 2, "0"),
        (1529208, 0, f"1{NBSP}529{NBSP}208"),
        (-35064, 0, f"{MINUS}35{NBSP}064"),
        (999, 0, "999"),
    ],
)
def test_a_number_as_it_is_printed(value: Decimal | int, decimals: int, expected: str) -> None:
    assert number(value, Formats(), decimals) == expected


def test_published_decimals_are_kept_when_asked_for() -> None:
    assert number(Decimal("56"), Formats(), 2, strip=False) == "56,00"


def test_kronor_without_separator_where_the_template_says_so() -> None:
    assert number(1529208, Formats(thousands="none")) == "1529208"


@pytest.mark.parametrize(("form", "expected"), [("spaced", f"43{NBSP}%"), ("tight", "43%")])
def test_percent_with_and_without_space(form: str, expected: str) -> None:
    assert percent(Decimal("0.4286"), Formats(percent=form)) == expected


@pytest.mark.parametrize(
    ("form", "expected"), [("iso", "2025-01-31"), ("yymmdd", "250131"), ("yyyymmdd", "20250131")]
)
def test_dates_in_headers(form: str, expected: str) -> None:
    assert header_date(dt.date(2025, 1, 31), Formats(header_dates=form)) == expected


def test_a_span_has_an_en_dash() -> None:
    assert span(dt.date(2025, 1, 1), dt.date(2025, 12, 31)) == "2025-01-01 \u2013 2025-12-31"


@pytest.mark.parametrize(
    "wrong",
    [
        {"thousands": "comma"},
        {"percent": "loose"},
        {"header_dates": "us"},
        {"number_words": "always"},
        {"sex_order": "x"},
    ],
)
def test_a_format_that_does_not_exist_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Formats(**wrong)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_what_is_printed_reads_back(value: Decimal) -> None:
    printed = number(value, Formats(), 4)
    read = Decimal(printed.replace(NBSP, "").replace(MINUS, "-").replace(",", "."))
    assert read == value
