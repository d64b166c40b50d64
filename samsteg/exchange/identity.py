"""Personnummer and samordningsnummer in cells: one form inside the program, never in clear where it doesn't belong."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from personnummer import personnummer

from samsteg.exchange.issues import CellError
from samsteg.exchange.text import one_line

PARTS = re.compile(r"(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(\d{4})", re.ASCII)
IN_TEXT = re.compile(r"(?<!\d)(?:(?:19|20)\d{6}[-+ ]?\d{4}|\d{6}[-+]\d{4})(?!\d)", re.ASCII)
ALONE = re.compile(r"(?:(?:19|20)\d{6}|\d{6})[-+ ]?\d{4}", re.ASCII)
DASHES = re.compile("[\u2010-\u2015\u2212]")
SAMORDNINGSNUMMER_DAYS = 60  # added to the day of birth (Skatteverket, SKV 704)


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """`number` is twelve digits without a sign between."""

    number: str
    born_on: dt.date
    sex: str


def read_personnummer(raw: object, today: dt.date) -> IdentityNumber:
    """Valid personnummer or samordningsnummer with or without century. Raises CellError (which never holds it)."""
    found = PARTS.fullmatch(_as_digits(raw))
    if found is None:
        raise CellError("personnummer_form", _("This isn't a personnummer. Write it as ÅÅÅÅMMDD-NNNN."))
    full = _with_century(found, today)
    try:
        parsed = personnummer.parse(full)
        born_on: dt.date = parsed.get_date()
    except (personnummer.PersonnummerException, ValueError):
        text = _(
            "The personnummer isn't valid: the date or the last digit doesn't agree. Check it against its source."
        )
        raise CellError("personnummer_invalid", text) from None
    return IdentityNumber(full, born_on, "men" if parsed.is_male() else "women")


def holds_personnummer(text: str, *, alone: bool = False) -> bool:
    """Whether a valid personnummer stands in the text. `alone`: the whole text is an id, ten bare digits count too."""
    if len(text) < 10:
        return False
    if alone and ALONE.fullmatch(text.strip()):
        return _is_valid(text.strip())
    return any(_is_valid(found) for found in IN_TEXT.findall(text))


def _is_valid(text: str) -> bool:
    try:
        personnummer.parse(text.replace(" ", ""))
    except (personnummer.PersonnummerException, ValueError):
        return False
    return True


def _as_digits(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw).zfill(10)  # a number cell drops the zeros of those born 2000-2009
    return DASHES.sub("-", one_line(str(raw))).replace(" ", "")


def _with_century(found: re.Match[str], today: dt.date) -> str:
    """Twelve digits. Without century the latest one that isn't after `today`, a hundred years less with `+`."""
    century, year, month, day, sign, rest = found.groups()
    if century is None:
        day_of_birth = int(day) - SAMORDNINGSNUMMER_DAYS if int(day) > SAMORDNINGSNUMMER_DAYS else int(day)
        is_past = (2000 + int(year), int(month), day_of_birth) <= (today.year, today.month, today.day)
        century = str((20 if is_past else 19) - (1 if sign == "+" else 0))
    return f"{century}{year}{month}{day}{rest}"
