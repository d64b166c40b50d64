"""Protected persons and files: none is read from one, and none is written to one."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from samsteg.exchange.columns import Sheet
from samsteg.exchange.issues import CellError, Issue, Level

# How workbooks say it. Whole phrases in texts, so that a skyddsombud is nobody's secret; looser where a number or a day
# of birth should stand.
SAID = re.compile(
    r"sekretessmark|fingera[dt]|kvarskriv"
    r"|(?:skydda[dt]e?|hemliga?) *(?:id\b|identitet|person|folkbok|uppgift|pnr|adress)",
    re.IGNORECASE,
)
SAID_INSTEAD = re.compile(r"skydd|sekretess|fingera|hemlig", re.IGNORECASE)


def refuse_protected(text: str, *, instead_of_value: bool = False) -> None:
    """Raises CellError where the cell says that the person is protected. `instead_of_value`: one word is enough."""
    if (SAID_INSTEAD if instead_of_value else SAID).search(text):
        raise CellError(
            "protected_identity",
            _(
                "The row tells of a protected identity. No such person goes through a workbook: take the row away. "
                "What to do instead stands on the page Skyddade personuppgifter."
            ),
        )


def kept_outside(sheet: Sheet, row: int) -> Issue:
    """The row is about somebody whom no file may read or write; it doesn't say why."""
    return Issue(
        Level.ERROR,
        "kept_outside",
        _("The row can't be read in with a workbook. Take it away, or ask the controller officer."),
        sheet=sheet.title,
        row=row,
        column=sheet.columns[0].header,
    )
