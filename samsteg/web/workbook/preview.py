"""What a preview shows of a plan: counts, the rows of one filter in the order one acts, and the whole file's news."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.corrections import Correction
from samsteg.exchange.issues import Issue
from samsteg.exchange.parsing import Place
from samsteg.exchange.plan import Change, Plan, PlannedRow, RowState
from samsteg.web.workbook.fixing import MOST_FIELDS, Fix, fixes_of

PAGE = 25
MOST_SHOWN = 100_000
FIRST_CHANGES = 4
TELLING = (
    "Inskriven",
    "Avslutad",
    "Avslutsorsak",
    "Remittent",
    "Uppdrag mottaget",
    "Remitterad",
)  # of a new stay
FIRST_NAMES = 50
ORDER = (RowState.WRONG, RowState.NEW, RowState.CHANGED, RowState.UNCHANGED)


class View(StrEnum):
    """The filters, by their words in the address."""

    HAPPENS = "hander"
    WRONG = "fel"
    NEW = "nya"
    CHANGED = "andrade"
    UNCHANGED = "oforandrade"
    MENDED = "rattade"
    REMARKS = "att-titta-pa"

    @classmethod
    def of(cls, text: str | None) -> View:
        try:
            return cls(text or "")
        except ValueError:
            return cls.HAPPENS


STATE_OF = {
    View.WRONG: RowState.WRONG,
    View.NEW: RowState.NEW,
    View.CHANGED: RowState.CHANGED,
    View.UNCHANGED: RowState.UNCHANGED,
}


@dataclass(frozen=True, slots=True)
class Chip:
    view: View
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """`more` holds the changes beyond the first few, `mended` the cells that no longer are wrong."""

    sheet: str
    row: int
    name: str
    state: RowState
    first: tuple[Change, ...]
    more: tuple[Change, ...]
    errors: tuple[Issue, ...]
    remarks: tuple[Issue, ...]
    fixes: tuple[Fix, ...] = ()
    mended: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Rows that are stored and that the file leaves out; they stay as they are."""

    sheet: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    chips: tuple[Chip, ...]
    rows: tuple[RowView, ...]
    in_view: int
    next_count: int
    view: View
    counts: dict[str, int]
    applies: int
    row_count: int
    errors_of_file: tuple[Issue, ...]
    remarks_of_file: tuple[Issue, ...]
    missing: tuple[Missing, ...]
    own_persons: int
    mended: int = 0

    @property
    def has_fixes(self) -> bool:
        return any(row.fixes or row.mended for row in self.rows)

    @property
    def left(self) -> int:
        """Rows of the filter that are not shown yet."""
        return self.in_view - len(self.rows)

    @property
    def is_readable(self) -> bool:
        return not self.errors_of_file


def shown_count(text: str | None) -> int:
    """How many rows the address asks for; a page unless it is a sensible number."""
    return min(int(text), MOST_SHOWN) if text and text.isdecimal() and len(text) < 8 else PAGE


class _Mended:
    """The corrections by row. A correction belongs to the row that stands where it stands."""

    def __init__(self, corrections: Mapping[Place, Correction]) -> None:
        self.by_place = corrections
        self.by_row: dict[tuple[str, int], list[Correction]] = defaultdict(list)
        for one in corrections.values():
            self.by_row[one.sheet, one.row].append(one)

    def of(self, row: PlannedRow) -> list[Correction]:
        if row.sheet is SheetName.TEAM:  # one row here, one line for each field in the file
            return [one for one in self.by_place.values() if one.sheet == SHEETS[row.sheet].title]
        return self.by_row.get((SHEETS[row.sheet].title, row.row), [])


def view_of(
    plan: Plan, view: View, count: int, corrections: Mapping[Place, Correction] | None = None
) -> PlanView:
    mended = _Mended(corrections or {})
    rows = [row for row in plan.rows if _is_in(row, view, mended)]
    rows.sort(key=lambda row: (ORDER.index(row.state), list(SheetName).index(row.sheet), row.row))
    count = max(count, PAGE)
    return PlanView(
        chips=_chips(plan, view, mended),
        rows=_with_fixes(rows[:count], mended),
        in_view=len(rows),
        next_count=count + PAGE,
        view=view,
        counts=dict(plan.counts),
        applies=sum(row.applies for row in plan.rows),
        row_count=len(plan.rows),
        errors_of_file=tuple(issue for issue in plan.issues if issue.is_error),
        remarks_of_file=tuple(issue for issue in plan.issues if not issue.is_error),
        missing=tuple(_missing(sheet, names) for sheet, names in plan.not_in_file.items()),
        own_persons=plan.own_persons,
        mended=len(mended.by_place),
    )


def _with_fixes(rows: list[PlannedRow], mended: _Mended) -> tuple[RowView, ...]:
    """The rows as shown, with fields for the wrong cells as long as a form can hold them."""
    found: list[RowView] = []
    number = 1
    for row in rows:
        fixes = fixes_of(row.issues, mended.by_place, number) if number <= MOST_FIELDS else ()
        number += len(fixes)
        asked = {fix.corrected.place for fix in fixes if fix.corrected is not None}
        done = tuple(one for one in mended.of(row) if one.place not in asked)
        found.append(replace(_row(row), fixes=fixes, mended=done))
    return tuple(found)


def _is_in(row: PlannedRow, view: View, mended: _Mended) -> bool:
    if view is View.MENDED:
        return bool(mended.of(row))
    if view is View.HAPPENS:
        return row.state is not RowState.UNCHANGED
    if view is View.REMARKS:
        return _has_remark(row)
    return row.state is STATE_OF[view]


def _has_remark(row: PlannedRow) -> bool:
    return any(not issue.is_error for issue in row.issues)


def _chips(plan: Plan, chosen: View, mended: _Mended) -> tuple[Chip, ...]:
    states = Counter(row.state for row in plan.rows)
    counts = {view: states[state] for view, state in STATE_OF.items()}
    counts[View.HAPPENS] = len(plan.rows) - states[RowState.UNCHANGED]
    counts[View.MENDED] = sum(bool(mended.of(row)) for row in plan.rows) if mended.by_place else 0
    counts[View.REMARKS] = sum(_has_remark(row) for row in plan.rows)
    labels = {
        View.HAPPENS: _("All that happens"),
        View.WRONG: _("Wrong"),
        View.NEW: _("New"),
        View.CHANGED: _("Changed"),
        View.UNCHANGED: _("Unchanged"),
        View.MENDED: _("Mended here"),
        View.REMARKS: _("Worth a look"),
    }
    always = {View.HAPPENS, chosen}
    return tuple(
        Chip(view, label, counts[view], view is chosen)
        for view, label in labels.items()
        if counts[view] or view in always
    )


def _row(row: PlannedRow) -> RowView:
    changes = _telling(row) if row.state in (RowState.NEW, RowState.WRONG) else tuple(row.changes)
    return RowView(
        sheet=SHEETS[row.sheet].title,
        row=row.row,
        name=row.name,
        state=row.state,
        first=changes[:FIRST_CHANGES],
        more=changes[FIRST_CHANGES:],
        errors=tuple(issue for issue in row.issues if issue.is_error),
        remarks=tuple(issue for issue in row.issues if not issue.is_error),
    )


def _telling(row: PlannedRow) -> tuple[Change, ...]:
    """What a new or wrong row says, most telling first; not what its name says already."""
    said = [change for change in row.changes if change.new and change.new != row.name]
    rank = {column: number for number, column in enumerate(TELLING)}
    return tuple(sorted(said, key=lambda change: rank.get(change.column, len(TELLING))))


def _missing(sheet: SheetName, names: list[str]) -> Missing:
    return Missing(SHEETS[sheet].title, len(names), tuple(names[:FIRST_NAMES]))
