"""Plans the sheet of efforts beside the team, and where periods of one kind would overlap.

The first period of förstärkt samarbete stands in the sheet of stays; the sheet of efforts has every other one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.issues import Issue, Level
from samsteg.exchange.merging import Merged
from samsteg.exchange.plan import Plan, PlannedRow, RowState
from samsteg.exchange.stored import Key, Record, StoredSheet
from samsteg.participants.effort_periods import Span, clash
from samsteg.participants.enums import ParallelKind

SHEET = SHEETS[SheetName.EFFORTS]
COOPERATION = ParallelKind.FORSTARKT_SAMARBETE.value
Kind = tuple[object, object]  # own id and code


def plan_efforts(
    plan: Plan,
    rows: Sequence[Merged],
    stored: StoredSheet,
    stays: StoredSheet,
    issues: Mapping[int, list[Issue]],
) -> None:
    """Adds a planned row for each of `rows`; `issues` are those that are known of them already, by row number.

    A wrong row may be left out, and then what is stored stands: so the sound rows are looked at again for as long as
    one turns out wrong.
    """
    found = {number: list(known) for number, known in issues.items()}
    beside_stays = _in_stays(plan, stays)
    while clashing := dict(_clashes(_sound(rows, found), stored, beside_stays)):
        for number, issue in clashing.items():
            found[number].append(issue)
    plan.rows += [one.planned(SheetName.EFFORTS, issues=found[one.row.row_number]) for one in rows]
    _refuse_stays(plan, stored)


def _sound(rows: Sequence[Merged], found: Mapping[int, list[Issue]]) -> list[Merged]:
    return [
        one
        for one in rows
        if not any(issue.is_error for issue in (*one.row.issues, *found[one.row.row_number]))
    ]


def _in_stays(plan: Plan, stays: StoredSheet) -> dict[Kind, Span]:
    """What the sheet of stays will say, by stay."""
    records: dict[Key, Record] = dict(stays.records)
    records |= {row.key: row.record for row in plan.rows if row.sheet is SheetName.STAYS and row.applies}
    found = {key: _span(one, "parallel_started_on", "parallel_ended_on") for key, one in records.items()}
    return {(key[0], COOPERATION): span for key, span in found.items() if span}


def _clashes(
    sound: Sequence[Merged], stored: StoredSheet, beside_stays: Mapping[Kind, Span]
) -> Iterator[tuple[int, Issue]]:
    in_file = {one.key: one for one in sound}
    told = {key: record for key, record in stored.records.items() if key not in in_file}
    spans: dict[Kind, list[tuple[Key, Span]]] = {kind: [((), span)] for kind, span in beside_stays.items()}
    for key, record in [*told.items(), *((one.key, one.record) for one in sound)]:
        if span := _span(record):
            spans.setdefault((key[0], key[1]), []).append((key, span))
    for one in sound:
        span = _span(one.record)
        others = [held for key, held in spans.get((one.key[0], one.key[1]), ()) if key != one.key]
        if span and (other := clash(span, others)):
            yield one.row.row_number, _issue(SHEET.title, one.row.row_number, "Från", span, other)


def _refuse_stays(plan: Plan, stored: StoredSheet) -> None:
    """Rows of stays whose period overlaps one that is stored, or will be, as a row of its own."""
    records: dict[Key, Record] = dict(stored.records)
    records |= {row.key: row.record for row in plan.of(SheetName.EFFORTS)}
    others: dict[object, list[Span]] = {}
    for key, record in records.items():
        if key[1] == COOPERATION and (span := _span(record)):
            others.setdefault(key[0], []).append(span)
    for place, row in enumerate(plan.rows):
        if row.sheet is SheetName.STAYS and row.applies and row.key[0] in others:
            plan.rows[place] = _checked(row, others[row.key[0]])


def _checked(row: PlannedRow, others: Iterable[Span]) -> PlannedRow:
    span = _span(row.record, "parallel_started_on", "parallel_ended_on")
    other = clash(span, others) if span else None
    if span is None or other is None:
        return row
    issue = _issue(SHEETS[SheetName.STAYS].title, row.row, "Förstärkt samarbete från", span, other)
    return replace(row, state=RowState.WRONG, issues=(*row.issues, issue))


def _span(record: Record, first: str = "started_on", last: str = "ended_on") -> Span | None:
    begin, end = record.get(first), record.get(last)
    if not isinstance(begin, dt.date):
        return None
    return begin, end if isinstance(end, dt.date) else None


def _issue(title: str, row: int, column: str, span: Span, other: Span) -> Issue:
    text = _("The same effort stands already from %(first)s %(last)s. Two periods can't share a day.")
    last = _("to %(day)s") % {"day": other[1]} if other[1] else _("without an end")
    return Issue(
        Level.ERROR,
        "efforts_overlap",
        text % {"first": other[0], "last": last},
        sheet=title,
        row=row,
        column=column,
        read=str(span[0]),
    )
