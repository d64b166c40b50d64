"""Small workbooks of invented people for the tests of reading and writing."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter

from samsteg.exchange.issues import Issue
from samsteg.exchange.opening import open_workbook
from samsteg.exchange.parsing import read_rows
from samsteg.exchange.rows import ParsedRow, ParsedWorkbook

TODAY = dt.date(2026, 3, 1)
STAYS = "Ärenden"


def personnummer(born_on: dt.date, number: int = 980, *, added_days: int = 0) -> str:
    """A made-up personnummer of twelve digits; odd numbers are men's, 980-999 are nobody's."""
    nine = f"{born_on:%y%m}{born_on.day + added_days:02}{number:03}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    check = -sum(value - 9 if value > 9 else value for value in doubled) % 10
    return f"{born_on.year // 100}{nine}{check}"


def excel_date(year: int, month: int, day: int) -> dt.datetime:
    """As openpyxl gives a date: midnight, without zone."""
    return dt.datetime.combine(dt.date(year, month, day), dt.time())


def stay(**changes: object) -> dict[str, object]:
    """A sound row of Ärenden by header; `_` in a name stands for a blank."""
    row: dict[str, object] = {
        "Ärende": "P-1",
        "Född": dt.date(1990, 5, 17),
        "Kön": "K",
        "Remitterad": dt.date(2025, 1, 10),
        "Inskriven": dt.date(2025, 2, 1),
    }
    row.update({name.replace("_", " "): value for name, value in changes.items()})
    return row


def exited(**changes: object) -> dict[str, object]:
    return stay(**{"Avslutad": dt.date(2025, 9, 1), "Avslutsorsak": "studier", **changes})


def table(rows: Sequence[Mapping[str, object]]) -> list[list[object]]:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    return [list(headers), *([row.get(header) for header in headers] for row in rows)]


def save(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], *, date_1904: bool = False) -> Path:
    """An .xlsx with the given cells, as any program would write it."""
    book = xlsxwriter.Workbook(
        path, {"date_1904": date_1904, "strings_to_formulas": False, "strings_to_urls": False}
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for title, rows in sheets.items():
        worksheet = book.add_worksheet(title)
        for row, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    worksheet.write_datetime(row, place, cell, day)
                elif cell is not None:
                    worksheet.write(row, place, cell)
    book.close()
    return path


def save_stays(path: Path, *rows: Mapping[str, object]) -> Path:
    return save(path, {STAYS: table(rows)})


def mend(path: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    """Opens the file with openpyxl, changes it and saves it again."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def rewrite_part(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Changes the XML of one part of the package."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def read(path: Path, **options: object) -> ParsedWorkbook:
    with open_workbook(path, filename=path.name) as raw:
        return read_rows(raw, **{"today": TODAY, **options})


def read_stays(path: Path, *rows: Mapping[str, object]) -> tuple[ParsedRow, ...]:
    parsed = read(save_stays(path, *rows))
    assert not parsed.is_refused, parsed.issues
    return parsed.rows("stays")


def codes(issues: Sequence[Issue]) -> list[str]:
    return [issue.code for issue in issues]
