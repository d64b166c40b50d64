"""Plans the sheets Arbetsträning and Timmar: which stored placement a row is about, and the steps of its ladder.

Where a placement has rows in Timmar they decide its hours, and the cell in Arbetsträning only repeats those of today:
it may be of another day than the one when the file is read.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.issues import Issue, Level
from samsteg.exchange.merging import Merged, merge
from samsteg.exchange.plan import Plan, PlannedRow, RowState
from samsteg.exchange.rows import ParsedRow, ParsedWorkbook
from samsteg.exchange.stored_sheet import Key, Record, StoredSheet
from samsteg.exchange.text import clean
from samsteg.placements.employers.rules import key_of
from samsteg.placements.enums import OF_PLACEMENT, SignedBy
from samsteg.placements.records import Rung
from samsteg.placements.rules import hours_on

LADDER_IN_FILE, FIRST_STEP = "~ladder_in_file", "~first_step"  # for the writer; no column has such a key
OfStay = Callable[[SheetName, Merged], Iterable[Issue]]
Steps = Mapping[dt.date, Decimal | None]


def plan_placements(
    plan: Plan,
    parsed: ParsedWorkbook,
    stored: Mapping[SheetName, StoredSheet],
    employers: Mapping[str, int],
    of_stay: OfStay,
) -> None:
    """Adds a planned row for each. `employers`: whose each name of the register is. `of_stay`: what is wrong with
    whom a row is about.
    """
    names = _Names(stored[SheetName.PLACEMENTS], employers)
    rows = names.placements(parsed.rows(SheetName.PLACEMENTS))
    steps = names.steps(parsed.rows(SheetName.HOURS))
    ladders = _Ladders(stored, steps)
    for row in rows:
        row = _as_stored(row, stored[SheetName.PLACEMENTS])
        one = merge(ladders.with_hours(row), stored[SheetName.PLACEMENTS])
        found = (
            *of_stay(SheetName.PLACEMENTS, one),
            *_signed_issues(one),
            *_start_issues(one, row.values.get("hours_per_week"), ladders),
        )
        record = {**one.record, LADDER_IN_FILE: ladders.tells(row.key)}
        plan.rows.append(one.planned(SheetName.PLACEMENTS, issues=found, record=record))
    there = dict(stored[SheetName.PLACEMENTS].records)
    there |= {
        row.key: row.record
        for row in plan.rows
        if row.sheet is SheetName.PLACEMENTS and row.state is not RowState.WRONG
    }
    for step in steps:
        one = merge(step, stored[SheetName.HOURS])
        issues = [*of_stay(SheetName.HOURS, one)] or [*_step_issues(one, there, ladders)]
        plan.rows.append(_planned_step(one, issues, ladders.first_of(one.key[:3])))


def _planned_step(one: Merged, issues: Iterable[Issue], first: Decimal | None) -> PlannedRow:
    planned = one.planned(SheetName.HOURS, issues=issues, record={**one.record, FIRST_STEP: first})
    if planned.state is RowState.NEW and one.record.get("hours_per_week") is None:
        return replace(planned, state=RowState.UNCHANGED, changes=())  # no such step, and none wanted
    return planned


class _Names:
    """An employer's other names in a file: as the register knows them, or written with other capitals."""

    def __init__(self, stored: StoredSheet, employers: Mapping[str, int]) -> None:
        self.employers = employers
        self.known: dict[tuple[object, ...], list[str]] = defaultdict(list)
        self.exact = set(stored.records)
        for key in stored.records:
            self._know(key)

    def _know(self, key: Key) -> None:
        if key[1] is not None:
            self.known[(key[0], key[2])].append(str(key[1]))

    def placements(self, rows: Sequence[ParsedRow]) -> list[ParsedRow]:
        """Under the name that is stored of the same placement, where no other row of the file says it so already."""
        taken = {row.key for row in rows}
        found = []
        for row in rows:
            name = self._stored_name(row.key)
            key: Key = (row.key[0], name, row.key[2])
            if key == row.key or key in taken:
                found.append(row)
                continue
            taken.add(key)
            found.append(replace(row, key=key, values={**row.values, "employer": name}))
        for row in found:
            self.exact.add(row.key)
            self._know(row.key)
        return found

    def steps(self, rows: Sequence[ParsedRow]) -> list[ParsedRow]:
        """Of placements that are stored or in the file. A step that two rows tell under two names is told once."""
        found = []
        first: dict[Key, int] = {}
        for row in rows:
            name = self._stored_name(row.key)
            key: Key = (row.key[0], name, *row.key[2:])
            issues = row.issues
            if key in first and not row.is_wrong:
                issues = (*issues, _repeated(row, first[key]))
            elif not row.is_wrong:
                first[key] = row.row_number
            found.append(replace(row, key=key, values={**row.values, "employer": name}, issues=issues))
        return found

    def _stored_name(self, key: Key) -> object:
        if key[:3] in self.exact or key[1] is None:
            return key[1]
        wanted = self._whose(str(key[1]))
        same = [name for name in self.known[(key[0], key[2])] if self._whose(name) == wanted]
        return same[0] if same else key[1]

    def _whose(self, name: str) -> object:
        folded = key_of(name)
        return self.employers.get(folded, folded)


class _Ladders:
    """Steps by placement: those stored, and those of the file's sound rows laid over them."""

    def __init__(self, stored: Mapping[SheetName, StoredSheet], rows: Iterable[ParsedRow]) -> None:
        self.stored: dict[Key, dict[dt.date, Decimal | None]] = defaultdict(dict)
        self.in_file: dict[Key, dict[dt.date, Decimal | None]] = defaultdict(dict)
        self.placements = stored[SheetName.PLACEMENTS].records
        for key, record in stored[SheetName.HOURS].records.items():
            _put(self.stored, key, record)
        for row in rows:
            if not row.is_wrong:
                _put(self.in_file, row.key, row.values)

    def first_of(self, key: Key) -> Decimal | None:
        """What a stored placement without a ladder says of its hours: the first step of the one that it gets."""
        before = self.placements.get(key)
        hours = before.get("hours_per_week") if before and not self.stored.get(key) else None
        wants = any(self.in_file.get(key, {}).values())
        return hours if isinstance(hours, Decimal) and wants and key[2] not in self.in_file[key] else None

    def tells(self, key: Key) -> bool:
        """The file says something of its ladder. Empty cells alone say nothing of what has none."""
        said = self.in_file.get(key, {})
        return bool(said) and (bool(self.stored.get(key)) or any(said.values()))

    def with_hours(self, row: ParsedRow) -> ParsedRow:
        """The cell as the ladder says it today, where the file tells the ladder."""
        if not self.tells(row.key) or "hours_per_week" not in row.present:
            return row
        steps: dict[dt.date, Decimal | None] = {**self.stored.get(row.key, {}), **self.in_file[row.key]}
        first, begin = self.first_of(row.key), row.key[2]
        if first is not None and isinstance(begin, dt.date):
            steps[begin] = first
        end = row.values.get("ended_on")
        if "ended_on" not in row.present:
            end = self.placements.get(row.key, {}).get("ended_on")
        today = timezone.localdate()
        day = min(end, today) if isinstance(end, dt.date) else today
        rungs = [Rung(one, hours) for one, hours in sorted(steps.items()) if hours is not None]
        return replace(row, values={**row.values, "hours_per_week": hours_on(rungs, day)})


def _put(
    ladders: Mapping[Key, dict[dt.date, Decimal | None]], key: Key, record: Mapping[str, object]
) -> None:
    day, hours = key[3], record.get("hours_per_week")
    if isinstance(day, dt.date):
        ladders[key[:3]][day] = hours if isinstance(hours, Decimal) else None


def _as_stored(row: ParsedRow, stored: StoredSheet) -> ParsedRow:
    """Who signed in our order; a text that differs in what no cell can hold is the stored one; and an empty cell takes
    no file away.
    """
    values, before = dict(row.values), stored.records.get(row.key, {})
    signed_by = values.get("signed_by") or ()
    assert isinstance(signed_by, tuple)
    values["signed_by"] = tuple(one for one in SignedBy.values if one in signed_by)
    for part in OF_PLACEMENT:
        text = before.get(part.value)
        if isinstance(text, str) and (clean(text)[0] or None) == values.get(part.value):
            values[part.value] = text
    if (
        values.get("signed_on") is None
        and before.get("filed_on")
        and before["filed_on"] == before["signed_on"]
    ):
        values |= {name: before[name] for name in ("signed_on", "signed_by")}
    return replace(row, values=values)


def _signed_issues(one: Merged) -> Iterator[Issue]:
    told = [
        change.column for change in one.changes if change.column in ("Avtal undertecknat", "Undertecknat av")
    ]
    day, filed = one.record.get("signed_on"), one.record.get("filed_on")
    if not told or not isinstance(day, dt.date):
        return
    if not one.record.get("signed_by"):
        yield _issue(
            one.row,
            "Undertecknat av",
            "signed_by_missing",
            _("Write who has signed, or empty Avtal undertecknat."),
        )
    if isinstance(filed, dt.date) and day <= filed:
        text = _("The agreement is kept as a file, signed %(day)s. Change it on the page of the placement.")
        yield _issue(one.row, "Avtal undertecknat", "signed_file_kept", text % {"day": filed}, day)


def _start_issues(one: Merged, said: object, ladders: _Ladders) -> Iterator[Issue]:
    """A new placement's own hours where the ladder in the file begins later, with others."""
    steps = [(day, hours) for day, hours in ladders.in_file.get(one.key, {}).items() if hours is not None]
    first = one.key[2]
    if not one.is_new or not steps or not isinstance(said, Decimal) or not isinstance(first, dt.date):
        return
    day, hours = min(steps)
    if day <= first or hours == said:
        return
    text = _(
        "The sheet Timmar begins %(day)s with other hours. If these hold from the first day, write a step in Timmar "
        "from %(first)s."
    ) % {"day": day, "first": first}
    yield replace(_issue(one.row, "Timmar per vecka", "hours_before_ladder", text, said), level=Level.WARNING)


def _repeated(row: ParsedRow, first: int) -> Issue:
    text = _(
        "Rows %(first)d and %(second)d tell the same step: both names are of one employer. Each may stand once."
    )
    read = row.values.get("employer")
    return _issue(
        row, "Arbetsgivare", "key_repeated", text % {"first": first, "second": row.row_number}, read
    )


def _step_issues(one: Merged, there: Mapping[Key, Record], ladders: _Ladders) -> Iterator[Issue]:
    placement = there.get(one.key[:3])
    if placement is None:
        text = _(
            "There is no placement at this employer from this day. Check the row against the sheet Arbetsträning."
        )
        yield _issue(one.row, "Arbetsgivare", "placement_unknown", text, one.key[1])
        return
    day, last = one.key[3], placement.get("ended_on")
    before = ladders.placements.get(one.key[:3], {})
    if not isinstance(day, dt.date) or not (one.is_new or one.changes or before.get("ended_on") != last):
        return
    if one.record.get("hours_per_week") is None:
        return
    if isinstance(first := one.key[2], dt.date) and day < first:
        text = _("The day is before the first day, %(day)s. Change the day.") % {"day": first}
        yield _issue(one.row, "Gäller från", "step_before", text, day)
    if isinstance(last, dt.date) and day > last:
        text = _("The day is after the last day, %(day)s. Change the day.") % {"day": last}
        yield _issue(one.row, "Gäller från", "step_after", text, day)


def _issue(row: ParsedRow, column: str, code: str, text: str, read: object = "") -> Issue:
    title = SHEETS[row.sheet].title
    return Issue(
        Level.ERROR, code, text, sheet=title, row=row.row_number, column=column, read=str(read or "")[:80]
    )
