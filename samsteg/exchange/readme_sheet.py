"""What the template tells about itself on its first sheet."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samsteg.exchange.cells import expected_in
from samsteg.exchange.columns import SHEETS, Column


def readme_lines() -> list[str]:
    return [
        _("The team's workbook for Samsteg"),
        _("Fill in the sheets you need. Sheets and columns you don't use can be removed."),
        _("The first row of each sheet holds the headings. Their order and case make no difference."),
        _(
            "Write one row per stay in Ärenden, or per referral that hasn't become a stay. Ärende is your own id."
        ),
        _("If a person comes back, write a new row and the same id in Person on both rows."),
        _("An empty cell clears what is stored. A column or row that isn't in the file changes nothing."),
        _(
            "If somebody never started: write the date in Ej inskriven and why in Skäl ej inskriven, not in Avslutad."
        ),
        _(
            "Write a personnummer in the column Personnummer only; it is stored encrypted. You can leave it out."
        ),
        _(
            "In Närvaro a session has a row of its own, with Ärende empty. Below it, one row for each who was expected "
            "or came."
        ),
        _("Before anything is stored you see what will be new, changed and wrong."),
        _("This sheet is not read."),
    ]


def readme_table() -> Iterator[tuple[str, str, str, str]]:
    """Sheet, heading, whether needed, what to write; the first record holds the headings."""
    yield _("Sheet"), _("Heading"), _("Needed"), _("What to write")
    for sheet in SHEETS.values():
        for column in sheet.columns:
            yield sheet.title, column.header, _needed(column), expected_in(column)


def _needed(column: Column) -> str:
    return _("yes") if column.required or column.needed else ""
