"""Tables of figures as an Excel file: each on a sheet of its own, with base and unit, and the definitions last."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from samsteg.exchange.text import UNPRINTABLE

LONGEST_TITLE = 31  # Excel's limit for the name of a sheet
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
FIRST_WIDTH, WIDTH, TEXT_WIDTH = 44, 14, 60


class Shape(Enum):
    """How Excel shows a number; the value stays exact."""

    WHOLE = "#,##0"
    DECIMAL = "#,##0.0#"
    SHARE = "0 %"


@dataclass(frozen=True, slots=True)
class ExcelCell:
    value: str | int | Decimal
    shape: Shape = Shape.WHOLE


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """`definitions`: what a figure is called, how it is counted, and its base."""

    title: str
    base: str
    unit: str
    headers: tuple[str, ...]
    rows: tuple[tuple[ExcelCell, ...], ...]
    note: str = ""
    definitions: tuple[tuple[str, str, str], ...] = ()


def write_tables(about: Sequence[str], tables: Sequence[ExcelTable]) -> bytes:
    """The first sheet says what the file is and lists the sheets; the last one explains every figure once."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = _formats(book)
        names = _sheet_names([table.title for table in tables])
        _write_about(book.add_worksheet(_("About the file")), about, tables, names, formats)
        for table, name in zip(tables, names, strict=True):
            _write_table(book.add_worksheet(name), table, formats)
        _write_definitions(book.add_worksheet(_("Definitions")), tables, formats)
    return buffer.getvalue()


def _formats(book: Workbook) -> dict[object, Format]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        **{shape: book.add_format({"num_format": shape.value}) for shape in Shape},
    }


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Excel's rules: at most 31 characters, no signs of its own, none twice."""
    names: list[str] = []
    for number, title in enumerate(titles, start=1):
        name = f"{number}. {' '.join(_clean(title).translate(FORBIDDEN).split())}"
        names.append(name[:LONGEST_TITLE].rstrip())
    return names


def _write_about(
    sheet: Worksheet,
    about: Sequence[str],
    tables: Sequence[ExcelTable],
    names: Sequence[str],
    formats: dict[object, Format],
) -> None:
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, 2, TEXT_WIDTH)
    for row, line in enumerate(about):
        sheet.write_string(row, 0, _clean(line), formats["title"] if not row else None)
    first = len(about) + 1
    for column, head in enumerate((_("Sheet"), _("Base"), _("Unit"))):
        sheet.write_string(first, column, head, formats["head"])
    for row, (table, name) in enumerate(zip(tables, names, strict=True), start=first + 1):
        for column, text in enumerate((name, table.base, table.unit)):
            sheet.write_string(row, column, _clean(text), formats["text"])


def _write_table(sheet: Worksheet, table: ExcelTable, formats: dict[object, Format]) -> None:
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, max(1, len(table.headers) - 1), WIDTH)
    sheet.write_string(0, 0, _clean(table.title), formats["title"])
    sheet.write_string(1, 0, _clean(_("Base: %(base)s") % {"base": table.base}))
    sheet.write_string(2, 0, _clean(_("Unit: %(unit)s") % {"unit": table.unit}))
    for column, head in enumerate(table.headers):
        sheet.write_string(4, column, _clean(head), formats["head"])
    for number, cells in enumerate(table.rows, start=5):
        for column, cell in enumerate(cells):
            _write(sheet, number, column, cell, formats)
    if table.note:
        sheet.write_string(6 + len(table.rows), 0, _clean(table.note))
    sheet.freeze_panes(5, 1)


def _write(sheet: Worksheet, row: int, column: int, cell: ExcelCell, formats: dict[object, Format]) -> None:
    if isinstance(cell.value, str):
        sheet.write_string(row, column, _clean(cell.value))
    else:
        sheet.write_number(row, column, float(cell.value), formats[cell.shape])


def _write_definitions(sheet: Worksheet, tables: Sequence[ExcelTable], formats: dict[object, Format]) -> None:
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, 2, TEXT_WIDTH)
    for column, head in enumerate((_("Figure"), _("How it is counted"), _("Base"))):
        sheet.write_string(0, column, head, formats["head"])
    every = dict.fromkeys(one for table in tables for one in table.definitions)
    for row, texts in enumerate(every, start=1):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, _clean(text), formats["text"])


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("", text)
