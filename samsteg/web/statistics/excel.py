"""All tables of the room as one Excel file: what the page shows, with exact numbers, base, unit and definitions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samsteg.exchange.excel_tables import ExcelCell, ExcelTable, Shape, write_tables
from samsteg.organisation.selectors import is_practice
from samsteg.reports.formats import span
from samsteg.statistics.values import Unit
from samsteg.web.statistics.room import Room, every_table
from samsteg.web.statistics.tables import Cell, Table

SHAPES = {Unit.SHARE: Shape.SHARE, Unit.SEK: Shape.WHOLE, Unit.PERSONS: Shape.WHOLE, Unit.COUNT: Shape.WHOLE}


def workbook(room: Room) -> bytes:
    period = room.choices.period
    about = [
        f"{room.team.name}, {span(period.first, period.last)}",
        _("Working copy. May be subject to confidentiality: keep it within the team."),
        *([_("Practice: no real persons")] if is_practice(room.team) else []),
        *room.notes,
    ]
    return write_tables(about, [_sheet(table) for table in every_table(room)])


def _sheet(table: Table) -> ExcelTable:
    return ExcelTable(
        title=table.title,
        base=table.base,
        unit=table.units or _("participants"),
        headers=(table.first_header, *table.headers),
        rows=tuple((ExcelCell(row.name), *(_cell(cell) for cell in row.cells)) for row in table.rows),
        note=table.note,
        definitions=tuple((one.label, one.definition, one.base) for one in table.explained),
    )


def _cell(cell: Cell) -> ExcelCell:
    if cell.number is None:
        return ExcelCell(cell.shown)
    shape = SHAPES.get(cell.unit, Shape.DECIMAL) if cell.unit else Shape.DECIMAL
    return ExcelCell(cell.number, shape)
