"""Attendance as spreadsheets: of one group, person by session; of one person, group by group and mark by mark."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext as _

from samsteg.activities.came import Came
from samsteg.web.participants.excel import OPTIONS, WIDTH

Sign = tuple[str, str]


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """`rows`: who, how often, and the marks in the order of `sessions`."""

    group: str
    sessions: Sequence[dt.date]
    rows: Sequence[tuple[str, Came, Sequence[Sign]]]
    about: Sequence[str]


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """`groups`: name and how often; `marks`: day, group, what was marked."""

    groups: Sequence[tuple[str, Came]]
    marks: Sequence[tuple[dt.date, str, str]]
    about: Sequence[str]


class _Book:
    """A workbook on its way."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, OPTIONS)
        self.bold = self.book.add_format({"bold": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.bold_day = self.book.add_format({"num_format": "yyyy-mm-dd", "bold": True})
        self.share = self.book.add_format({"num_format": "0%"})

    def sheet(self, name: str, heads: Sequence[str]) -> xlsxwriter.worksheet.Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(heads) - 1, WIDTH)
        sheet.write_row(0, 0, list(heads), self.bold)
        return sheet

    def came(self, sheet: xlsxwriter.worksheet.Worksheet, line: int, came: Came) -> None:
        """In the four columns after the first. Nothing is said of what nobody was expected to."""
        if came.share is not None:
            sheet.write_number(line, 1, came.came)
            sheet.write_number(line, 2, came.expected)
            sheet.write_number(line, 3, float(came.share), self.share)
        sheet.write_number(line, 4, came.times)

    def whole(self, about: Sequence[str]) -> bytes:
        sheet = self.book.add_worksheet(_("About the list"))
        sheet.set_column(0, 0, 100)
        for line, text in enumerate(about):
            sheet.write_string(line, 0, text)
        self.book.close()
        return self.buffer.getvalue()


def _counts() -> tuple[str, ...]:
    return (_("Came, of those expected"), _("Times expected"), _("Share"), _("Times there in all"))


def of_group(said: GroupSheet) -> bytes:
    book = _Book()
    heads = (_("Participant"), *_counts())
    sheet = book.sheet(_("Attendance"), heads)
    for column, day in enumerate(said.sessions, start=len(heads)):
        sheet.write_datetime(0, column, day, book.bold_day)
    sheet.set_column(len(heads), len(heads) + len(said.sessions), 14)
    line = 0
    for line, (who, came, signs) in enumerate(said.rows, start=1):
        sheet.write_string(line, 0, who)
        book.came(sheet, line, came)
        for column, (_sign, label) in enumerate(signs, start=len(heads)):
            if label:
                sheet.write_string(line, column, label)
    sheet.write_string(line + 1, 0, _("Together"), book.bold)
    together = sum((came for _who, came, _signs in said.rows), Came())
    book.came(sheet, line + 1, together)
    return book.whole(said.about)


def of_person(said: PersonSheet) -> bytes:
    book = _Book()
    sheet = book.sheet(_("Groups"), (_("Group"), *_counts()))
    for line, (name, came) in enumerate(said.groups, start=1):
        sheet.write_string(line, 0, name)
        book.came(sheet, line, came)
    marks = book.sheet(_("Attendance"), (_("Day"), _("Group"), _("Mark")))
    for line, (day, group, label) in enumerate(said.marks, start=1):
        marks.write_datetime(line, 0, day, book.day)
        marks.write_string(line, 1, group)
        marks.write_string(line, 2, label)
    return book.whole(said.about)
