"""The outreach log of a period as a spreadsheet."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _

from samsteg.governance.outreach.records import Asked
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.web.outreach.pages import COLUMNS, Line, texts_of

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def spreadsheet(team: Team, asked: Asked, lines: tuple[Line, ...]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    sheet = book.add_worksheet(_("Outreach"))
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(COLUMNS) + 3, 24)
    heads = [str(label) for _name, label in COLUMNS]
    heads += [_("Where"), _("Who from the team"), _("What came of it")]
    sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
    for number, line in enumerate(lines, start=1):
        texts = texts_of(line.row)
        for place, (name, _label) in enumerate(COLUMNS):
            if name == "people" and line.row.people_count is not None:
                sheet.write_number(number, place, line.row.people_count)
            else:
                sheet.write_string(number, place, texts[name])
        where = _("Digitally") if line.row.is_digital and not line.row.place else line.row.place
        for more, text in enumerate((where, line.who, line.row.outcome)):
            sheet.write_string(number, len(COLUMNS) + more, text)
    about = book.add_worksheet(_("About the list"))
    about.set_column(0, 0, 100)
    said = [
        _("Outreach of %(team)s, %(first)s to %(last)s, %(count)d rows.")
        % {"team": team.name, "first": asked.first, "last": asked.last, "count": len(lines)},
        *([_("Search: %(text)s") % {"text": asked.search}] if asked.search else []),
        *([_("Practice: no real persons")] if is_practice(team) else []),
    ]
    for number, text in enumerate(said):
        about.write_string(number, 0, text)
    book.close()
    return buffer.getvalue()
