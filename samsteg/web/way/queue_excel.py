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
from samsteg.web.way.queue import partial, row


def spreadsheet(
    waiting: Sequence[Waiting], *, team: Team, is_practice: bool, today: dt.date, unseen: int = 0
) -> bytes:
    """In the order of the queue. `unseen`: how many more wait; then nobody's place is told."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_("Queue"))
    sheet.freeze_panes(1, 1)
    heads = (
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
    about = book.add_worksheet(_("About the list"))
    about.set_column(0, 0, 100)
    about.write_string(0, 0, _("The queue of %(team)s, %(day)s.") % {"team": team.name, "day": today})
    about.write_string(1, 0, _("Days paused are not counted as waited."))
    if unseen:
        about.write_string(2, 0, partial(len(waiting), unseen))
    if is_practice:
        about.write_string(3, 0, _("Practice: no real persons"))
        sheet.set_header("&L" + _("Practice: no real persons"))
    book.close()
    return buffer.getvalue()
