"""A list as a spreadsheet: the columns and rows of the page, and a sheet that says what they are."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import TypeVar

import xlsxwriter
from django.utils.translation import gettext as _

from samsteg.web.lists.asked import Asked
from samsteg.web.lists.listing import Column, Kind, Narrowed, Value

# Texts are texts: an id that begins with = is no formula, and one that looks like an address no link.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
WIDTH = 22
T = TypeVar("T")


def sheet_of(
    title: str, columns: Sequence[Column[T]], rows: Iterable[T], about: Iterable[str], *, is_practice: bool
) -> bytes:
    """The whole file. `about`: the lines of the second sheet; empty ones are left out."""
    columns = [column for column in columns if column.sheet]
    heads = [str(column.label) for column in columns]
    told = [[(column.value or column.text)(row) for column in columns] for row in rows]
    return written(title, heads, told, about, is_practice=is_practice)


def file_of(
    title: str,
    kind: Kind[T],
    found: Narrowed[T],
    asked: Asked,
    search: str,
    *about: str,
    is_practice: bool,
) -> bytes:
    """The whole file of what is asked for in a list; the second sheet tells `about` it and which rows these are."""
    lines = [*about, *about_lines(kind, found, asked, search)]
    return sheet_of(title, kind.columns, found.rows, lines, is_practice=is_practice)


def written(
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Value]],
    about: Iterable[str],
    *,
    is_practice: bool,
) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(heads) - 1, WIDTH)
    sheet.write_row(0, 0, heads, bold)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, place, dt.datetime.combine(value, dt.time.min), day)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, value)
    practice = _("Practice: no real persons") if is_practice else ""
    beside = book.add_worksheet(_("About the list"))
    beside.set_column(0, 0, 100)
    for number, line in enumerate(line for line in (*about, practice) if line):
        beside.write_string(number, 0, line)
    if practice:
        sheet.set_header("&L" + practice)
    book.close()
    return buffer.getvalue()


def about_lines(kind: Kind[T], found: Narrowed[T], asked: Asked, search: str = "") -> list[str]:
    """Which rows of the list these are: the chip, what is chosen beside it, and the search."""
    shown = str(kind.chips[asked.chip][0]).lower()
    lines = [_("Shown: %(filter)s, %(count)d rows.") % {"filter": shown, "count": len(found.rows)}]
    for select in found.selects:
        value, words, _chosen = next(option for option in select.options if option[2])
        if value:
            lines.append(f"{select.label}: {words}.")
    if search:
        lines.append(_("Search: \u201d%(text)s\u201d.") % {"text": search})
    return lines
