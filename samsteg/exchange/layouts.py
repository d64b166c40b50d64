"""Which column stands where: reads the header row of a sheet, and makes the readers of its cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from samsteg.exchange.cells import reader_of
from samsteg.exchange.columns import Column, Kind, Sheet
from samsteg.exchange.issues import CellError, Finding, Issue, Level, Noted
from samsteg.exchange.rows import Layout
from samsteg.exchange.text import by_fold, fold, nearest, shown


@dataclass
class CellReader:
    """Reads the cells of one column and remembers what it has read: most columns hold few different values.

    0 and 1 are not remembered: they equal False and True.
    """

    column: Column
    place: int
    read: Callable[[object], object]
    known: dict[object, object] = field(default_factory=dict)
    faults: dict[object, Finding] = field(default_factory=dict)

    def value_of(self, raw: object) -> object:
        """Raises CellError; may give Noted."""
        if isinstance(raw, str) and not raw.strip():
            return None
        is_itself = raw not in (0, 1)
        if is_itself and raw in self.faults:
            raise _again(self.faults[raw])
        try:
            value = self.read(raw)
        except CellError as fault:
            if is_itself:
                self.faults[raw] = fault.finding
            raise
        if is_itself and type(value) is not Noted:
            self.known[raw] = value
        return value


def _again(finding: Finding) -> CellError:
    return CellError(finding.code, finding.message, expected=finding.expected, nearest=finding.nearest)


@dataclass(frozen=True)
class HeaderResult:
    """`layout` is None when the sheet can't be read: a needed column is missing."""

    layout: Layout | None
    issues: tuple[Issue, ...]
    headers: tuple[str, ...]  # as they stand in the file, "" where there is none


def read_header(
    sheet: Sheet, row_number: int, cells: tuple[object, ...], rows: tuple[int, ...] = ()
) -> HeaderResult:
    """`rows`: where each header stands, when they don't share the row `row_number` (the Team sheet)."""
    headers = tuple("" if cell is None else str(cell).strip() for cell in cells)
    places: dict[str, int] = {}
    issues: list[Issue] = []
    for place, header in enumerate(headers):
        row = rows[place] if rows else row_number
        column = sheet.by_header.get(fold(header))
        if column is None:
            issues.extend(_unknown_header(sheet, row, header))
        elif column.key in places:
            text = _("The heading stands twice in the sheet. Keep one of them.")
            issues.append(Issue(Level.ERROR, "column_repeated", text, sheet.title, row, column.header))
        else:
            places[column.key] = place
    unknown = by_fold(header for header in headers if header and fold(header) not in sheet.by_header)
    issues.extend(_missing_columns(sheet, row_number, places, unknown))
    if any(issue.is_error for issue in issues):
        return HeaderResult(None, tuple(issues), headers)
    present = frozenset(key for name in places for key in sheet.by_key[name].keys)
    row_of = {key: rows[place] for key, place in places.items()} if rows else {}
    return HeaderResult(Layout(sheet, places, present, row_of), tuple(issues), headers)


def _unknown_header(sheet: Sheet, row_number: int, header: str) -> Iterable[Issue]:
    if not header:
        return
    name = shown(header)
    near = nearest(header, {key: column.header for key, column in sheet.by_header.items()})
    text = _("The heading isn't known here; what stands under it is not read.")
    yield Issue(Level.WARNING, "column_unknown", text, sheet.title, row_number, name, name, nearest=near)


def _missing_columns(
    sheet: Sheet, row_number: int, places: dict[str, int], unknown: dict[str, str]
) -> Iterable[Issue]:
    for column in sheet.columns:
        if (column.required or column.needed) and column.key not in places:
            text = _("The heading %(column)s is missing. The first row with text must hold the headings.")
            message = text % {"column": column.header}
            near = nearest(column.header, unknown)
            yield Issue(
                Level.ERROR, "column_missing", message, sheet.title, row_number, column.header, nearest=near
            )
    for group in sheet.one_of:
        if not any(key in places for key in group):
            columns = [sheet.by_key[key].header for key in group]
            text = _("One of these headings is needed: %(columns)s.") % {"columns": ", ".join(columns)}
            yield Issue(
                Level.ERROR,
                "column_missing",
                text,
                sheet.title,
                row_number,
                columns[0],
                expected=", ".join(columns),
            )


@dataclass(frozen=True)
class Readers:
    """`plain` columns give one value, `spread` ones a value for each of their keys."""

    plain: tuple[CellReader, ...]
    spread: tuple[CellReader, ...]
    blank: dict[str, object]  # the values of a row with nothing in it


def readers_for(layout: Layout, today: dt.date) -> Readers:
    made = [
        CellReader(column, layout.places[column.key], reader_of(column, today))
        for column in layout.sheet.columns
        if column.key in layout.places
    ]
    return Readers(
        plain=tuple(reader for reader in made if not reader.column.more_keys),
        spread=tuple(reader for reader in made if reader.column.more_keys),
        blank={key: blank_of(column) for column in layout.sheet.columns for key in column.keys},
    )


def blank_of(column: Column) -> object:
    """The value of an empty cell."""
    return () if column.kind is Kind.CODES else column.default
