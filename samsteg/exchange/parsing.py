"""Raw rows to rows under our names. One pass per sheet, then the rules over rows and over the file."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.exchange.columns import TEAM, SheetName
from samsteg.exchange.file_rules import check_links, finish_rows
from samsteg.exchange.issues import CellError, Issue, Level, Noted
from samsteg.exchange.layouts import CellReader, HeaderResult, Readers, read_header, readers_for
from samsteg.exchange.opening import Cells, NumberedRows, RawSheet, RawWorkbook
from samsteg.exchange.row_rules import check_row
from samsteg.exchange.rows import Draft, Layout, ParsedRow, ParsedWorkbook
from samsteg.exchange.team_sheet import turn_team_sheet

__all__ = ["ParsedRow", "ParsedWorkbook", "read_rows"]

MAX_WRONG_ROWS = 2_000
MOST_ALIKE = 20  # issues of one kind about a sheet
Place = tuple[str, int, str]


@dataclass(frozen=True)
class Reading:
    """`corrections`: (sheet title, row, column header), as an Issue gives them -> what is to be read there instead."""

    today: dt.date
    corrections: Mapping[Place, str] = field(default_factory=dict)


def read_rows(
    raw: RawWorkbook,
    *,
    today: dt.date | None = None,
    corrections: Mapping[Place, str] | None = None,
) -> ParsedWorkbook:
    """All rows of all known sheets. `today` (default: the Swedish day) bounds births and six-digit years.

    Raises FileRefused when a sheet turns out to be damaged or too long.
    """
    reading = Reading(today or timezone.localdate(), corrections or {})
    issues = list(raw.issues)
    drafts: dict[SheetName, list[Draft]] = {}
    with warnings.catch_warnings(action="ignore"):  # openpyxl's, of cells that come to us as faults anyway
        for raw_sheet in raw.sheets:
            issues.extend(raw_sheet.issues)
            rows, found = _read_sheet(raw_sheet, reading)
            drafts[raw_sheet.sheet.name] = rows
            issues.extend(found)
    check_links(drafts.get(SheetName.STAYS, []))
    sheets: dict[SheetName, tuple[ParsedRow, ...]] = {
        name: finish_rows(rows) for name, rows in drafts.items()
    }
    return ParsedWorkbook(sheets, tuple(issues))


def _read_sheet(raw_sheet: RawSheet, reading: Reading) -> tuple[list[Draft], list[Issue]]:
    rows = raw_sheet.rows()
    header = next(rows, None)
    if header is None:
        return [], _unread_formulas(raw_sheet, set())
    number, cells = header
    field_rows: tuple[int, ...] = ()
    unsaved = raw_sheet.unsaved_formulas
    if raw_sheet.sheet is TEAM:
        turned = turn_team_sheet(header, rows)
        if isinstance(turned, Issue):
            return [], [turned]
        cells, field_rows, rows = turned.headers, turned.rows, iter([(number, turned.cells)])
        unsaved = tuple((number, field_rows.index(row) + 1) for row, _column in unsaved if row in field_rows)
    result = read_header(raw_sheet.sheet, number, cells, field_rows)
    if result.layout is None:
        return [], list(result.issues)
    drafts, found = _SheetReader(result, result.layout, reading, unsaved).read(rows)
    read = {number, *field_rows, *(draft.number for draft in drafts)}
    return drafts, [*result.issues, *found, *_unread_formulas(raw_sheet, read)]


def _unread_formulas(raw_sheet: RawSheet, read: set[int]) -> list[Issue]:
    """Rows that hold formulas without results and nothing else look empty; they must not vanish unseen."""
    rows = sorted({row for row, _column in raw_sheet.unsaved_formulas} - read)
    return [
        Issue(Level.ERROR, "formula_unsaved", formula_text(), raw_sheet.sheet.title, row)
        for row in rows[:MOST_ALIKE]
    ]


def formula_text() -> str:
    return _("The cell holds a formula without a saved result. Save the file in Excel first.")


class _SheetReader:
    """The hot loop: everything that is the same for all rows is looked up once."""

    def __init__(
        self, header: HeaderResult, layout: Layout, reading: Reading, unsaved: tuple[tuple[int, int], ...]
    ) -> None:
        self.layout = layout
        self.reading = reading
        self.readers: Readers = readers_for(layout, reading.today)
        self.width = len(header.headers)
        self.unnamed = [place for place, name in enumerate(header.headers) if not name]
        self.unsaved = unsaved
        self.unsaved_rows = {row for row, _column in unsaved}
        self.corrected_rows = {
            row for title, row, _header in reading.corrections if title == layout.sheet.title
        }
        self.loose: dict[int, int] = {}  # place -> first row with a value under no header

    def read(self, rows: NumberedRows) -> tuple[list[Draft], list[Issue]]:
        drafts: list[Draft] = []
        wrong = 0
        for number, cells in rows:
            draft = self._draft(number, cells)
            if draft is None:
                continue
            drafts.append(draft)
            wrong += bool(draft.failed)
            if wrong > MAX_WRONG_ROWS:
                return drafts, [*self._loose_issues(), self._too_many(number)]
        return drafts, self._loose_issues()

    def _draft(self, number: int, cells: Cells) -> Draft | None:
        if len(cells) < self.width:
            cells += (None,) * (self.width - len(cells))
        if number in self.corrected_rows or self.layout.rows:
            cells = self._corrected(number, cells)
        if len(cells) > self.width or self.unnamed:
            self._note_loose(number, cells)
        draft = Draft(self.layout, number, cells, self.readers.blank.copy())
        self._fill(draft, cells)
        if number in self.unsaved_rows:
            self._report_unsaved(draft)
        self._check_required(draft)
        if draft.failed and self._is_blank(draft):
            return None
        check_row(draft, self.reading.today)
        return draft

    def _is_blank(self, draft: Draft) -> bool:
        """Nothing but blanks in it. The Team sheet is one row whatever it holds."""
        if self.layout.rows:
            return False
        return all(cell is None or not str(cell).strip() for cell in draft.cells)

    def _fill(self, draft: Draft, cells: Cells) -> None:
        values = draft.values
        for reader in self.readers.plain:
            raw = cells[reader.place]
            if raw is not None:
                known = reader.known
                value = known[raw] if raw in known else self._read(draft, reader, raw)
                if value is not None:
                    values[reader.column.key] = value
        for reader in self.readers.spread:
            raw = cells[reader.place]
            if raw is not None:
                known = reader.known
                several = known[raw] if raw in known else self._read(draft, reader, raw)
                if isinstance(several, tuple):
                    values.update(zip(reader.column.keys, several, strict=True))

    def _read(self, draft: Draft, reader: CellReader, raw: object) -> object:
        try:
            value = reader.value_of(raw)
        except CellError as fault:
            draft.report(reader.column.key, fault.finding)
            return None
        if isinstance(value, Noted):
            for finding in value.findings:
                draft.report(reader.column.key, finding)
            return value.value
        return value

    def _check_required(self, draft: Draft) -> None:
        for column in self.layout.sheet.columns:
            if column.required and draft.values[column.key] is None and column.key not in draft.failed:
                draft.error(column.key, "value_missing", _("The cell is empty. Write a value."))

    def _report_unsaved(self, draft: Draft) -> None:
        readers = self.readers.plain + self.readers.spread
        columns = {reader.place: reader.column for reader in readers}
        for row, place in self.unsaved:
            column = columns.get(place - 1)
            if row == draft.number and column is not None:
                draft.error(column.key, "formula_unsaved", formula_text())

    def _corrected(self, number: int, cells: Cells) -> Cells:
        changed = list(cells)
        for key, place in self.layout.places.items():
            row = self.layout.rows.get(key, number)
            where = (self.layout.sheet.title, row, self.layout.sheet.by_key[key].header)
            if where in self.reading.corrections:
                changed[place] = self.reading.corrections[where] or None
        return tuple(changed)

    def _note_loose(self, number: int, cells: Cells) -> None:
        for place in (*self.unnamed, *range(self.width, len(cells))):
            if cells[place] is not None:
                self.loose.setdefault(place, number)

    def _loose_issues(self) -> list[Issue]:
        text = _("There are values in a column without a header. They are not read.")
        return [
            Issue(Level.WARNING, "column_without_header", text, self.layout.sheet.title, row, _letters(place))
            for place, row in sorted(self.loose.items())[:MOST_ALIKE]
        ]

    def _too_many(self, number: int) -> Issue:
        text = _(
            "More than %(limit)d rows are wrong; the rest isn't read. Mend what they have in common first."
        )
        message = text % {"limit": MAX_WRONG_ROWS}
        return Issue(Level.ERROR, "too_many_errors", message, self.layout.sheet.title, number)


def _letters(place: int) -> str:
    """Excel's letters of a column, from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
