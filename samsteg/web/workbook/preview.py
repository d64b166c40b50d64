"""What a preview shows of a plan: counts, the rows of one filter in the order one acts, and the whole file's news."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.issues import Issue
from samsteg.exchange.plan import Change, Plan, PlannedRow, RowState

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
    """`more` holds the changes beyond the first few."""

    sheet: str
    row: int
    name: str
    state: RowState
    first: tuple[Change, ...]
    more: tuple[Change, ...]
    errors: tuple[Issue, ...]
    remarks: tuple[Issue, ...]


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


def view_of(plan: Plan, view: View, count: int) -> PlanView:
    rows = [row for row in plan.rows if _is_in(row, view)]
    rows.sort(key=lambda row: (ORDER.index(row.state), list(SheetName).index(row.sheet), row.row))
    count = max(count, PAGE)
    return PlanView(
        chips=_chips(plan, view),
        rows=tuple(_row(row) for row in rows[:count]),
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
    )


def _is_in(row: PlannedRow, view: View) -> bool:
    if view is View.HAPPENS:
        return row.state is not RowState.UNCHANGED
    if view is View.REMARKS:
        return _has_remark(row)
    return row.state is STATE_OF[view]


def _has_remark(row: PlannedRow) -> bool:
    return any(not issue.is_error for issue in row.issues)


def _chips(plan: Plan, chosen: View) -> tuple[Chip, ...]:
    states = Counter(row.state for row in plan.rows)
    counts = {view: states[state] for view, state in STATE_OF.items()}
    counts[View.HAPPENS] = len(plan.rows) - states[RowState.UNCHANGED]
    counts[View.REMARKS] = sum(_has_remark(row) for row in plan.rows)
    labels = {
        View.HAPPENS: _("All that happens"),
        View.WRONG: _("Wrong"),
        View.NEW: _("New"),
        View.CHANGED: _("Changed"),
        View.UNCHANGED: _("Unchanged"),
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
