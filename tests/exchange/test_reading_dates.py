import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.exchange.dates import read_date
from samsteg.exchange.issues import CellError

TODAY = dt.date(2026, 3, 1)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
SWEDISH_MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
FORMS = {
    "iso": lambda day: day.isoformat(),
    "eight digits": lambda day: f"{day:%Y%m%d}",
    "eight digits as number": lambda day: int(f"{day:%Y%m%d}"),
    "eight digits as float": lambda day: float(f"{day:%Y%m%d}"),
    "day first": lambda day: f"{day.day}/{day.month} {day.year}",
    "day first, slashes": lambda day: f"{day:%d/%m/%Y}",
    "day first, dots": lambda day: f"{day.day}.{day.month}.{day.year}",
    "name of the month": lambda day: f" {day.day} {SWEDISH_MONTHS[day.month - 1]} {day.year}",
    "short name": lambda day: f"{day.day} {SWEDISH_MONTHS[day.month - 1][:3].capitalize()}. {day.year}",
    "with time": lambda day: f"{day.isoformat()} 00:00:00",
    "excel date": lambda day: dt.datetime.combine(day, dt.time(13, 30)),
    "hard blank, long dash": lambda day: day.isoformat().replace("-", "\u2013") + "\u00a0",
}


@pytest.mark.parametrize("form", FORMS)
@given(day=DAYS)
def test_every_form_gives_the_day(form, day):
    assert read_date(FORMS[form](day), TODAY) == day


@given(day=st.dates(dt.date(1928, 1, 1), dt.date(2027, 3, 1)))
def test_six_digits_are_year_month_day_within_the_hundred_years_until_next_year(day):
    wanted = day if day > dt.date(1927, 12, 31) else None
    assert read_date(f"{day:%y%m%d}", TODAY) == wanted


def test_six_digits_turn_to_the_last_century_a_year_ahead():
    assert read_date("270301", TODAY) == dt.date(2027, 3, 1)
    assert read_date("270302", TODAY) == dt.date(1927, 3, 2)
    assert read_date(250131, TODAY) == dt.date(2025, 1, 31)
    assert read_date("010203", TODAY) == dt.date(2001, 2, 3)


@given(year=st.integers(1900, 2199), month=st.integers(1, 12), over=st.integers(1, 60))
def test_a_day_that_the_month_lacks_is_refused(year, month, over):
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)).day
    day = min(last + over, 99)
    with pytest.raises(CellError) as refusal:
        read_date(f"{year}-{month:02}-{day}", TODAY)
    assert refusal.value.finding.code == "date_impossible"
    assert refusal.value.finding.nearest == f"{year}-{month:02}-{last}"


def test_the_message_says_how_long_the_month_is():
    with translation.override("en"), pytest.raises(CellError, match="^February has 28 days in 2026.$"):
        read_date("2026-02-30", TODAY)
    with translation.override("en"), pytest.raises(CellError, match="^February has 29 days in 2024.$"):
        read_date("240230", TODAY)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2026-13-01", "date_impossible"),
        ("2026-00-10", "date_impossible"),
        ("2026-04-00", "date_impossible"),
        ("1/31/2025", "date_impossible"),
        ("snart", "date_unknown"),
        ("25-01-31", "date_unknown"),
        ("31 skrutt 2025", "date_unknown"),
        ("1899-12-31", "date_implausible"),
        (dt.datetime.combine(dt.date(2250, 1, 1), dt.time()), "date_implausible"),
        ("2500-01-01", "date_implausible"),
        (True, "date_unknown"),
        (dt.time(8, 30), "date_unknown"),
        (45688.5, "date_is_number"),
        (50131, "date_is_number"),
    ],
)
def test_what_is_no_date_is_refused(raw, code):
    with pytest.raises(CellError) as refusal:
        read_date(raw, TODAY)
    assert refusal.value.finding.code == code


def test_a_bare_day_number_of_excel_is_refused_with_its_date_as_help():
    with pytest.raises(CellError) as refusal:
        read_date(45688, TODAY)
    assert refusal.value.finding.nearest == "2025-01-31"


@given(text=st.text(max_size=40) | st.integers() | st.floats())
def test_anything_else_is_a_date_or_a_refusal(text):
    try:
        assert isinstance(read_date(text, TODAY), dt.date)
    except CellError as refusal:
        assert refusal.finding.message
