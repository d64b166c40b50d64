"""The list as a spreadsheet: the columns and rows of the page, and a sheet that says what they are."""

from __future__ import annotations

import datetime as dt
import io

import xlsxwriter
from django.utils.translation import gettext as _

from samsteg.organisation.models import Team
from samsteg.participants.listing import Sort
from samsteg.participants.selectors import ParticipantList
from samsteg.web.participants.state import ListState
from samsteg.web.participants.tables import CHIPS, SHEET_COLUMNS, cells, partial

# Texts are texts: an id that begins with = is no formula, and one that looks like an address no link.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
WIDTH = 22


def spreadsheet(
    found: ParticipantList, state: ListState, *, team: Team, search: str, is_practice: bool, today: dt.date
) -> bytes:
    """The whole file."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_("Participants"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(SHEET_COLUMNS) - 1, WIDTH)
    sheet.write_row(0, 0, [str(label) for _sort, label in SHEET_COLUMNS], bold)
    for number, person in enumerate(found.rows, start=1):
        texts = cells(person, today)
        for place, (sort, _label) in enumerate(SHEET_COLUMNS):
            if sort is Sort.ENROLLED and person.enrolled_on:
                sheet.write_datetime(number, place, person.enrolled_on, day)
            elif sort is Sort.AGE and person.age is not None:
                sheet.write_number(number, place, person.age)
            else:
                sheet.write_string(number, place, texts[sort])
    about = book.add_worksheet(_("About the list"))
    about.set_column(0, 0, 100)
    for number, line in enumerate(_about(found, state, team, search, is_practice, today)):
        about.write_string(number, 0, line)
    if is_practice:
        sheet.set_header("&L" + _("Practice: no real persons"))
    book.close()
    return buffer.getvalue()


def _about(
    found: ParticipantList, state: ListState, team: Team, search: str, is_practice: bool, today: dt.date
) -> list[str]:
    lines = [
        _("Participants in %(team)s, %(day)s.") % {"team": team.name, "day": today},
        _("Shown: %(filter)s, %(count)d rows.")
        % {"filter": str(CHIPS[state.filter]).lower(), "count": len(found.rows)},
    ]
    if search:
        lines.append(_("Search: \u201d%(text)s\u201d.") % {"text": search})
    if any(person.is_age_approximate for person in found.rows):
        lines.append(_("Where only the year of birth is known, the age is the one reached that year."))
    return [
        *lines,
        *([text] if (text := partial(found)) else []),
        *([_("Practice: no real persons")] if is_practice else []),
    ]
