"""The Team sheet stands on its side: a field and its value per row. It is turned into one row with headers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.exchange.columns import TEAM, TEAM_HEADERS
from samsteg.exchange.issues import Issue, Level
from samsteg.exchange.opening import Cells, NumberedRows
from samsteg.exchange.text import fold, shown


@dataclass(frozen=True)
class TurnedTeam:
    """`rows` are the row numbers of the fields, in the order of `headers` and `cells`."""

    headers: Cells
    cells: Cells
    rows: tuple[int, ...]


def turn_team_sheet(header: tuple[int, Cells], rows: NumberedRows) -> TurnedTeam | Issue:
    """The issue when the first row isn't Fält, Värde."""
    number, names = header
    if [fold(str(name or "")) for name in names[:2]] != [fold(name) for name in TEAM_HEADERS]:
        text = _("The first row of the sheet must be Fält and Värde.")
        read = ", ".join(shown(name) for name in names[:2])
        return Issue(
            Level.ERROR,
            "column_missing",
            text,
            TEAM.title,
            number,
            TEAM_HEADERS[0],
            read,
            ", ".join(TEAM_HEADERS),
        )
    fields = [(row, (*cells, None)) for row, cells in rows if cells[0] is not None and str(cells[0]).strip()]
    return TurnedTeam(
        headers=tuple(cells[0] for _row, cells in fields),
        cells=tuple(cells[1] for _row, cells in fields),
        rows=tuple(row for row, _cells in fields),
    )
