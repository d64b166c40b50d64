"""Texts of a template with gaps for figures and dates, such as "{flow.exits} avslut, {share:results.count/flow.exits}".

A gap is a name ({from}, {year}), one or more figures ({new.referrer.region+new.referrer.psychiatry}), a share
({share:part/whole}), millions of kronor ({million:budget.granted}), the team's noun ({noun:flow.new}), a word that
follows a number ({form:flow.new|nyinskriven|nyinskrivna}) or a number whose 0 is a word ({none:flow.dropouts|inga}).
A figure is written as its unit is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from samsteg.reports.document import Run, Runs
from samsteg.reports.formats import MISSING, header_date, number, percent
from samsteg.reports.periods import budget_when, first_half_end, period_text, years
from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading
from samsteg.statistics.indicators import find
from samsteg.statistics.values import Period, Unit

MILLION: Final = 1_000_000
MILLION_DECIMALS: Final = 3

_GAP: Final = re.compile(r"\{([^{}]*)\}")
_ABOUT_PERSONS: Final = frozenset({Unit.MONTHS, Unit.YEARS, Unit.HOURS})


@dataclass(frozen=True, slots=True)
class Filled:
    """`known` False: some figure in the text has no value. `fewest`: the persons behind its mean with the fewest."""

    runs: Runs
    codes: tuple[str, ...]
    known: bool
    fewest: int | None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str | None
    codes: tuple[str, ...] = ()


def fill(text: str, reading: Reading, style: Style, more: Mapping[str, str] | None = None) -> Filled:
    """The text with its gaps filled; `more` names further gaps. What isn't a gap of ours stays as it is written."""
    own = more or {}
    runs: list[Run] = []
    codes: list[str] = []
    known = True
    for literal, gap in _parts(text):
        if literal:
            runs.append(Run(literal))
        if gap is None:
            continue
        if gap in own or gap in NAMES:
            piece = _Piece(own[gap] if gap in own else _NAMED[gap](reading, style))
        else:
            piece = _figure(gap, reading, style)
        known = known and piece.text is not None
        codes += piece.codes
        runs.append(Run(MISSING if piece.text is None else piece.text, code=_single(piece)))
    return Filled(tuple(run for run in runs if run.text), tuple(codes), known, _fewest(codes, reading))


def faulty_gaps(text: str, more: frozenset[str] = frozenset()) -> Iterator[str]:
    """The gaps that name neither a date nor a figure, as written."""
    for _literal, gap in _parts(text):
        if gap is not None and gap not in NAMES | more and not _is_figure(gap):
            yield "{" + gap + "}"


@lru_cache(maxsize=2048)
def _parts(text: str) -> tuple[tuple[str, str | None], ...]:
    """Literal text, and the gap after it; None after the last."""
    parts: list[tuple[str, str | None]] = []
    position = 0
    for found in _GAP.finditer(text):
        parts.append((text[position : found.start()], found[1]))
        position = found.end()
    return (*parts, (text[position:], None))


def _single(piece: _Piece) -> str | None:
    return piece.codes[0] if len(piece.codes) == 1 else None


def _budget(reading: Reading) -> Period:
    return reading.budget_period or reading.period


_NAMED: Final[Mapping[str, Callable[[Reading, Style], str]]] = {
    "persons": lambda _reading, style: style.noun.many,
    "from": lambda reading, style: header_date(reading.period.first, style.formats),
    "to": lambda reading, style: header_date(reading.period.last, style.formats),
    "period": lambda reading, _style: period_text(reading.period),
    "year": lambda reading, _style: years(reading.period),
    "during": lambda _reading, style: style.during,
    "During": lambda _reading, style: style.during.capitalize(),
    "at_end": lambda _reading, style: style.at_end,
    "At_end": lambda _reading, style: style.at_end.capitalize(),
    "team": lambda _reading, style: style.team,
    "written_on": lambda reading, _style: (reading.written_on or reading.period.last).isoformat(),
    "youngest": lambda reading, _style: str(reading.settings.age_bands[0][0]),
    "oldest": lambda reading, _style: str(reading.settings.age_bands[-1][1]),
    "budget_period": lambda reading, _style: period_text(_budget(reading)),
    "budget_when": lambda reading, _style: budget_when(_budget(reading)),
    "budget_half": lambda reading, style: header_date(first_half_end(_budget(reading)), style.formats),
    "budget_to": lambda reading, style: header_date(_budget(reading).last, style.formats),
}
NAMES: Final = frozenset(_NAMED)


def _figure(gap: str, reading: Reading, style: Style) -> _Piece:
    kind, colon, rest = gap.partition(":")
    if not colon:
        kind, rest = "", gap
    if not _is_figure(gap):
        return _Piece("{" + gap + "}")
    if not all(reading.has(code) for code in _codes(gap)):  # an age band that the team no longer has
        return _Piece(None)
    return _WRITERS[kind](rest, reading, style)


def _number(codes: str, reading: Reading, style: Style) -> _Piece:
    named = tuple(codes.split("+"))
    value = reading.total(named)
    if value is None:
        return _Piece(None, named)
    unit = reading.values[named[0]].unit
    if unit is Unit.SHARE:
        return _Piece(percent(value, style.formats), named)
    return _Piece(number(value, style.formats, _decimals(unit, named[0], style)), named)


def _share(rest: str, reading: Reading, style: Style) -> _Piece:
    part, _slash, whole = rest.partition("/")
    base = reading.count(whole)
    if not base:
        return _Piece(None, (*part.split("+"), whole))
    counted = Fraction(reading.total(part.split("+")) or 0)
    return _Piece(percent(counted / base, style.formats), (*part.split("+"), whole))


def _million(code: str, reading: Reading, style: Style) -> _Piece:
    amount = reading.number(code)
    if amount is None:
        return _Piece(None, (code,))
    return _Piece(number(Fraction(Decimal(amount)) / MILLION, style.formats, MILLION_DECIMALS), (code,))


def _noun(code: str, reading: Reading, style: Style) -> _Piece:
    return _Piece(style.noun.counted(reading.count(code)))


def _form(rest: str, reading: Reading, style: Style) -> _Piece:
    code, one, many = rest.split("|")
    return _Piece(one if reading.count(code) == 1 else many)


def _none(rest: str, reading: Reading, style: Style) -> _Piece:
    codes, zero = rest.split("|")
    return _number(codes, reading, style) if reading.total(codes.split("+")) else _Piece(zero)


_WRITERS: Final = {
    "": _number,
    "share": _share,
    "million": _million,
    "noun": _noun,
    "form": _form,
    "none": _none,
}
_BARS: Final = {"form": 2, "none": 1}


def _decimals(unit: Unit, code: str, style: Style) -> int:
    formats = style.formats
    if unit is Unit.YEARS:
        return formats.age_decimals if ".age." in code else formats.year_decimals
    known = {
        Unit.MONTHS: formats.month_decimals,
        Unit.FTE: formats.fte_decimals,
        Unit.HOURS: 1,
        Unit.MEAN: 1,
    }
    return known.get(unit, 0)


@lru_cache(maxsize=2048)
def _is_figure(gap: str) -> bool:
    kind, colon, rest = gap.partition(":")
    if colon and kind not in _WRITERS:
        return False
    if rest.count("|") != _BARS.get(kind, 0):
        return False
    if kind == "share" and rest.count("/") != 1:
        return False
    return all(_exists(code) for code in _codes(gap))


def is_counted(codes: str, reading: Reading) -> bool:
    """True when the figures (one, or several with + between) are there and not 0 together."""
    named = codes.split("+")
    return all(reading.has(code) for code in named) and bool(reading.total(named))


def _exists(code: str) -> bool:
    """A figure's own code; a label is no gap."""
    return "." in code and find(code) == code


def _codes(gap: str) -> list[str]:
    kind, colon, rest = gap.partition(":")
    return re.split(r"[+/]", (rest if colon else kind).partition("|")[0])


def _fewest(codes: list[str], reading: Reading) -> int | None:
    """How many persons stand behind the mean with the fewest; None without means."""
    counts = [
        reading.persons(code)
        for code in codes
        if reading.has(code) and reading.values[code].unit in _ABOUT_PERSONS
    ]
    return min(counts, default=None)
