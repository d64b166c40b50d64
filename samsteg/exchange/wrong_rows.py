"""The wrong rows of a file as a workbook of their own: the cells as they stand, and what is wrong about each row.

Read in by itself once it is mended: a file removes nothing that it leaves out.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from samsteg.exchange.issues import Issue
from samsteg.exchange.opening import RawSheet, open_workbook
from samsteg.exchange.plan import Plan, RowState
from samsteg.exchange.text import UNPRINTABLE

MAX_CELL_LENGTH = 32_767  # Excel's limit
WIDTH, TEXT_WIDTH = 16, 80
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_wrong_rows(path: Path, *, filename: str, plan: Plan) -> bytes:
    """An .xlsx of the sheets that have wrong rows. Raises FileRefused when the file can't be read any more."""
    wrong = _wrong(plan)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)  # in memory: no persons in temporary files
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EEF1"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    with open_workbook(path, filename=filename) as raw:
        for sheet in raw.sheets:
            if rows := wrong.get(sheet.sheet.title):
                _write_sheet(book.add_worksheet(sheet.sheet.title), sheet, rows, head, day)
    if not book.worksheets():
        book.add_worksheet()
    book.close()
    return buffer.getvalue()


def _wrong(plan: Plan) -> Mapping[str, Mapping[int, Sequence[Issue]]]:
    """Errors by sheet and row of the file."""
    found: dict[str, dict[int, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for row in plan.rows:
        if row.state is RowState.WRONG:
            for issue in row.issues:
                if issue.is_error and issue.sheet is not None and issue.row is not None:
                    found[issue.sheet][issue.row].append(issue)
    return found


def _write_sheet(
    worksheet: Worksheet, sheet: RawSheet, wrong: Mapping[int, Sequence[Issue]], head: Format, day: Format
) -> None:
    rows = sheet.rows()
    _number, headers = next(rows)
    for place, header in enumerate(headers):
        worksheet.write_string(0, place, _text(header), head)
    worksheet.set_column(0, len(headers) - 1, WIDTH)
    worksheet.set_column(len(headers), len(headers), TEXT_WIDTH)
    worksheet.write_string(0, len(headers), _("What is wrong"), head)
    worksheet.freeze_panes(1, 1)
    line = 0
    for number, cells in rows:
        if issues := wrong.get(number):
            line += 1
            for place, cell in enumerate(cells[: len(headers)]):
                _write_cell(worksheet, line, place, cell, day)
            worksheet.write_string(line, len(headers), _said(number, issues))


def _said(number: int, issues: Sequence[Issue]) -> str:
    parts = [_("Row %(row)d in the file.") % {"row": number}]
    for issue in issues:
        text = f"{issue.column}: {issue.message}" if issue.column else issue.message
        if issue.nearest:
            text += " " + _("Do you mean %(word)s?") % {"word": issue.nearest}
        parts.append(text)
    return _text(" ".join(parts))


def _write_cell(worksheet: Worksheet, row: int, place: int, cell: object, day: Format) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        worksheet.write_boolean(row, place, cell)
    elif isinstance(cell, dt.datetime | dt.date):
        worksheet.write_datetime(row, place, cell, day)
    elif isinstance(cell, int | float | Decimal):
        worksheet.write_number(row, place, float(cell))
    else:
        worksheet.write_string(row, place, _text(cell))


def _text(value: object) -> str:
    return UNPRINTABLE.sub("", "" if value is None else str(value))[:MAX_CELL_LENGTH]
