"""One cell in, one value out (or CellError): the readers of every kind of column.

A reader of a column with `more_keys` gives a tuple, one value for each of `Column.keys`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from samsteg.exchange import mappings
from samsteg.exchange.columns import Column, Kind
from samsteg.exchange.dates import FIRST_YEAR, LAST_YEAR, read_date
from samsteg.exchange.identity import holds_personnummer, read_personnummer
from samsteg.exchange.issues import CellError, Noted, noted
from samsteg.exchange.numbers import read_decimal, read_kronor, read_whole, read_year
from samsteg.exchange.protected_rows import refuse_protected
from samsteg.exchange.text import by_fold, clean, fold, nearest, one_line
from samsteg.exchange.times import read_time
from samsteg.organisation.municipalities import ALL as MUNICIPALITIES
from samsteg.organisation.municipalities import code_for

Reader = Callable[[object, Column, dt.date], object]

OLDEST_YEARS = 120
BETWEEN_CODES = re.compile(r"[;\n]")
VERY_CLOSE = 0.85  # free text this near a known word is probably a slip
MUNICIPALITY_CHOICES = by_fold(MUNICIPALITIES.values())


def reader_of(column: Column, today: dt.date) -> Callable[[object], object]:
    """The reader of a column's cells; it takes what openpyxl or csv gave, never None."""
    read = READERS[column.kind]

    def read_cell(raw: object) -> object:
        if isinstance(raw, str) and raw.startswith("#") and raw.strip().upper() in mappings.CELL_FAULTS:
            text = _("The cell shows a fault in place of a value. Mend its formula in Excel and save.")
            raise CellError("cell_fault", text)
        return read(raw, column, today)

    return read_cell


def as_text(raw: object) -> str:
    """A cell as Excel shows it in Swedish."""
    if isinstance(raw, bool):
        return "SANT" if raw else "FALSKT"
    if isinstance(raw, float):
        return format(raw, ".15g").replace(".", ",")
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ", "minutes")
    return str(raw)


def _text(raw: object, column: Column, today: dt.date) -> object:
    text, has_lost = clean(as_text(raw))
    if len(text) > column.max_length:
        counts = {"length": len(text), "limit": column.max_length}
        message = _("The text has %(length)d characters; at most %(limit)d fit. Shorten it.")
        raise CellError("text_too_long", message % counts)
    if holds_personnummer(text, alone=column.kind is Kind.ID):
        where = _(
            "A personnummer stands in a cell that is stored readable. Write it in the column Personnummer only."
        )
        raise CellError("personnummer_in_text", where)
    refuse_protected(text)
    if has_lost:
        return noted(text or None, "characters_removed", _("Characters that can't be printed were left out."))
    return text or None


def _id(raw: object, column: Column, today: dt.date) -> object:
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        text = _(
            "Excel has turned the id into a date or a time. Format the column as text and write the id again."
        )
        raise CellError("id_is_date", text)
    return _text(one_line(as_text(raw)), column, today)


def _date(raw: object, column: Column, today: dt.date) -> object:
    return read_date(raw, today)


def _time(raw: object, column: Column, today: dt.date) -> object:
    return read_time(raw)


def _birth(raw: object, column: Column, today: dt.date) -> object:
    """Day and year, or the year alone."""
    text = as_text(raw).strip()
    if len(text) == 4 and text.isdecimal():
        return None, _birth_year(int(text), today)
    refuse_protected(text, instead_of_value=True)
    born_on = read_date(raw, today)
    if born_on > today:
        raise CellError("birth_in_future", _("The day of birth is in the future. Check the date."))
    _birth_year(born_on.year, today)
    return born_on, born_on.year


def _birth_year(year: int, today: dt.date) -> int:
    if year > today.year:
        raise CellError("birth_in_future", _("The year of birth is in the future. Check it."))
    if today.year - year > OLDEST_YEARS or not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(
            "birth_too_old", _("The person would be more than 120 years old. Check the year of birth.")
        )
    return year


def _code(raw: object, column: Column, today: dt.date) -> object:
    return _one_code(as_text(raw), column)


def _one_code(text: str, column: Column) -> str | None:
    codes = column.codes or mappings.YES_NO
    if not text.strip():
        return None
    code = codes.code_of.get(fold(text))
    if code is None:
        message = _("The word isn't in the list. Choose one that is.")
        raise CellError("code_unknown", message, nearest=nearest(text, codes.choices))
    return code


def _codes(raw: object, column: Column, today: dt.date) -> object:
    """Several codes with ; between, the main one first."""
    found = [code for part in BETWEEN_CODES.split(as_text(raw)) if (code := _one_code(part, column))]
    once = tuple(dict.fromkeys(found))
    if len(once) < len(found):
        return noted(once, "code_repeated", _("The same word stands twice in the cell. It is counted once."))
    return once


def _detail(raw: object, column: Column, today: dt.date) -> object:
    """A known word's code, or the free text."""
    text = as_text(raw)
    codes = column.codes or mappings.EXIT_DETAIL
    if (code := codes.code_of.get(fold(text))) is not None:
        return code, None
    free = _text(raw, column, today)
    if isinstance(free, Noted):
        return Noted((None, free.value), free.findings)
    close = nearest(text, codes.choices, VERY_CLOSE)
    if close is None:
        return None, free
    message = _("The word isn't in the list and is kept as free text.")
    return noted((None, free), "detail_free_text", message, nearest=close)


def _yes_no(raw: object, column: Column, today: dt.date) -> object:
    if isinstance(raw, bool):
        return raw
    code = _one_code(as_text(raw), column)
    return None if code is None else code == "yes"


def _personnummer(raw: object, column: Column, today: dt.date) -> object:
    refuse_protected(as_text(raw), instead_of_value=True)
    return read_personnummer(raw, today)


def _municipality(raw: object, column: Column, today: dt.date) -> object:
    text = one_line(as_text(raw))
    if not text:
        return None
    code = code_for(text.zfill(4) if text.isdecimal() else text)
    if code is None:
        near = nearest(text, MUNICIPALITY_CHOICES)
        raise CellError(
            "municipality_unknown", _("There is no municipality of that name or code."), nearest=near
        )
    return code


def _whole(raw: object, column: Column, today: dt.date) -> object:
    return read_whole(raw, column)


def _decimal(raw: object, column: Column, today: dt.date) -> object:
    return read_decimal(raw, column)


def _kronor(raw: object, column: Column, today: dt.date) -> object:
    return read_kronor(raw)


def _year(raw: object, column: Column, today: dt.date) -> object:
    return read_year(raw)


READERS: dict[Kind, Reader] = {
    Kind.ID: _id,
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.BIRTH: _birth,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.DETAIL: _detail,
    Kind.YES_NO: _yes_no,
    Kind.PERSONNUMMER: _personnummer,
    Kind.MUNICIPALITY: _municipality,
    Kind.YEAR: _year,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.KRONOR: _kronor,
}


def expected_in(column: Column) -> str:
    """What a cell of the column may hold, in words for the user."""
    if column.kind is Kind.CODE and column.codes:
        return ", ".join(column.codes.allowed)
    if column.kind is Kind.CODES and column.codes:
        return _("%(words)s; several with ; between, the main one first") % {
            "words": ", ".join(column.codes.allowed)
        }
    if column.kind is Kind.DETAIL and column.codes:
        return _("%(words)s, or free text") % {"words": ", ".join(column.codes.allowed)}
    if column.kind in (Kind.TEXT, Kind.ID):
        return _("text of at most %(limit)d characters") % {"limit": column.max_length}
    if column.minimum is not None and column.maximum is not None:
        return _("a number from %(low)d to %(high)d") % {"low": column.minimum, "high": column.maximum}
    return {
        Kind.DATE: _("a date, as 2025-01-31"),
        Kind.TIME: _("a time, as 09:30"),
        Kind.BIRTH: _("a date or a year, as 1985-01-31 or 1985"),
        Kind.YES_NO: _("ja or nej"),
        Kind.PERSONNUMMER: _("personnummer or samordningsnummer, as ÅÅÅÅMMDD-NNNN"),
        Kind.MUNICIPALITY: _("a municipality's name or four-digit code"),
        Kind.YEAR: _("a year, as 2025"),
        Kind.KRONOR: _("whole kronor"),
    }.get(column.kind, _("a number"))
