"""What the last day of a group in a file does with its sessions, told before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.activities.enums import TO_BE_HELD, SessionState
from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.issues import Issue, Level
from samsteg.exchange.merging import Merged
from samsteg.exchange.plan import Plan, PlannedRow
from samsteg.exchange.stored_sheet import Record, StoredSheet

LAST_DAY = "Till"
TAKEN_BY_END = (*TO_BE_HELD, SessionState.HELD)  # nothing of this is after a group's last day


def says_another_end(row: PlannedRow | Merged) -> bool:
    return any(change.column == LAST_DAY for change in row.changes)


def end_issues(
    one: Merged, attendance: StoredSheet, back: Mapping[int, Sequence[dt.date]]
) -> Iterator[Issue]:
    """`back`: by stored group, the days that an end took out and that come back if it no more is so."""
    if one.is_new or not says_another_end(one):
        return
    last = one.record.get("ended_on")
    after = [record for record in _sessions(one, attendance) if _is_after(record, last)]
    held = [record["on_day"] for record in after if record.get("state") == SessionState.HELD]
    if held:
        text = _("The group was held %(day)s. Write that day or a later one, or empty the cell.")
        yield _issue(one, Level.ERROR, "held_after_end", text % {"day": max(map(str, held))})
        return
    if out := sum(record.get("state") in TO_BE_HELD for record in after):
        text = ngettext(
            "%(n)d planned session after the day is taken out of lists and calendars.",
            "%(n)d planned sessions after the day are taken out of lists and calendars.",
            out,
        )
        yield _issue(one, Level.WARNING, "end_takes_out", text % {"n": out})
    pk = one.record.get("pk")
    days = back.get(pk, ()) if isinstance(pk, int) else ()
    if again := sum(not isinstance(last, dt.date) or day <= last for day in days):
        text = ngettext(
            "%(n)d session that the end took out comes back.",
            "%(n)d sessions that the end took out come back.",
            again,
        )
        yield _issue(one, Level.WARNING, "end_brings_back", text % {"n": again})


def _sessions(one: Merged, attendance: StoredSheet) -> Iterator[Record]:
    for key, record in attendance.records.items():
        if key[3] is None and key[0] == one.key[0]:
            yield record


def _is_after(record: Record, last: object) -> bool:
    day = record.get("on_day")
    return isinstance(last, dt.date) and isinstance(day, dt.date) and day > last


def last_days(plan: Plan, stored: StoredSheet) -> dict[str, dt.date]:
    """By group, the last day that it will have, of those that have one."""
    days = {str(key[0]): record.get("ended_on") for key, record in stored.records.items()}
    days |= {str(row.key[0]): row.record.get("ended_on") for row in plan.of(SheetName.GROUPS)}
    return {name: day for name, day in days.items() if isinstance(day, dt.date)}


def after_end_text(last: dt.date) -> str:
    return _(
        "The group's last day is %(day)s. Check the day, or write a later one in Till in the sheet Grupper."
    ) % {"day": last}


def _issue(one: Merged, level: Level, code: str, text: str) -> Issue:
    return Issue(
        level,
        code,
        text,
        sheet=SHEETS[SheetName.GROUPS].title,
        row=one.row.row_number,
        column=LAST_DAY,
        read="",
        expected="",
        nearest=None,
    )
