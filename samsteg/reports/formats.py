"""How numbers and dates look in a report. Pure: no locale of the machine or of Django plays a part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"
MISSING = EN_DASH  # in a table cell: there is nobody or nothing to count over

Number = int | Decimal | Fraction

SEPARATORS = {"space": NO_BREAK_SPACE, "none": ""}
DATE_PATTERNS = {"iso": "%Y-%m-%d", "yymmdd": "%y%m%d", "yyyymmdd": "%Y%m%d"}
PERCENT_MARKS = {"spaced": NO_BREAK_SPACE + "%", "tight": "%"}
MINUS_SIGNS = {"sign": MINUS, "hyphen": "-"}
WORD_PLACES = ("start", "text", "never")


@dataclass(frozen=True, slots=True)
class Formats:
    """A template's formats, which a team's settings may change one by one.

    `number_words` says where number words up to `number_words_up_to` stand: at the `start` of a sentence, everywhere
    in `text`, or `never`. The decimals are the most that are printed: trailing zeros are dropped (56, not 56,00).
    """

    thousands: str = "space"
    percent: str = "spaced"
    percent_decimals: int = 0
    month_decimals: int = 2
    year_decimals: int = 2
    age_decimals: int = 1
    fte_decimals: int = 2
    header_dates: str = "iso"
    number_words: str = "start"
    number_words_up_to: int = 12
    sex_order: str = "women,men"
    minus: str = "sign"

    def __post_init__(self) -> None:
        """Raises ValueError for a choice that doesn't exist."""
        _require("thousands", self.thousands, SEPARATORS)
        _require("percent", self.percent, PERCENT_MARKS)
        _require("header_dates", self.header_dates, DATE_PATTERNS)
        _require("number_words", self.number_words, WORD_PLACES)
        _require("minus", self.minus, MINUS_SIGNS)
        _require("sex_order", self.sex_order, ("women,men", "men,women"))

    @property
    def sexes(self) -> tuple[str, ...]:
        return tuple(self.sex_order.split(","))


FORMAT_NAMES = frozenset(field.name for field in fields(Formats))


def half_up(value: Number, decimals: int) -> Decimal:
    """Rounds to `decimals`, a half away from zero, exactly (a float never takes part)."""
    scaled = Fraction(value) * 10**decimals
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (scaled.denominator * 2)
    sign = -1 if scaled < 0 else 1
    return Decimal(sign * whole).scaleb(-decimals)


def number(value: Number, formats: Formats, decimals: int = 0, *, strip: bool = True) -> str:
    """Decimal comma, grouped thousands, the template's minus; trailing zeros of the decimals dropped if `strip`."""
    if type(value) is int and strip:  # most of what a report prints: nothing to round and no decimals
        rounded, whole, rest = Decimal(value), str(abs(value)), ""
    else:
        rounded = half_up(value, decimals)
        whole, _point, rest = f"{abs(rounded):.{decimals}f}".partition(".")
        rest = rest.rstrip("0") if strip else rest
    sign = MINUS_SIGNS[formats.minus] if rounded < 0 else ""
    grouped = f"{int(whole):,}".replace(",", SEPARATORS[formats.thousands])
    return sign + grouped + ("," + rest if rest else "")


def percent(share: Number, formats: Formats) -> str:
    """A fraction as in tables: 43 %."""
    return percent_number(share, formats) + PERCENT_MARKS[formats.percent]


def percent_number(share: Number, formats: Formats) -> str:
    """A fraction as the number before the word percent."""
    exact = Fraction(share) * 100
    return number(exact, formats, formats.percent_decimals)


def iso(day: dt.date) -> str:
    return day.isoformat()


def header_date(day: dt.date, formats: Formats) -> str:
    """A date in a table's header, written as the team writes it."""
    if formats.header_dates == "iso":
        return iso(day)
    return day.strftime(DATE_PATTERNS[formats.header_dates])


def span(first: dt.date, last: dt.date) -> str:
    """2025-01-01 - 2025-12-31 with an en dash."""
    return f"{iso(first)} {EN_DASH} {iso(last)}"


def _require(name: str, chosen: str, allowed: Collection[str]) -> None:
    if chosen not in allowed:
        raise ValueError(f"{name}: {chosen!r} is none of {sorted(allowed)}")
