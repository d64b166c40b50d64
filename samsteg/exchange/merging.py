"""One row of a file laid over what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samsteg.exchange.columns import SHEETS, Column, Sheet, SheetName
from samsteg.exchange.issues import Issue
from samsteg.exchange.plan import Change, PlannedRow, RowState
from samsteg.exchange.rows import ParsedRow
from samsteg.exchange.stored import Key, Record, StoredSheet
from samsteg.exchange.wording import key_text, shown


@dataclass(frozen=True, slots=True)
class Merged:
    """One row of the file laid over what is stored."""

    row: ParsedRow
    key: Key
    record: Record
    changes: tuple[Change, ...]
    is_new: bool
    issues: tuple[Issue, ...] = ()

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


def merge(sheet: Sheet, row: ParsedRow, stored: StoredSheet) -> Merged:
    """Lays the columns that the file has over the stored record; absent columns leave stored values alone."""
    before = stored.records.get(row.key)
    record: Record = dict(before or {})
    changes: list[Change] = []
    for column in sheet.columns:
        if column.key == "personnummer" or not _is_present(row, column.key):
            continue
        after = {key: row.values.get(key) for key in column.keys}
        if any(_plain_value(after[key]) != _plain_value(record.get(key)) for key in column.keys):
            changes.append(_change(column, before, after, is_hidden=row.key in stored.hidden))
        record.update(after)
    if "is_code" in row.values:
        record["is_code"] = row.values["is_code"]
    return Merged(row=row, key=row.key, record=record, changes=tuple(changes), is_new=before is None)


def _is_present(row: ParsedRow, key: str) -> bool:
    """Whether the file says anything of the column; a personnummer says when the person was born."""
    if key == "born_on" and row.values.get("personnummer"):
        return True
    return key in row.present


def _change(column: Column, before: Record | None, after: Record, *, is_hidden: bool) -> Change:
    old = None if before is None or is_hidden else shown(column, before)
    return Change(column=column.header, old=old, new=shown(column, after))


def _plain_value(value: object) -> object:
    """None, empty text, an empty list and "no" are the same: nothing there."""
    if isinstance(value, list | tuple):
        value = tuple(value)
    return None if value in ("", (), False, None) else value
