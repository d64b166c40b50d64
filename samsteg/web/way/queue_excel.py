"""The queue as a spreadsheet."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from samsteg.organisation.models import Team
from samsteg.participants.way.selectors import Waiting
from samsteg.web.participants.excel import OPTIONS, WIDTH
from samsteg.web.way.queue import partial, row, sentence


def spreadsheet(
    waiting: Sequence[Waiting], *, team: Team, is_practice: bool, today: dt.date, unseen: int = 0
) -> bytes:
    """In the order of the queue. `unseen`: how many more wait; then nobody's place is told."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_("Queue"))
    sheet.freeze_panes(1, 1)
    heads = _heads()
    sheet.set_column(0, len(heads) - 1, WIDTH)
    sheet.write_row(0, 0, heads, bold)
    for place, one in enumerate(waiting, start=1):
        told = row(one, place)
        sheet.write_string(place, 0, told.title)
        if not unseen:
            sheet.write_number(place, 1, place)
        sheet.write_datetime(place, 2, one.queue_on, day)
        sheet.write_number(place, 3, one.days)
        sheet.write_number(place, 4, one.paused_days)
        for column, text in enumerate((told.order, told.state, told.referrer, told.coach), start=5):
            sheet.write_string(place, column, text)
    notes = [
        _("The queue of %(team)s, %(day)s.") % {"team": team.name, "day": today},
        _("Days paused are not counted as waited."),
        f"{sentence(len(waiting) + unseen, ())} {partial(len(waiting), unseen)}" if unseen else "",
    ]
    if is_practice:
        notes.append(_("Practice: no real persons"))
        sheet.set_header("&L" + _("Practice: no real persons"))
    _tell_about(book, [note for note in notes if note])
    book.close()
    return buffer.getvalue()


def _tell_about(book: xlsxwriter.Workbook, notes: Sequence[str]) -> None:
    about = book.add_worksheet(_("About the list"))
    about.set_column(0, 0, 100)
    for line, note in enumerate(notes):
        about.write_string(line, 0, note)


def _heads() -> tuple[str, ...]:
    return (
        _("Participant"),
        _("Place"),
        _("In the queue since"),
        _("Days waited"),
        _("Days paused"),
        _("Order"),
        _("State"),
        _("Referrer"),
        _("Coach"),
    )
