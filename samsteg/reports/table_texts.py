"""How a table's cells, caption and base line are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from samsteg.reports.document import Block, Column, Paragraph, Row, Run, Table
from samsteg.reports.formats import MISSING, Number, number, percent
from samsteg.reports.gaps import fill
from samsteg.reports.phrasing import Amount, Style, listed, plain
from samsteg.reports.reading import Reading, count_code
from samsteg.reports.table_specs import Common, Show


@dataclass(frozen=True, slots=True)
class Built:
    """A table, the plain sentence instead of an empty one or nothing; and the codes of the figures it shows.

    A list has its heading as `block` and the list itself as `following`.
    """

    key: str
    block: Table | Paragraph | None
    codes: tuple[str, ...] = ()
    following: tuple[Block, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (*((self.block,) if self.block else ()), *self.following)


def cell(value: Number | None, show: Show, style: Style) -> str:
    """A figure in a table; a dash where there is nobody to count over."""
    if value is None:
        return MISSING
    if show == "share":
        return percent(value, style.formats)
    return number(value, style.formats, _decimals(show, style))


def figure_cell(reading: Reading, style: Style, code: str, show: Show) -> str:
    """One figure by its code; `persons` shows how many it stands on, and an approximate age says so."""
    if show == "persons":
        return cell(reading.persons(code), "count", style)
    text = cell(reading.number(code), show, style)
    return f"{style.word('about', 'cell')} {text}" if reading.values[code].approximate else text


def share_cell(part: Number | None, whole: int, style: Style) -> str:
    if not whole or part is None:
        return MISSING
    return cell(Fraction(part) / whole, "share", style)


def filled(text: str, reading: Reading, style: Style) -> str:
    """A template's text with its gaps filled (`reports.gaps`)."""
    return fill(text, reading, style).text


def base_line(spec: Common, reading: Reading, style: Style) -> str:
    """Whom the table is about, with how many they are."""
    if spec.base:
        return filled(spec.base, reading, style)
    parts = []
    for base in spec.bases:
        code = count_code(base)
        amount = Amount(reading.count(code), code)
        name = base.replace(".", "_") + ("_one" if amount.value == 1 else "")
        parts.append(style.part("base", name, count=amount))
    return plain(listed(parts))


def may_be_left_out(spec: Common) -> bool:
    """True when the template says what stands instead of an empty table, or that nothing does."""
    return bool(spec.empty or spec.omit_empty)


def instead(spec: Common, reading: Reading, style: Style) -> Built:
    """What stands where a table would have been empty."""
    if spec.omit_empty:
        return Built(spec.key, None)
    return Built(spec.key, Paragraph((Run(filled(spec.empty, reading, style)),)))


def make_table(
    spec: Common,
    reading: Reading,
    style: Style,
    columns: Iterable[Column],
    rows: Iterable[Row],
    *,
    row_heads: bool = True,
) -> Table:
    return Table(
        key=spec.key,
        caption=filled(spec.caption, reading, style),
        base=base_line(spec, reading, style),
        columns=tuple(columns),
        rows=tuple(rows),
        note=filled(spec.note, reading, style),
        first_column_is_header=row_heads,
    )


def _decimals(show: Show, style: Style) -> int:
    formats = style.formats
    by_show: dict[Show, int] = {
        "age": formats.age_decimals,
        "months": formats.month_decimals,
        "years": formats.year_decimals,
        "hours": 1,
        "mean": 1,
    }
    return by_show.get(show, 0)
