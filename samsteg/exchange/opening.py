"""Opens a workbook or a CSV file and gives its known sheets as raw rows, with what is wrong about the file itself."""

from __future__ import annotations

import itertools
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self, cast

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from samsteg.exchange import csv_files
from samsteg.exchange.columns import README_TITLE, SHEET_BY_TITLE, SHEETS, Sheet
from samsteg.exchange.containers import DAMAGE, FileKind, check_container, damaged
from samsteg.exchange.issues import FileRefused, Issue, Level
from samsteg.exchange.scanning import SheetScan, scan_sheet, sheet_parts
from samsteg.exchange.text import fold, nearest, shown

MAX_ROWS = 100_000
MAX_ROW_NUMBER = 1_048_576  # Excel's last row
SHOWN_PLACES = 5

Cells = tuple[object, ...]
NumberedRows = Iterator[tuple[int, Cells]]


class StreamedSheet(Protocol):
    """What openpyxl's read-only worksheets can do (its stubs know only the other kind)."""

    title: str
    sheet_state: str

    def reset_dimensions(self) -> None: ...

    def iter_rows(self, *, min_row: int, max_row: int, values_only: bool) -> Iterator[Cells]: ...


@dataclass(frozen=True)
class RawSheet:
    """`rows()` starts over each time: (row number in the file, cells), empty rows left out. Raises FileRefused."""

    sheet: Sheet
    title: str
    rows: Callable[[], NumberedRows]
    issues: tuple[Issue, ...] = ()
    unsaved_formulas: tuple[tuple[int, int], ...] = ()  # (row, column), both from 1


@dataclass
class RawWorkbook:
    """An open file; close it, or use it as a context manager."""

    filename: str
    kind: FileKind
    sheets: tuple[RawSheet, ...]
    issues: tuple[Issue, ...] = ()
    _resources: ExitStack = field(default_factory=ExitStack, repr=False)

    def close(self) -> None:
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_workbook(path: Path, *, filename: str) -> RawWorkbook:
    """The file at `path`, called `filename` by the user (its suffix tells what it ought to be). Raises FileRefused."""
    with ExitStack() as stack:
        stream = stack.enter_context(path.open("rb"))
        size = stream.seek(0, 2)
        stream.seek(0)
        kind = check_container(stream, filename=filename, size=size)
        sheets, issues = _open_csv(stream) if kind is FileKind.CSV else _open_xlsx(stream, stack)
        if not sheets:
            raise _no_known_sheet(issues)
        return RawWorkbook(filename, kind, sheets, issues, stack.pop_all())


def _no_known_sheet(issues: tuple[Issue, ...]) -> FileRefused:
    names = {
        "known": ", ".join(sheet.title for sheet in SHEETS.values()),
        "found": ", ".join(issue.sheet or "" for issue in issues if issue.code == "sheet_unknown") or "–",
    }
    text = _(
        "No sheet in the file is known here. Found: %(found)s. Known: %(known)s. Rename it, or use the template."
    )
    return FileRefused(text % names, code="no_known_sheet")


def _open_csv(stream: IO[bytes]) -> tuple[tuple[RawSheet, ...], tuple[Issue, ...]]:
    records = csv_files.read_records(stream)
    sheet = csv_files.sheet_of(records)
    return (RawSheet(sheet, sheet.title, lambda: _kept(enumerate(records, 1))),), ()


def _open_xlsx(stream: IO[bytes], stack: ExitStack) -> tuple[tuple[RawSheet, ...], tuple[Issue, ...]]:
    try:
        package = stack.enter_context(zipfile.ZipFile(stream))
        with warnings.catch_warnings(
            action="ignore"
        ):  # openpyxl tells of styles and extensions it leaves out
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        stack.callback(book.close)
        return _known_sheets(book, package)
    except DAMAGE as fault:
        raise damaged() from fault


def _known_sheets(
    book: openpyxl.Workbook, package: zipfile.ZipFile
) -> tuple[tuple[RawSheet, ...], tuple[Issue, ...]]:
    parts = sheet_parts(package)
    found: dict[str, RawSheet] = {}
    issues: list[Issue] = []
    for worksheet in cast(list[StreamedSheet], book.worksheets):  # as it was opened
        title = worksheet.title
        sheet = SHEET_BY_TITLE.get(fold(title))
        if sheet is None:
            issues.extend(_unknown_sheet(worksheet, title))
        elif sheet.name in found:
            text = _("The sheet stands twice in the file. Keep one of them.")
            issues.append(Issue(Level.ERROR, "sheet_repeated", text, sheet=shown(title)))
        else:
            is_hidden = worksheet.sheet_state != "visible"
            found[sheet.name] = _raw_sheet(
                worksheet, sheet, title, scan_sheet(package, parts[title]), is_hidden
            )
    return tuple(found.values()), tuple(issues)


def _rows_of(worksheet: StreamedSheet) -> Iterator[Cells]:
    """All rows of a sheet; what the file says of its own size isn't trusted."""
    worksheet.reset_dimensions()
    return worksheet.iter_rows(min_row=1, max_row=MAX_ROW_NUMBER, values_only=True)


def _unknown_sheet(worksheet: StreamedSheet, title: str) -> Iterator[Issue]:
    """Nothing is said of the empty sheets that Excel makes by itself."""
    if fold(title) == fold(README_TITLE):
        return
    first_rows = itertools.islice(_rows_of(worksheet), 100)
    if any(cell is not None for row in first_rows for cell in row):
        near = nearest(title, {key: sheet.title for key, sheet in SHEET_BY_TITLE.items()})
        text = _("The sheet isn't known here and is not read.")
        known = ", ".join(sheet.title for sheet in SHEETS.values())
        yield Issue(Level.WARNING, "sheet_unknown", text, sheet=shown(title), expected=known, nearest=near)


def _raw_sheet(
    worksheet: StreamedSheet, sheet: Sheet, title: str, scan: SheetScan, is_hidden: bool
) -> RawSheet:
    def rows() -> NumberedRows:
        try:
            yield from _kept(enumerate(_rows_of(worksheet), 1))
        except DAMAGE as fault:
            raise damaged() from fault

    issues = tuple(_scan_issues(sheet.title, scan, is_hidden))
    return RawSheet(sheet, title, rows, issues, tuple(_place(cell) for cell in scan.unsaved_formulas))


def _place(reference: str) -> tuple[int, int]:
    """Row and column, both from 1; a bare row number has column 0."""
    if reference.isdecimal():
        return int(reference), 0
    letters, row = coordinate_from_string(reference)
    return row, column_index_from_string(letters)


def _scan_issues(title: str, scan: SheetScan, is_hidden: bool) -> Iterator[Issue]:
    if is_hidden:
        text = _("The sheet is hidden in Excel. It is read like the others.")
        yield Issue(Level.WARNING, "sheet_hidden", text, sheet=title)
    if scan.hidden_rows:
        text = ngettext(
            "%(count)d row is hidden or filtered away in Excel. It is read like the others: %(rows)s",
            "%(count)d rows are hidden or filtered away in Excel. They are read like the others: %(rows)s",
            len(scan.hidden_rows),
        )
        rows = _some([str(row) for row in scan.hidden_rows])
        counts = {"count": len(scan.hidden_rows), "rows": rows}
        yield Issue(Level.WARNING, "rows_hidden", text % counts, sheet=title, row=scan.hidden_rows[0])
    if scan.merged:
        text = _("Merged cells: %(cells)s. Select them in Excel, choose Unmerge Cells and fill in each cell.")
        first_row = _place(scan.merged[0].partition(":")[0])[0] if scan.merged[0] else None
        cells = _some(scan.merged)
        yield Issue(
            Level.ERROR, "cells_merged", text % {"cells": cells}, sheet=title, row=first_row, read=cells
        )


def _some(words: list[str]) -> str:
    return ", ".join(words[:SHOWN_PLACES]) + (" …" if len(words) > SHOWN_PLACES else "")


def _kept(rows: Iterator[tuple[int, Cells]]) -> NumberedRows:
    """Rows with anything in them. Raises FileRefused after MAX_ROWS."""
    count = 0
    for number, cells in rows:
        if any(cells) or any(cell is not None and cell != "" for cell in cells):
            count += 1
            if count > MAX_ROWS:
                text = _("A sheet has more than %(limit)d rows. Divide the file, for example by year.")
                raise FileRefused(text % {"limit": MAX_ROWS}, code="too_many_rows")
            yield number, cells
