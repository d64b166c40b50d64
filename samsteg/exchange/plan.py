"""What an import would do, row by row: the value that a preview shows and an apply carries out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from samsteg.exchange.columns import SheetName
from samsteg.exchange.issues import Issue
from samsteg.exchange.stored import Key, Record


class RowState(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one row. `old` is None for a new row, and where the actor may not see what is stored."""

    column: str
    old: str | None
    new: str

    @property
    def clears(self) -> bool:
        return self.new == ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """`record` is what will be stored: the stored values with those of the file laid over."""

    sheet: SheetName
    row: int
    key: Key
    name: str
    state: RowState
    record: Record
    changes: Sequence[Change] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def applies(self) -> bool:
        return self.state in (RowState.NEW, RowState.CHANGED)


@dataclass(slots=True)
class Plan:
    """`issues` are those of the file as a whole; `not_in_file` names stored rows that the file leaves out."""

    rows: list[PlannedRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    not_in_file: dict[SheetName, list[str]] = field(default_factory=dict)
    own_persons: int = 0  # rows that are a person each, because neither Person nor personnummer links them

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows new, changed, unchanged and wrong; `cleared` counts values that are taken away."""
        found = Counter(row.state.value for row in self.rows)
        cleared = sum(
            change.clears for row in self.rows if row.state is RowState.CHANGED for change in row.changes
        )
        return {state.value: found[state.value] for state in RowState} | {"cleared": cleared}

    @property
    def errors(self) -> list[Issue]:
        rows = [issue for row in self.rows for issue in row.issues if issue.is_error]
        return [issue for issue in self.issues if issue.is_error] + rows

    @property
    def warnings(self) -> list[Issue]:
        rows = [issue for row in self.rows for issue in row.issues if not issue.is_error]
        return [issue for issue in self.issues if not issue.is_error] + rows

    def of(self, sheet: SheetName) -> list[PlannedRow]:
        """The sheet's rows that will be written."""
        return [row for row in self.rows if row.sheet is sheet and row.applies]
