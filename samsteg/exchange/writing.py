"""The workbook out: the same columns as in, so that what goes out comes back in unchanged; and the empty template."""

from __future__ import annotations

import datetime as dt
import io
import os
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from samsteg.exchange import mappings
from samsteg.exchange.columns import README_TITLE, SHEETS, TEAM, TEAM_HEADERS, Column, Kind, Sheet, SheetName
from samsteg.exchange.readme_sheet import readme_lines, readme_table
from samsteg.exchange.text import UNPRINTABLE
from samsteg.organisation.municipalities import ALL as MUNICIPALITIES

Row = Mapping[str, object]

CREATED_AT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # fixed, so that equal rows give equal bytes
MAX_CELL_LENGTH = 32_767  # Excel's limit
MAX_LIST_LENGTH = 255  # of the words in a drop-down list
DROP_DOWN_ROWS = 2_000
WIDTHS = {Kind.DATE: 12, Kind.BIRTH: 12, Kind.TEXT: 24, Kind.DETAIL: 24, Kind.CODES: 30, Kind.KRONOR: 14}
LEAST_WIDTH = 11
README_WIDTHS = (16, 36, 14, 110)


@dataclass(frozen=True)
class _Formats:
    header: Format
    date: Format
    time: Format
    text: Format
    title: Format
    wrapped: Format


def write_workbook(
    out: Path | BinaryIO, sheets: Mapping[str, Iterable[Row]], *, leave_out: Collection[str] = ()
) -> None:
    """Rows by sheet name (`SheetName`), each with the values of `ParsedRow.values`; missing keys give empty cells.

    `leave_out`: keys of columns that are not to stand in the file at all. An empty column would clear what is stored
    when the file comes back, an absent one leaves it alone (a personnummer that isn't exported, for instance).
    A file at a path gets mode 0600 and replaces an older one at once or not at all. Raises ValueError for a text that
    no cell can hold, KeyError for a code that isn't ours.
    """
    _save(out, _content(sheets, frozenset(leave_out), with_readme=False))


def write_template(out: Path | BinaryIO) -> None:
    """The empty workbook with all sheets, drop-down lists and a sheet that explains."""
    _save(out, _content(dict.fromkeys(SHEETS, ()), frozenset(), with_readme=True))


def _save(out: Path | BinaryIO, content: bytes) -> None:
    if not isinstance(out, Path):
        out.write(content)
        return
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=".samsteg-")  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _content(sheets: Mapping[str, Iterable[Row]], leave_out: frozenset[str], *, with_readme: bool) -> bytes:
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)  # in memory: no persons in temporary files
    book.set_properties({"created": CREATED_AT, "title": "Samsteg"})
    formats = _Formats(
        header=book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EEF1", "bottom": 1}
        ),
        date=book.add_format({"num_format": "yyyy-mm-dd"}),
        time=book.add_format({"num_format": "hh:mm"}),
        text=book.add_format({"num_format": "@"}),
        title=book.add_format({"bold": True, "font_size": 14}),
        wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
    )
    if with_readme:
        _write_readme(book.add_worksheet(README_TITLE), formats)
    for name, rows in sheets.items():
        sheet = SHEETS[SheetName(name)]
        worksheet = book.add_worksheet(sheet.title)
        if sheet is TEAM:
            _write_team(worksheet, rows, formats, leave_out)
        else:
            _write_table(worksheet, sheet, rows, formats, leave_out)
    book.close()
    return buffer.getvalue()


def _write_table(
    worksheet: Worksheet, sheet: Sheet, rows: Iterable[Row], formats: _Formats, leave_out: frozenset[str]
) -> None:
    columns = [column for column in sheet.columns if column.key not in leave_out]
    for place, column in enumerate(columns):
        worksheet.write_string(0, place, column.header, formats.header)
        width = max(WIDTHS.get(column.kind, LEAST_WIDTH), max(map(len, column.header.split())) + 2)
        worksheet.set_column(place, place, width, _column_format(column, formats))
    worksheet.freeze_panes(1, 1)
    last_row = 0
    for last_row, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            _write_cell(worksheet, last_row, place, cell_of(column, row), formats)
    for place, column in enumerate(columns):
        _add_drop_down(worksheet, place, column, max(last_row, DROP_DOWN_ROWS))


def _write_team(
    worksheet: Worksheet, rows: Iterable[Row], formats: _Formats, leave_out: frozenset[str]
) -> None:
    """One row of values, standing on its side."""
    for place, header in enumerate(TEAM_HEADERS):
        worksheet.write_string(0, place, header, formats.header)
    worksheet.set_column(0, 0, 24)
    worksheet.set_column(1, 1, 44)
    worksheet.freeze_panes(1, 0)
    values = next(iter(rows), {})
    columns = [column for column in TEAM.columns if column.key not in leave_out]
    for number, column in enumerate(columns, 1):
        worksheet.write_string(number, 0, column.header)
        _write_cell(worksheet, number, 1, cell_of(column, values), formats)


def _column_format(column: Column, formats: _Formats) -> Format | None:
    """Ids as text, so that Excel makes no date of `1-2`; dates as dates."""
    if column.kind in (Kind.ID, Kind.PERSONNUMMER):
        return formats.text
    return {Kind.DATE: formats.date, Kind.TIME: formats.time}.get(column.kind)


def _write_cell(worksheet: Worksheet, row: int, place: int, value: object, formats: _Formats) -> None:
    if value is None:
        return
    if isinstance(value, dt.date):
        worksheet.write_datetime(row, place, value, formats.date)
    elif isinstance(value, dt.time):
        worksheet.write_datetime(row, place, value, formats.time)
    elif isinstance(value, (int, float, Decimal)):
        worksheet.write_number(row, place, float(value) if isinstance(value, Decimal) else value)
    else:
        text = UNPRINTABLE.sub("", str(value))
        if len(text) > MAX_CELL_LENGTH:
            raise ValueError(f"a text of {len(text)} characters doesn't fit a cell")
        worksheet.write_string(row, place, text)


def cell_of(column: Column, values: Row) -> object:
    """The value as it stands in a cell: date, number or text; None for an empty cell."""
    value = values.get(column.key)
    if column.kind is Kind.BIRTH:
        return value if value is not None else values.get("birth_year")
    if column.kind is Kind.DETAIL and value is None:
        return values.get("exit_detail_text")
    if value is None or value == () or value == "":
        return None
    if isinstance(value, bool):
        return mappings.YES_NO.written["yes" if value else "no"]
    if column.kind is Kind.MUNICIPALITY:
        return MUNICIPALITIES.get(str(value), value)
    if column.codes is None:
        return _personnummer(str(value)) if column.kind is Kind.PERSONNUMMER else value
    if isinstance(value, (tuple, list)):
        return "; ".join(column.codes.written[str(code)] for code in value)
    return column.codes.written[str(value)]


def _personnummer(number: str) -> str:
    return f"{number[:8]}-{number[8:]}"


def _add_drop_down(worksheet: Worksheet, place: int, column: Column, rows: int) -> None:
    """The words to choose from. Where free text or several words are allowed, Excel only helps."""
    codes = mappings.YES_NO if column.kind is Kind.YES_NO else column.codes
    if codes is None or len(",".join(codes.allowed)) > MAX_LIST_LENGTH:
        return
    is_open = column.kind in (Kind.DETAIL, Kind.CODES)
    rule = {"validate": "list", "source": list(codes.allowed), "show_error": not is_open}
    worksheet.data_validation(1, place, rows, place, rule)


def _write_readme(worksheet: Worksheet, formats: _Formats) -> None:
    for place, width in enumerate(README_WIDTHS):
        worksheet.set_column(place, place, width)
    row = 0
    for row, line in enumerate(readme_lines()):
        worksheet.write_string(row, 0, line, formats.title if row == 0 else None)
    for number, record in enumerate(readme_table(), row + 2):
        for place, text in enumerate(record):
            is_header = number == row + 2
            worksheet.write_string(number, place, text, formats.header if is_header else formats.wrapped)
