"""Plans the sheet Närvaro: which session a row is about, whose mark it is, and what can't be.

A session comes from its own row, the one without Ärende, or is stored already. A mark's row names it by group, day and,
where there are several that day, the time.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.translation import gettext as _

from samsteg.activities.enums import TO_BE_HELD, TOOK_PART, Mark, SessionState
from samsteg.activities.rules import Span, why_passed_over
from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.end_plan import TAKEN_BY_END, after_end_text
from samsteg.exchange.group_plan import same, unknown_text
from samsteg.exchange.issues import Issue, Level
from samsteg.exchange.merging import Merged, merge
from samsteg.exchange.plan import Plan, PlannedRow, RowState
from samsteg.exchange.protected_rows import kept_outside
from samsteg.exchange.rows import ParsedRow
from samsteg.exchange.stored_sheet import Key, Record, StoredSheet
from samsteg.exchange.text import by_fold, nearest
from samsteg.exchange.wording import plain

SHEET = SHEETS[SheetName.ATTENDANCE]
BEGAN: Final = ("enrolled_on", "mission_received_on", "referred_on", "study_visit_on")


@dataclass(frozen=True, slots=True)
class AttendanceContext:
    """`groups`: those there will be, by `same`; `last_days`: of those that end. `stays`: what will be said of each, by
    own id; `who`: whose it is.
    """

    stored: StoredSheet
    groups: Mapping[str, str]
    capacities: Mapping[str, int]
    stays: Mapping[str, Record]
    who: Mapping[str, object]
    protected: set[Key]
    closed: Sequence[Span]
    today: dt.date
    last_days: Mapping[str, dt.date] = field(default_factory=dict)


@dataclass(slots=True)
class _Row:
    """A row of the file on its way: `start` as it is resolved."""

    parsed: ParsedRow
    key: Key
    issues: list[Issue] = field(default_factory=list)
    merged: Merged | None = None

    @property
    def own_id(self) -> str | None:
        value = self.parsed.values.get("own_id")
        return None if value is None else str(value)

    @property
    def is_wrong(self) -> bool:
        return self.parsed.is_wrong or any(issue.is_error for issue in self.issues)

    def error(self, column: str, code: str, message: str, **more: str | None) -> None:
        self.issues.append(_issue(self, Level.ERROR, column, code, message, **more))

    def warn(self, column: str, code: str, message: str) -> None:
        self.issues.append(_issue(self, Level.WARNING, column, code, message))


def _issue(row: _Row, level: Level, column: str, code: str, message: str, **more: str | None) -> Issue:
    return Issue(
        level,
        code,
        message,
        sheet=SHEET.title,
        row=row.parsed.row_number,
        column=column,
        read=(more.get("read") or "")[:80],
        expected=more.get("expected") or "",
        nearest=more.get("nearest"),
    )


def plan_attendance(plan: Plan, parsed: Iterable[ParsedRow], context: AttendanceContext) -> None:
    """Adds a planned row for each."""
    rows = [_Row(row, row.key) for row in parsed]
    if rows:
        _Planner(rows, context).run(plan)


class _Planner:
    """Sessions first, since marks rest on them."""

    def __init__(self, rows: Sequence[_Row], context: AttendanceContext) -> None:
        self.rows = rows
        self.context = context
        self.starts: dict[Key, list[dt.time]] = defaultdict(list)
        self.sessions: dict[Key, Record] = {}
        self.told: set[Key] = set()  # sessions that have a row of their own in the file

    def run(self, plan: Plan) -> None:
        for key, record in self.context.stored.records.items():
            if key[3] is None:
                self._know(key[:3], record)
        own, marks = (
            [one for one in self.rows if one.own_id is None],
            [one for one in self.rows if one.own_id],
        )
        self._place(own)
        for row in own:
            self._session(row)
        self._place(marks)
        for row in marks:
            self._mark(row)
        self._persons(marks)
        self._marked_sessions(own, marks)
        self._capacity(marks)
        plan.rows += [_planned(row) for row in self.rows]

    def _know(self, place: Key, record: Record) -> None:
        if place not in self.sessions and isinstance(place[2], dt.time):
            self.starts[place[:2]].append(place[2])
        self.sessions[place] = record

    def _place(self, rows: Iterable[_Row]) -> None:
        """Names group and time as they are stored, and tells of rows that then are the same."""
        seen: dict[Key, _Row] = {}
        for row in rows:
            self._resolve(row)
            row.merged = merge(replace(row.parsed, key=row.key, values=_at(row)), self.context.stored)
            if row.is_wrong:
                continue
            first = seen.setdefault(row.key, row)
            if first is not row:
                _report_twice(first, row)

    def _resolve(self, row: _Row) -> None:
        group, day, start, own_id = row.key
        if group is not None:
            shown = self.context.groups.get(same(group))
            if shown is None:
                every = self.context.groups.values()
                near = nearest(str(group), by_fold(every))
                expected = ", ".join(sorted(every)[:20])
                row.error(
                    "Grupp", "group_unknown", unknown_text(), read=str(group), nearest=near, expected=expected
                )
                return
            group = shown
        if start is None and not row.is_wrong:
            start = self._only_start(row, (group, day))
        row.key = (group, day, start, own_id)

    def _only_start(self, row: _Row, place: Key) -> dt.time | None:
        starts = sorted(self.starts.get(place, ()))
        if len(starts) == 1:
            return starts[0]
        if starts:
            text = _("The group has several sessions that day. Write in Från which one it is.")
            row.error("Från", "session_unclear", text, expected=", ".join(plain(one) for one in starts))
        elif row.own_id is None:
            row.error("Från", "value_missing", _("Write when the session begins, as 09:30."))
        else:
            row.error("Dag", "session_unknown", _no_session(), read=plain(place[1]))
        return None

    def _session(self, row: _Row) -> None:
        merged = row.merged
        if merged is None or row.is_wrong:
            return
        for key, column in (("ends_at", "Till"), ("state", "Tillfället")):
            if merged.record.get(key) is None:
                row.error(column, "value_missing", _("The cell is empty. Write a value."))
        day = merged.record.get("on_day")
        if merged.is_new and isinstance(day, dt.date):
            self._tell_day_off(row, day)
        if (merged.is_new or merged.changes) and merged.record.get("state") in TAKEN_BY_END:
            self._refuse_after_end(row)
        if not row.is_wrong:
            self._know(row.key[:3], merged.record)
            self.told.add(row.key[:3])

    def _tell_day_off(self, row: _Row, day: dt.date) -> None:
        if why := why_passed_over(day, self.context.closed):
            text = _("%(day)s is a day off: %(why)s. The session is kept as it is.")
            row.warn("Dag", "day_off", text % {"day": day, "why": why})

    def _refuse_after_end(self, row: _Row) -> None:
        last, day = self.context.last_days.get(str(row.key[0])), row.key[1]
        if last is not None and isinstance(day, dt.date) and day > last:
            row.error("Dag", "after_groups_end", after_end_text(last), read=plain(day))

    def _mark(self, row: _Row) -> None:
        merged, own_id = row.merged, row.own_id
        if merged is None or row.is_wrong:
            return
        session = self.sessions.get(row.key[:3])
        if session is None:
            starts = sorted(self.starts.get(row.key[:2], ()))
            expected = ", ".join(plain(one) for one in starts)
            row.error("Från" if starts else "Dag", "session_unknown", _no_session(), expected=expected)
            return
        ends_at = row.parsed.values.get("ends_at")
        if ends_at is not None and ends_at != session.get("ends_at"):
            text = _("The session ends at another time. Write the same as on its own row, or empty the cell.")
            row.error("Till", "of_the_session", text, read=plain(ends_at))
        if (own_id,) in self.context.protected:
            row.issues.append(kept_outside(SHEET, row.parsed.row_number))
        elif own_id not in self.context.stays:
            text = _("No stay with this id stands in the sheet Ärenden or is stored. Check the id.")
            row.error("Ärende", "stay_unknown", text, read=str(own_id))
        elif merged.record.get("mark") is not None and (merged.is_new or merged.changes):
            self._check_day(row, self.context.stays[str(own_id)])
            self._check_state(row, session)
            self._refuse_after_end(row)

    def _check_day(self, row: _Row, stay: Record) -> None:
        day, exited_on = row.key[1], stay.get("exited_on")
        known = [value for name in BEGAN if isinstance(value := stay.get(name), dt.date)]
        if (
            isinstance(day, dt.date) and known and day < min(known)
        ):  # who waits in the queue may visit a group
            text = _(
                "The day is before the first one that is known of the stay, %(day)s. Check the day and Ärende."
            )
            row.error("Dag", "mark_before_stay", text % {"day": min(known)}, read=plain(day))
        if isinstance(day, dt.date) and isinstance(exited_on, dt.date) and day > exited_on:
            text = _("The day is after the exit, %(day)s. Check the day and Ärende.")
            row.error("Dag", "mark_after_exit", text % {"day": exited_on}, read=plain(day))

    def _check_state(self, row: _Row, session: Record) -> None:
        mark, day = row.merged.record.get("mark") if row.merged else None, row.key[1]
        if session.get("state") == SessionState.CANCELLED:
            text = _("The session is cancelled. Take the row away, or write hållet on the session's own row.")
            row.error("Markering", "session_cancelled", text)
        elif mark == Mark.EXCUSED:
            return
        elif isinstance(day, dt.date) and day > self.context.today:
            text = _("The day has not come. Until then only anmäld borta can be written.")
            row.error("Markering", "mark_ahead", text)
        elif session.get("state") in TO_BE_HELD and row.key[:3] in self.told:
            text = _("The session's own row says that it is still to be held. Write hållet there.")
            row.error("Markering", "session_not_held", text)
        elif session.get("state") in TO_BE_HELD:
            row.warn("Markering", "session_becomes_held", _("The session is noted as held too."))

    def _persons(self, marks: Sequence[_Row]) -> None:
        """The same person at one session by two of their stays."""
        stored, who = self.context.stored, self.context.who
        at: dict[tuple[Key, object], str] = {}
        said = {row.key: row for row in marks if not row.is_wrong}
        for key, record in stored.records.items():
            if key[3] is not None and (key not in said or _mark_of(said[key])) and record.get("mark"):
                at[(key[:3], stored.persons.get(key))] = str(key[3])
        for row in said.values():
            person = who.get(str(row.own_id))
            if not _mark_of(row) or person is None:
                continue
            other = at.setdefault((row.key[:3], person), str(row.own_id))
            if other != row.own_id:
                text = _(
                    "The same person is marked at this session already, as %(other)s. Keep one of the rows."
                )
                row.error("Ärende", "person_twice", text % {"other": other}, read=str(row.own_id))

    def _marked_sessions(self, own: Sequence[_Row], marks: Sequence[_Row]) -> None:
        """A session that is called off or still to come, while marks of those who were there stay."""
        gone = {row.key for row in marks if not row.is_wrong and _mark_of(row) is None}
        kept: Counter[Key] = Counter()
        for key, record in self.context.stored.records.items():
            if key[3] is not None and key not in gone:
                kept[key[:3]] += 1
                kept[(*key[:3], "been")] += record.get("mark") != Mark.EXCUSED
        for row in own:
            state = row.merged.record.get("state") if row.merged and row.merged.changes else None
            place: Key = row.key[:3] if state == SessionState.CANCELLED else (*row.key[:3], "been")
            if row.is_wrong or state in (None, SessionState.HELD) or not kept[place]:
                continue
            text = _("%(count)d marks stand at this session. Take them away first, or write hållet.")
            row.error("Tillfället", "session_marked", text % {"count": kept[place]})

    def _capacity(self, marks: Sequence[_Row]) -> None:
        """Told where the file brings more than the group has places for."""
        were: dict[Key, dict[object, object]] = defaultdict(dict)
        for key, record in self.context.stored.records.items():
            if key[3] is not None:
                were[key[:3]][key[3]] = record.get("mark")
        last: dict[Key, _Row] = {}
        for row in marks:
            if not row.is_wrong and row.merged and (row.merged.is_new or row.merged.changes):
                were[row.key[:3]][row.own_id] = _mark_of(row)
                last[row.key[:3]] = row
        for place, row in last.items():
            count = sum(mark in TOOK_PART for mark in were[place].values())
            most = self.context.capacities.get(str(place[0]))
            if most is not None and count > most:
                text = _("%(count)d took part, and the group has %(most)d places. It is kept as it is.")
                row.warn("Grupp", "capacity_passed", text % {"count": count, "most": most})


def _at(row: _Row) -> dict[str, object]:
    """The row's values under the names that are stored. The end belongs to the session's own row."""
    values = {**row.parsed.values, "group": row.key[0], "starts_at": row.key[2]}
    return values | {"ends_at": None} if row.own_id else values


def _mark_of(row: _Row) -> object:
    return row.merged.record.get("mark") if row.merged else None


def _no_session() -> str:
    return _(
        "No session of the group is known then. Write a row for the session itself, with Från, Till and Tillfället "
        "and an empty Ärende."
    )


def _report_twice(first: _Row, second: _Row) -> None:
    text = _("Rows %(first)d and %(second)d are about the same session. Each may stand once.")
    if first.own_id is not None:
        text = _(
            "Rows %(first)d and %(second)d mark the same participant at the same session. Keep one of them."
        )
    message = text % {"first": first.parsed.row_number, "second": second.parsed.row_number}
    for row in (first, second):
        row.error("Ärende" if row.own_id else "Från", "key_repeated", message)


def _planned(row: _Row) -> PlannedRow:
    merged = row.merged or merge(row.parsed, StoredSheet())
    planned = merged.planned(SheetName.ATTENDANCE, issues=row.issues)
    if planned.state is RowState.NEW and row.own_id is not None and _mark_of(row) is None:
        return replace(planned, state=RowState.UNCHANGED, changes=())  # a line prepared and not filled in
    return planned


def stays_there_will_be(plan: Plan, stored: StoredSheet) -> tuple[dict[str, Record], dict[str, object]]:
    """By own id what will be said of the stay, and whose it is: a person's key, or what links rows of the file."""
    records = {str(key[0]): record for key, record in stored.records.items()}
    who: dict[str, object] = {str(key[0]): person for key, person in stored.persons.items()}
    for row in _sound_stays(plan):
        own_id = str(row.key[0])
        records[own_id] = row.record
        known = row.record.get("person_id")
        who[own_id] = row.record.get("person_token") if known is None else known
    return records, who


def _sound_stays(plan: Plan) -> Iterator[PlannedRow]:
    return (row for row in plan.rows if row.sheet is SheetName.STAYS and row.state is not RowState.WRONG)
