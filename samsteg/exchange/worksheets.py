"""The rows of one worksheet, straight from its XML: less than half the time that openpyxl's own loop takes.

openpyxl still opens the workbook and gives its shared strings, styles and epoch. What a cell means is decided as it
decides (`WorkSheetParser.parse_cell`, values only): a test reads the same files both ways.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol
from xml.parsers import expat

import openpyxl.utils.datetime as excel_dates
from openpyxl.utils.cell import column_index_from_string

Cells = tuple[object, ...]

CHUNK = 1 << 16
DATA = "sheetData"
DIGITS = "0123456789"
BAD_DATE = "#VALUE!"  # a serial number outside the calendar
LAST_ROW = 1_048_576  # Excel's


class OpenBook(Protocol):
    """What openpyxl knows of an open workbook."""

    epoch: dt.datetime
    _date_formats: set[int]
    _timedelta_formats: set[int]


class OpenSheet(Protocol):
    parent: OpenBook
    _shared_strings: Sequence[str]


@dataclass(frozen=True)
class Meanings:
    """What numbers in cells stand for: shared strings by index, which styles are dates or lengths of time."""

    strings: Sequence[str]
    date_styles: frozenset[int]
    length_styles: frozenset[int]
    epoch: dt.datetime

    @classmethod
    def of(cls, sheet: OpenSheet) -> Meanings:
        book = sheet.parent
        dates, lengths = frozenset(book._date_formats), frozenset(book._timedelta_formats)
        return cls(strings=sheet._shared_strings, date_styles=dates, length_styles=lengths, epoch=book.epoch)


def read_cells(source: IO[bytes], meanings: Meanings) -> Iterator[tuple[int, Cells]]:
    """(row number, values) of each row in the file, which may leave rows out.

    Passed over are rows that stand after a row with a higher number, and rows beyond Excel's last. Raises what expat
    and zipfile raise on damage, and ValueError and LookupError on impossible cells.
    """
    handler = _Handler(meanings)
    last = 0
    while chunk := source.read(CHUNK):
        handler.parser.Parse(chunk, False)
        for number, cells in handler.take():
            if last < number <= LAST_ROW:
                last = number
                yield number, cells
    handler.parser.Parse(b"", True)


class _Handler:
    """Follows one cell at a time. `start`, `end` and `characters` are called for each of millions: cells come first in
    them, all else is rare. Elements have the prefix that the sheet's data has.
    """

    def __init__(self, meanings: Meanings) -> None:
        self.meanings = meanings
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.outside
        self.done: list[tuple[int, Cells]] = []
        self.columns: dict[str, int] = {}  # by letters
        self.dates: dict[tuple[str, str], object] = {}  # by number and style
        self.plain_styles: set[str] = set()  # seen, and no dates
        self.cell = self.value = ""  # names of elements
        self.row = self.column = 0
        self.cells: list[object] = []
        self.kind, self.style = "n", ""
        self.text = ""
        self.saved: str | None = None
        self.inline: list[str] | None = None
        self.is_phonetic = False

    def take(self) -> list[tuple[int, Cells]]:
        """The rows that are complete since the last time."""
        done, self.done = self.done, []
        return done

    def outside(self, name: str, _attributes: Mapping[str, str]) -> None:
        """Before the sheet's data nothing is read. (After it neither: drawings have rows and columns of their own.)"""
        prefix, _found, rest = name.rpartition(DATA)
        if _found and not rest and prefix[-1:] in ("", ":"):
            self.cell, self.value = f"{prefix}c", f"{prefix}v"
            self.rare = {f"{prefix}{local}": local for local in ("row", "is", "t", "rPh", DATA)}
            self.parser.StartElementHandler = self.start
            self.parser.EndElementHandler = self.end
            self.parser.CharacterDataHandler = self.characters

    def characters(self, text: str) -> None:
        self.text += text

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self.value:
            self.text = ""
        elif name == self.cell:
            self.kind = attributes.get("t", "n")
            self.style = attributes.get("s", "")
            self.saved = self.inline = None
            if "r" in attributes:
                letters = attributes["r"].rstrip(DIGITS)
                self.column = self.columns.get(letters) or self._new_column(letters)
            else:
                self.column += 1
        elif name in self.rare:
            self._start_rare(self.rare[name], attributes)

    def end(self, name: str) -> None:
        if name == self.value:
            self.saved = self.text
        elif name == self.cell:
            value, place, cells = self._meaning(), self.column - 1, self.cells
            if place == len(cells):
                cells.append(value)
            elif place < len(cells):
                cells[place] = value
            else:
                cells.extend([None] * (place - len(cells)))
                cells.append(value)
        elif name in self.rare:
            self._end_rare(self.rare[name])

    def _new_column(self, letters: str) -> int:
        number: int = column_index_from_string(letters)
        self.columns[letters] = number
        return number

    def _start_rare(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self.row = _row_number(attributes["r"]) if "r" in attributes else self.row + 1
            self.cells, self.column = [], 0
        elif name == "is":
            self.inline = []
        elif name == "t":
            self.text = ""
        elif name == "rPh":
            self.is_phonetic = True

    def _end_rare(self, name: str) -> None:
        if name == "row":
            self.done.append((self.row, tuple(self.cells)))
        elif name == "t":
            if self.inline is not None and not self.is_phonetic:
                self.inline.append(self.text)
        elif name == "rPh":
            self.is_phonetic = False
        elif name == DATA:
            self.parser.StartElementHandler = self.parser.EndElementHandler = None
            self.parser.CharacterDataHandler = None

    def _meaning(self) -> object:
        text, kind = self.saved, self.kind
        if kind == "inlineStr":
            return None if self.inline is None else "".join(self.inline)
        if not text:
            return None
        if kind == "s":
            return self.meanings.strings[int(text)]
        return self._number(text) if kind == "n" else _other(kind, text)

    def _number(self, text: str) -> object:
        if self.style not in self.plain_styles:
            key = (text, self.style)
            if key in self.dates:
                return self.dates[key]
            if int(self.style or 0) in self.meanings.date_styles:
                self.dates[key] = self._date(_plain_number(text), int(self.style or 0))
                return self.dates[key]
            self.plain_styles.add(self.style)
        return _plain_number(text)

    def _date(self, number: float, style: int) -> object:
        try:
            return excel_dates.from_excel(
                number, self.meanings.epoch, timedelta=style in self.meanings.length_styles
            )
        except (OverflowError, ValueError):
            return BAD_DATE


def _plain_number(text: str) -> float:
    return float(text) if "." in text or "e" in text or "E" in text else int(text)


def _other(kind: str, text: str) -> object:
    """Truth values, dates as text, results of formulas and faults."""
    if kind == "b":
        return bool(int(text))
    from_text: Any = excel_dates.from_ISO8601
    return from_text(text) if kind == "d" else text


def _row_number(text: str) -> int:
    """Some programs write 5.0. Raises ValueError for what is no row."""
    try:
        return int(text)
    except ValueError:
        number = float(text)
        if not number.is_integer():
            raise
        return int(number)
