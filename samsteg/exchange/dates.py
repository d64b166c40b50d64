"""Dates as people write them. Six digits are always year, month, day; a day that doesn't exist is told as such."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samsteg.exchange.issues import CellError
from samsteg.exchange.text import one_line

FIRST_YEAR, LAST_YEAR = 1900, 2199
SERIALS = range(20_000, 80_000)  # Excel's own day numbers of 1954-2119
SERIAL_START = dt.date(1899, 12, 30)
MONTH_NAMES = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

TIME_AFTER = r"(?:[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?)?"
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + TIME_AFTER, re.ASCII)
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
SIX_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{2})", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[-/. ] ?(\d{4})", re.ASCII)
DAY_AND_NAME = re.compile(r"(?:den )?(\d{1,2})\.? ?([a-zé]{3,9})\.?,? ?(\d{4})", re.ASCII | re.IGNORECASE)
HYPHENS = re.compile("[\u2010-\u2015\u2212]")


def read_date(raw: object, today: dt.date) -> dt.date:
    """The day in a cell. Six digits fall in this century unless that is more than a year after `today`.

    Raises CellError.
    """
    if isinstance(raw, dt.datetime):
        return _plausible(raw.date())
    if isinstance(raw, dt.date):
        return _plausible(raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _from_number(raw, today)
    if isinstance(raw, str):
        return _from_text(HYPHENS.sub("-", one_line(raw)), today)
    raise _no_date()


def _from_number(raw: float, today: dt.date) -> dt.date:
    text = str(int(raw)) if float(raw).is_integer() else ""
    if len(text) in (6, 8):
        return _from_text(text, today)
    guess = str(SERIAL_START + dt.timedelta(days=int(raw))) if text and int(raw) in SERIALS else None
    raise CellError(
        "date_is_number",
        _(
            "The cell holds a number, not a date. Format it as a date in Excel, or write the day as 2025-01-31."
        ),
        nearest=guess,
    )


def _from_text(text: str, today: dt.date) -> dt.date:
    if found := YEAR_FIRST.fullmatch(text) or EIGHT_DIGITS.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := SIX_DIGITS.fullmatch(text):
        return _with_century(int(found[1]), int(found[2]), int(found[3]), today)
    if found := DAY_FIRST.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if (found := DAY_AND_NAME.fullmatch(text)) and found[2][:3].lower() in MONTH_NAMES:
        return _day(int(found[3]), MONTH_NAMES.index(found[2][:3].lower()) + 1, int(found[1]))
    raise _no_date()


def _with_century(year: int, month: int, day: int, today: dt.date) -> dt.date:
    limit = (today.year + 1, today.month, today.day)
    century = 2000 if (2000 + year, month, day) <= limit else 1900
    return _day(century + year, month, day)


def _day(year: int, month: int, day: int) -> dt.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _implausible(year)
    if not 1 <= month <= 12:
        text = _("There is no month %(month)d. Write the day as 2025-01-31.") % {"month": month}
        raise CellError("date_impossible", text)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = capfirst(str(MONTHS[month]))
        text = _("%(month)s has %(days)d days in %(year)d.") % {"month": name, "days": last, "year": year}
        raise CellError(
            "date_impossible", text, nearest=f"{year:04}-{month:02}-{last:02}" if day > last else None
        )
    return dt.date(year, month, day)


def _plausible(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _implausible(day.year)
    return day


def _implausible(year: int) -> CellError:
    return CellError(
        "date_implausible", _("The year %(year)d can't be right. Check the date.") % {"year": year}
    )


def _no_date() -> CellError:
    return CellError("date_unknown", _("This isn't a date. Write it as 2025-01-31."))
