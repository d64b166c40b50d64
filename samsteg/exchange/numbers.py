"""Numbers as Excel and people write them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from samsteg.exchange.columns import Column
from samsteg.exchange.issues import CellError, Noted, noted
from samsteg.exchange.text import one_line

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?: \d{3})+|\d{1,15})(?:[.,]\d{1,20})?", re.ASCII)
UNIT_AFTER = re.compile(r" ?(?:%|kr|:-|kronor)$", re.IGNORECASE)
MINUS = re.compile("[\u2010-\u2015\u2212]")
LARGEST = Decimal(10) ** 12
FIRST_YEAR, LAST_YEAR = 1990, 2100


def read_number(raw: object) -> Decimal:
    """Decimal comma or point, blanks between thousands, `kr` or `%` after. Raises CellError."""
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        text = _(
            "Excel has turned the number into a date or a time. Format the cell as a number and write it again."
        )
        raise CellError("number_is_date", text)
    if isinstance(raw, float):
        text = format(raw, ".15g")  # what Excel shows; the rest is noise of binary fractions
        number = Decimal(text)
    elif isinstance(raw, int) and not isinstance(raw, bool):
        number = Decimal(raw)
    else:
        number = _from_text(raw)
    if not number.is_finite() or abs(number) >= LARGEST:
        raise CellError("number_too_large", _("The number is too large to be right. Check it."))
    return number


def _from_text(raw: object) -> Decimal:
    text = MINUS.sub("-", UNIT_AFTER.sub("", one_line(raw))) if isinstance(raw, str) else ""
    if not NUMBER.fullmatch(text):
        raise CellError(
            "number_unknown", _("This isn't a number. Write digits, with a comma before decimals.")
        )
    return Decimal(text.replace(" ", "").replace(",", "."))


def read_decimal(raw: object, column: Column) -> Decimal | Noted:
    """Within the column's limits, rounded half up to its number of decimals."""
    number = read_number(raw)
    _check_limits(number, column)
    exact = number.quantize(Decimal(1).scaleb(-column.places), ROUND_HALF_UP)
    value = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
    return _unless_fraction(value, column)


def read_whole(raw: object, column: Column) -> int | Noted:
    number = read_number(raw)
    _check_limits(number, column)
    if column.is_percent and 0 < number < 1:
        _unless_fraction(number, column)
    if number != number.to_integral_value():
        near = str(number.quantize(Decimal(1), ROUND_HALF_UP))
        raise CellError("number_not_whole", _("Write a whole number, without decimals."), nearest=near)
    if column.is_percent and number == 1:
        return noted(1, "percent_one", _one_percent())
    return int(number)


def read_kronor(raw: object) -> int:
    number = read_number(raw)
    if number != number.to_integral_value():
        near = str(number.quantize(Decimal(1), ROUND_HALF_UP))
        raise CellError("kronor_not_whole", _("Write whole kronor, without öre."), nearest=near)
    return int(number)


def read_year(raw: object) -> int:
    number = read_number(raw)
    if number != number.to_integral_value() or not FIRST_YEAR <= number <= LAST_YEAR:
        raise CellError("year_unknown", _("This isn't a year. Write it with four digits, as 2025."))
    return int(number)


def _check_limits(number: Decimal, column: Column) -> None:
    low, high = column.minimum, column.maximum
    if low is not None and number < low:
        raise CellError("number_too_low", _("The number must be at least %(limit)d.") % {"limit": low})
    if high is not None and number > high:
        raise CellError("number_too_high", _("The number may be at most %(limit)d.") % {"limit": high})


def _unless_fraction(value: Decimal, column: Column) -> Decimal | Noted:
    if not column.is_percent:
        return value
    if 0 < value < 1:
        near = str((value * 100).quantize(Decimal(1), ROUND_HALF_UP))
        text = _("Less than one percent can't be right. Write the percent as a whole number, as 75.")
        raise CellError("percent_fraction", text, nearest=near)
    return noted(value, "percent_one", _one_percent()) if value == 1 else value


def _one_percent() -> str:
    return _("This reads as one percent. If you mean the whole, write 100.")
