"""A table of figures as the page and the Excel file both show it: each cell with its number, its words and its code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samsteg.reports.formats import MISSING, number, percent
from samsteg.statistics.indicators import label
from samsteg.statistics.moments import local_day
from samsteg.statistics.rows import can_be_opened
from samsteg.statistics.values import Unit, Value
from samsteg.web.figures.reading import Explained, FigureReader
from samsteg.web.periods import as_query

Number = int | Decimal | None
DAY_LAST = re.compile(r"(.*) (\d{4}-\d\d-\d\d)")
PILE = "s-pile s-pile-three"
KEEP_SHAPE = {"flow": "s-flow", "trend": ""}  # the flow as teams print it; years below each other
PEOPLE = (Unit.PERSONS, Unit.COUNT)


@dataclass(frozen=True, slots=True)
class Cell:
    """`number` is the exact value, `shown` what stands there. `opens`: what leads to the people behind it, or empty."""

    shown: str
    number: Number = None
    unit: Unit | None = None
    code: str = ""
    opens: str = ""
    is_sum: bool = False
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """`bar` is the length of the row's bar in hundredths of the longest one; None: the table has no bars."""

    name: str
    cells: tuple[Cell, ...]
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """`day` in ISO form is never broken over lines."""

    text: str
    day: str = ""
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`base` says whom it is about and is never left out; `units` names the unit where it isn't persons."""

    key: str
    title: str
    base: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    units: str = ""
    note: str = ""
    explained: tuple[Explained, ...] = ()

    @property
    def has_bars(self) -> bool:
        return any(row.bar is not None for row in self.rows)

    @property
    def shape(self) -> str:
        """Bars, a pile on a phone (name first, the rest below) or one narrow column; some keep their shape."""
        if self.has_bars:
            return "s-bars"
        if self.key in KEEP_SHAPE:
            return KEEP_SHAPE[self.key]
        return PILE if len(self.headers) > 1 else "s-table-narrow"

    @property
    def laid_out(self) -> tuple[tuple[Row, tuple[tuple[Cell, str], ...]], ...]:
        """Each row with its cells, and what stands beside each cell in a pile."""
        labels = self.headers if self.shape == PILE else ("",) * len(self.headers)
        return tuple((row, tuple(zip(row.cells, labels, strict=True))) for row in self.rows)

    @property
    def heads(self) -> tuple[Header, ...]:
        texts = [cell.is_text for cell in self.rows[0].cells] if self.rows else [False] * len(self.headers)
        found = [
            (head, DAY_LAST.fullmatch(head), text) for head, text in zip(self.headers, texts, strict=True)
        ]
        return tuple(Header(day[1], day[2]) if day else Header(head, "", text) for head, day, text in found)

    @property
    def first_header(self) -> str:
        return _("Figure")


@dataclass(frozen=True)
class Cells:
    """Makes cells of the figures of one period, in the team's own number format."""

    reader: FigureReader

    def has(self, code: str) -> bool:
        return code in self.reader.found

    def of(self, code: str, *, is_sum: bool = False) -> Cell:
        value = self.reader.found[code]
        cell = self.made(value, code)
        is_somebody = bool(value.n if value.unit not in PEOPLE else value.value)
        opens = f"code={code}&{self._period_query}" if is_somebody and _opens(code) else ""
        return replace(cell, opens=opens, is_sum=is_sum)

    @cached_property
    def _period_query(self) -> str:
        found = self.reader.found
        return as_query(found.period, local_day(found.as_of) if found.as_of else None)

    def persons(self, code: str) -> Cell:
        """How many a mean stands on."""
        n = self.reader.persons(code)
        return Cell(str(n), n, Unit.PERSONS)

    def made(self, value: Value, code: str) -> Cell:
        amount = None if isinstance(value.value, tuple) else value.value
        return Cell(self.shown(amount, value.unit, code), amount, value.unit, code)

    def shown(self, amount: Number, unit: Unit, code: str = "") -> str:
        if amount is None:
            return MISSING
        formats = self.reader.formats
        if unit is Unit.SHARE:
            return percent(amount, formats)
        decimals = {
            Unit.MONTHS: formats.month_decimals,
            Unit.YEARS: formats.age_decimals if ".age." in code else formats.year_decimals,
            Unit.FTE: formats.fte_decimals,
            Unit.HOURS: 1,
            Unit.MEAN: 1,
        }.get(unit, 0)
        return number(amount, formats, decimals)

    def kronor(self, amount: int | None) -> Cell:
        return Cell(self.shown(amount, Unit.SEK), amount, Unit.SEK)

    def share(self, part: int, whole: int) -> Cell:
        share = Decimal(part) / whole if whole else None
        return Cell(self.shown(share, Unit.SHARE), share, Unit.SHARE)


def _opens(code: str) -> bool:
    try:
        return can_be_opened(code)
    except KeyError:
        return False


def with_bars(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Bars begin at zero; the longest fills its column."""
    longest = max((int(row.cells[0].number or 0) for row in rows), default=0)
    return tuple(
        replace(row, bar=round(100 * int(row.cells[0].number or 0) / longest) if longest else 0)
        for row in rows
    )


def named(codes: Iterable[str], cells: Cells) -> tuple[Row, ...]:
    """A row per code with what it is called, its value and its base."""
    language = get_language() or "sv"
    return tuple(Row(label(code, language), (cells.of(code),)) for code in codes)
