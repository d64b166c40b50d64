"""CSV as Excel writes it: one sheet, `;` or `,` between, UTF-8 or Windows-1252. The header tells which sheet."""

from __future__ import annotations

import csv
import io
from typing import IO

from django.utils.translation import gettext as _

from samsteg.exchange.columns import SHEETS, TEAM, TEAM_HEADERS, Sheet
from samsteg.exchange.issues import FileRefused
from samsteg.exchange.text import fold

Record = tuple[object, ...]


def read_records(stream: IO[bytes]) -> list[Record]:
    """All records, empty cells as None. Raises FileRefused."""
    text = _decoded(stream.read())
    first = next((line for line in text.splitlines() if line.strip(" ;,\t")), "")
    if not first:
        raise FileRefused(
            _("The file is empty. Choose another file, or save the workbook again."), code="file_empty"
        )
    delimiter = ";" if ";" in first else ","
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [tuple(cell or None for cell in row) for row in rows]
    except csv.Error as fault:
        message = _("The file can't be read as CSV. Check its quotation marks, or save it as .xlsx.")
        raise FileRefused(message, code="csv_form") from fault


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise _not_text()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as fault:
        raise _not_text() from fault


def _not_text() -> FileRefused:
    text = _(
        "The file isn't text in a form that is known here. Save it in Excel as CSV UTF-8 (.csv) or as .xlsx."
    )
    return FileRefused(text, code="csv_encoding")


def sheet_of(records: list[Record]) -> Sheet:
    """The sheet whose columns the first record names. Raises FileRefused when none fits."""
    header = next(record for record in records if any(cell is not None for cell in record))
    folded = {fold(str(cell)) for cell in header if cell is not None}
    if folded == {fold(word) for word in TEAM_HEADERS}:
        return TEAM
    scored = [(len(folded & set(sheet.by_header)), sheet) for sheet in SHEETS.values() if sheet is not TEAM]
    score, best = max(scored, key=lambda pair: pair[0])
    if score < 2:
        titles = ", ".join(sheet.title for sheet in SHEETS.values())
        text = _(
            "The first row names no columns of a known sheet (%(known)s). Write the headers as in the template."
        )
        raise FileRefused(text % {"known": titles}, code="no_known_sheet")
    return best
