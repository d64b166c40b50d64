"""One row of a file laid over what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self, overload

from samsteg.exchange.columns import SHEETS, Column, SheetName
from samsteg.exchange.issues import Issue
from samsteg.exchange.plan import Change, PlannedRow, RowState
from samsteg.exchange.rows import ParsedRow
from samsteg.exchange.stored import Key, Record, StoredSheet
from samsteg.exchange.wording import key_text, shown


class Filled(Sequence[Change]):
    """What a new row fills in, column by column. Worked out when somebody looks: an import of a new team's rows needs
    only to know that they are new.
    """

    def __init__(self, columns: tuple[Column, ...], record: Record, more: tuple[Change, ...] = ()) -> None:
        self._columns = columns
        self._record = record
        self._more = more
        self._found: tuple[Change, ...] | None = None

    def with_change(self, change: Change) -> Filled:
        return Filled(self._columns, self._record, (*self._more, change))

    @property
    def _all(self) -> tuple[Change, ...]:
        if self._found is None:
            said = (
                Change(column=column.header, old=None, new=shown(column, self._record))
                for column in self._columns
                if _differs(column.keys, {}, self._record)
            )
            self._found = (*said, *self._more)
        return self._found

    @overload
    def __getitem__(self, place: int) -> Change: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Change, ...]: ...

    def __getitem__(self, place: int | slice) -> Change | tuple[Change, ...]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)


@dataclass(frozen=True, slots=True)
class Merged:
    """One row of the file laid over what is stored."""

    row: ParsedRow
    key: Key
    record: Record
    changes: Sequence[Change]
    is_new: bool
    issues: tuple[Issue, ...] = ()

    def with_change(self, change: Change) -> Self:
        known = self.changes
        return replace(
            self, changes=known.with_change(change) if isinstance(known, Filled) else (*known, change)
        )

    def planned(
        self, sheet: SheetName, *, issues: Iterable[Issue] = (), record: Record | None = None
    ) -> PlannedRow:
        found = (*self.row.issues, *self.issues, *issues)
        state = RowState.NEW if self.is_new else RowState.CHANGED if self.changes else RowState.UNCHANGED
        if any(issue.is_error for issue in found):
            state = RowState.WRONG
        return PlannedRow(
            sheet=sheet,
            row=self.row.row_number,
            key=self.key,
            name=key_text(SHEETS[sheet], self.key),
            state=state,
            record=self.record if record is None else record,
            changes=self.changes,
            issues=found,
        )


def merge(row: ParsedRow, stored: StoredSheet) -> Merged:
    """Lays the columns that the file has over the stored record; absent columns leave stored values alone."""
    before = stored.records.get(row.key)
    columns = _columns(row.sheet, row.present, bool(row.values.get("personnummer")))
    values = row.values
    after = {key: values.get(key) for column in columns for key in column.keys}
    if "is_code" in values:
        after["is_code"] = values["is_code"]
    if before is None:
        return Merged(row=row, key=row.key, record=after, changes=Filled(columns, after), is_new=True)
    is_hidden = row.key in stored.hidden
    changes = tuple(
        Change(
            column=column.header, old=None if is_hidden else shown(column, before), new=shown(column, after)
        )
        for column in columns
        if _differs(column.keys, before, after)
    )
    return Merged(row=row, key=row.key, record={**before, **after}, changes=changes, is_new=False)


@lru_cache(maxsize=256)
def _columns(name: SheetName, present: frozenset[str], has_number: bool) -> tuple[Column, ...]:
    """The columns that the file says anything of; a personnummer says when the person was born."""
    return tuple(
        column
        for column in SHEETS[name].columns
        if column.key != "personnummer"
        and (column.key in present or (has_number and column.key == "born_on"))
    )


def _differs(keys: tuple[str, ...], before: Record, after: Record) -> bool:
    for key in keys:
        old, new = before.get(key), after[key]
        if old != new and _plain_value(old) != _plain_value(new):
            return True
    return False


def _plain_value(value: object) -> object:
    """None, empty text, an empty list and "no" are the same: nothing there. 0 is something."""
    if isinstance(value, list | tuple):
        value = tuple(value)
    return None if value is False or value in ("", ()) else value
