"""docs/workbook.md, written from the declared sheets: `python -m samsteg.exchange.workbook_page`.

tests/exchange/test_workbook_page.py fails when the file is not what this writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.utils.translation import override

from samsteg.exchange.cells import expected_in
from samsteg.exchange.columns import SHEETS, Column, Sheet, SheetName

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "workbook.md"
HEAD: Final = """\
# The workbook, sheet by sheet

Written from the declarations in `samsteg/exchange/columns.py` by `python -m samsteg.exchange.workbook_page`: change a
column there, never here. Every sheet may be left out, and of a sheet every column that isn't needed: what isn't in the
file stays as it is stored, while an empty cell of a column that is there takes the value away. A row that isn't in the
file stays too. Words are read in any case, with or without diacritics, blanks and hyphens.

For users the same stands in [Läsa in arbetsboken](handbok/lasa-in-arbetsboken.md); why groups and attendance have the
shape they have stands in [decision 22](adr/0022-groups-and-attendance-in-the-workbook.md), and of work training in
[decision 27](adr/0027-work-training-in-the-workbook.md).
"""
ABOUT: Final = {
    SheetName.TEAM: "One field of the team to a row: `Fält`, `Värde`.",
    SheetName.STAYS: "One stay to a row, or a referral that hasn't become one.",
    SheetName.BUDGET: "One row of the budget of a year or half-year.",
    SheetName.POSITIONS: "One position in the team, without names. Equal rows are told apart by their order.",
    SheetName.PLACEMENTS: (
        "One placement at an employer. An employer that the register knows by several names is found by any of them. "
        "`Timmar per vecka` are those that hold today; other hours correct that step of the ladder, but where the "
        "placement has rows in the sheet Timmar they decide. `Avtal undertecknat` is the day of the newest agreement "
        "and needs `Undertecknat av`; the paper itself isn't in the file, and one that is kept as a file is changed on "
        "its page alone. Check-ins aren't in the file."
    ),
    SheetName.HOURS: (
        "One step of a placement's ladder: so many hours a week from `Gäller från` on. `Från` is the first day of the "
        "placement. An empty `Timmar per vecka` takes the step away, and says nothing where there is no ladder. Hours "
        "that a stored placement had without a ladder become its first step. A new placement begins with a step from "
        "`Från`: the preview says so where its own hours differ from a ladder that begins later. A last day in "
        "Arbetsträning takes away the steps after it. A step stands once, whichever of the employer's names is used."
    ),
    SheetName.EFFORTS: (
        "One period of an effort or studies beside the team. The first period of förstärkt samarbete stands in the "
        "sheet Ärenden, and later ones here. Periods of the same effort can't overlap."
    ),
    SheetName.GROUPS: (
        "One group that the team itself holds. `Till` is its last day. `Ledare` are those who lead it now, with `;` "
        "between: user names for staff, `Namn (organisation)` for others, who get no access. A leader of a new group "
        "leads from its first session, one that is added later from the day of the import. An ended group whose "
        "name is used again has its last day after the name, as `Skogsgruppen (till 2025-06-12)`. Terms, closed "
        "days, whom a group is held with and who is in it aren't in the file."
    ),
    SheetName.ATTENDANCE: (
        "A session's own row has an empty `Ärende` and says when it was and whether it was held; below it stands one "
        "row for each participant with `Ärende` and `Markering`. Such a row needs `Från` only where the group has "
        "several sessions that day. A row whose `Markering` is empty says nothing, or takes a stored mark away. What "
        "a session was about, its note and a place of its own stay as they are stored."
    ),
    SheetName.REPORTED: "One figure as an earlier report printed it. Several for one period are all kept.",
}


def page() -> str:
    with override("en"):
        return "\n".join((HEAD, *(line for sheet in SHEETS.values() for line in _sheet(sheet))))


def _sheet(sheet: Sheet) -> Iterator[str]:
    key = ", ".join(sheet.by_key[name].header for name in sheet.key)
    yield f"## {sheet.title}\n"
    yield ABOUT[sheet.name] + (f" A row is named by: {key}." if key else "") + "\n"
    yield "| heading | needed | what to write |"
    yield "| --- | --- | --- |"
    for column in sheet.columns:
        needed = "yes" if column.required or column.needed else ""
        yield f"| {column.header} | {needed} | {_expected(column)} |"
    yield ""


def _expected(column: Column) -> str:
    words = expected_in(column)
    return (
        f"{words}; {column.codes.written[column.default]} if empty"
        if column.codes and column.default
        else words
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
