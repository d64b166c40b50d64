"""Wrong cells as fields in the preview: what is asked, what is suggested, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from samsteg.exchange import mappings
from samsteg.exchange.columns import Column, Kind
from samsteg.exchange.corrections import LONGEST, Correction, column_at
from samsteg.exchange.issues import Issue
from samsteg.exchange.parsing import Place
from samsteg.exchange.text import hide_identity

MOST_FIELDS = 200  # on one page: Django reads at most 1000 fields of a form
PREFIX, STOOD = "cell:", "stood:"
EMPTY = "-"  # what a choice says for an empty cell, and what one types to empty a personnummer


@dataclass(frozen=True, slots=True)
class Fix:
    """One cell to mend. `stood` is what the field says at first; `nearest` is offered, never chosen beforehand."""

    name: str
    stood_name: str
    label: str
    stood: str
    options: tuple[tuple[str, str], ...]
    hint: str
    number: int
    corrected: Correction | None = None

    @property
    def field_id(self) -> str:
        return f"ratta-{self.number}"


def fixes_of(
    issues: Iterable[Issue], corrections: Mapping[Place, Correction], first_number: int
) -> tuple[Fix, ...]:
    """A field for each wrong cell of a row, whatever number of things are wrong about it."""
    wrong: dict[Place, tuple[Column, Issue]] = {}
    for issue in issues:
        place = _place_of(issue) if issue.is_error else None
        column = column_at(place) if place else None
        if place is not None and column is not None and (place not in wrong or issue.nearest):
            wrong[place] = (column, issue)
    return tuple(
        _fix(place, column, issue, corrections.get(place), number)
        for number, (place, (column, issue)) in enumerate(wrong.items(), first_number)
    )


def _place_of(issue: Issue) -> Place | None:
    if issue.sheet is None or issue.row is None or issue.column is None:
        return None
    return (issue.sheet, issue.row, issue.column)


def _fix(place: Place, column: Column, issue: Issue, corrected: Correction | None, number: int) -> Fix:
    stood = "" if _is_secret(issue.read) or column.kind is Kind.PERSONNUMMER else issue.read
    if corrected is not None:
        stood = "" if _is_secret(corrected.text) else corrected.text
    title = f"{place[0]}:{place[1]}:{place[2]}"
    return Fix(
        name=PREFIX + title,
        stood_name=STOOD + title,
        label=_("%(column)s on row %(row)d") % {"column": column.header, "row": place[1]},
        stood=stood,
        options=_options(column, issue.nearest),
        hint=_hint(column),
        number=number,
        corrected=corrected,
    )


def _hint(column: Column) -> str:
    if column.kind is Kind.PERSONNUMMER:
        return _("Write the right number, or a hyphen to read the row in without it.")
    return ""


def _options(column: Column, nearest: str | None) -> tuple[tuple[str, str], ...]:
    """(value, label) of a choice; none where the cell is written freely."""
    codes = mappings.YES_NO if column.kind is Kind.YES_NO else column.codes
    if codes is None or column.kind not in (Kind.CODE, Kind.YES_NO):
        return ()
    suggested = [
        (word, _("%(word)s (suggestion)") % {"word": word}) for word in codes.allowed if word == nearest
    ]
    others = [(word, word) for word in codes.allowed if word != nearest]
    empty = [] if column.required else [(EMPTY, _("leave the cell empty"))]
    return (*suggested, *others, *empty)


def _is_secret(text: str) -> bool:
    return hide_identity(text) != text


def read_fixes(posted: QueryDict, kept: Mapping[Place, Correction]) -> dict[Place, Correction | None]:
    """What the user changed in the fields, and the one that is to be read as it stands in the file."""
    found: dict[Place, Correction | None] = {}
    for name in posted:
        place = _posted_place(name, PREFIX)
        column = column_at(place) if place else None
        if place is None or column is None:
            continue
        text = str(posted.get(name) or "").strip()[:LONGEST]
        stood = str(posted.get(STOOD + name.removeprefix(PREFIX)) or "").strip()
        if text == stood or (not text and _is_chosen(column)):
            continue
        was = kept[place].was if place in kept else hide_identity(stood)[:LONGEST]
        found[place] = Correction(*place, text="" if _means_empty(text, column) else text, was=was)
    back = _posted_place(str(posted.get("back") or ""), "")
    if back is not None and back in kept:
        found[back] = None
    return found


def _is_chosen(column: Column) -> bool:
    """Whether an empty answer means "nothing said": a choice, or a number that isn't shown again."""
    return bool(_options(column, None)) or column.kind is Kind.PERSONNUMMER


def _means_empty(text: str, column: Column) -> bool:
    return text in (EMPTY, "–") and _is_chosen(column)


def _posted_place(name: str, prefix: str) -> Place | None:
    """The cell that a field's name tells of; None for any other field, and for what isn't a cell."""
    sheet, _colon, rest = name.removeprefix(prefix).partition(":")
    row, _colon, column = rest.partition(":")
    if not name.startswith(prefix) or not row.isascii() or not row.isdecimal() or len(row) > 7:
        return None
    return (sheet, int(row), column)
