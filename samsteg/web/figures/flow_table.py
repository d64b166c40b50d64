"""The flow table as the teams print it: early exits in a column of their own, so that each row sums to its exits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.statistics.indicators.slots import DESTINATIONS
from samsteg.web.figures.reading import Explained, FigureReader, explained

BEFORE = ("opening", "new", "exits", "dropouts")
OUTER = ("opening", "closing")


@dataclass(frozen=True, slots=True)
class FlowColumn:
    """`day` stands in the heading of the first and last column, in ISO form."""

    heading: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class FlowCell:
    count: int
    is_sum: bool


@dataclass(frozen=True, slots=True)
class FlowRow:
    name: str
    cells: tuple[FlowCell, ...]


@dataclass(frozen=True, slots=True)
class FlowTable:
    """`treated` and `persons`: how many stays the table is about, and how many different persons."""

    columns: tuple[FlowColumn, ...]
    rows: tuple[FlowRow, ...]
    treated: int
    persons: int
    explained: tuple[Explained, ...]

    @property
    def total(self) -> tuple[int, int, int, int]:
        """Opening, new, exits and closing."""
        cells = self.rows[0].cells
        return cells[0].count, cells[1].count, cells[2].count, cells[-1].count


def flow_table(reader: FigureReader) -> FlowTable:
    bases = (*BEFORE, *DESTINATIONS, "closing")
    rows = [
        _row(_("All"), bases, lambda base: reader.count(total(base))),
        _row(_("Women"), bases, lambda base: reader.count(of_sex(base, "women"))),
        _row(_("Men"), bases, lambda base: reader.count(of_sex(base, "men"))),
    ]
    if reader.count("treated.sex.other"):
        rows.append(_row(_("Other or unknown"), bases, lambda base: _rest(reader, base)))
    return FlowTable(
        columns=columns(reader),
        rows=tuple(rows),
        treated=reader.count("treated.count"),
        persons=reader.count("treated.unique_persons"),
        explained=explained(
            "flow.new", "treated.count", "exits.work.without_early", "treated.unique_persons"
        ),
    )


def _row(name: str, bases: tuple[str, ...], count: Callable[[str], int]) -> FlowRow:
    return FlowRow(name, tuple(FlowCell(count(base), base in OUTER) for base in bases))


def total(base: str) -> str:
    """The code of a column; destinations without early exits, which have a column of their own."""
    return f"exits.{base}.without_early" if base in DESTINATIONS else f"{base}.count"


def of_sex(base: str, sex: str) -> str:
    return f"exits.{base}.without_early.{sex}" if base in DESTINATIONS else f"{base}.sex.{sex}"


def _rest(reader: FigureReader, base: str) -> int:
    named = sum(reader.count(of_sex(base, sex)) for sex in ("women", "men"))
    return reader.count(total(base)) - named


def columns(reader: FigureReader) -> tuple[FlowColumn, ...]:
    period = reader.found.period
    return (
        FlowColumn(_("Enrolled on"), period.first.isoformat()),
        FlowColumn(_("Newly enrolled")),
        FlowColumn(_("Exits")),
        FlowColumn(_("Early exits")),
        FlowColumn(_("Work")),
        FlowColumn(_("Studies")),
        FlowColumn(_("Other rehab")),
        FlowColumn(_("Sickness comp.")),
        FlowColumn(_("Parental leave")),
        FlowColumn(_("Other")),
        FlowColumn(_("Enrolled on"), period.last.isoformat()),
    )
