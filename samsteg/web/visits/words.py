"""Visits in words, as their pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.participants.enums import Referrer
from samsteg.participants.visits.enums import (
    ChangedBy,
    VisitForm,
    VisitKind,
    VisitOutcome,
    VisitState,
    Weekday,
)
from samsteg.participants.visits.records import BecameStart, ReadVisit, SlotDay
from samsteg.web.visits.times import Known

FREE, TAKEN, HINDERED = "free", "taken", "hindered"


@dataclass(frozen=True, slots=True)
class Line:
    """One time of a day. `title` is empty for a free one, and for one taken by somebody who isn't shown; `why` a
    standing time isn't offered.
    """

    time: str
    words: str
    title: str
    state: str
    person_id: int | None = None
    visit_id: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class DayView:
    label: str
    on_day: dt.date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class VisitView:
    """`when` and `about` are said in the list; the rest is said on the page of one."""

    pk: int
    when: str
    about: str
    state: str
    outcome: str
    again: str
    asked: str
    place: str
    is_open: bool


def days_of(
    slots: Sequence[SlotDay], others: Sequence[ReadVisit], monday: dt.date, known: Known
) -> list[DayView]:
    """Monday to Friday, and a day at the weekend that has something."""
    found: dict[dt.date, list[tuple[dt.time, Line]]] = {
        monday + dt.timedelta(days=number): [] for number in range(5)
    }
    for one in slots:
        found.setdefault(one.on_day, []).append((one.slot.starts_at, _slot_line(one, known)))
    for read in others:
        found.setdefault(read.row.on_day, []).append((read.row.starts_at, _visit_line(read)))
    return [
        DayView(_day_name(day), day, tuple(line for _at, line in sorted(lines, key=lambda pair: pair[0])))
        for day, lines in sorted(found.items())
    ]


def _day_name(day: dt.date) -> str:
    if day.isoweekday() == 6:
        return _("Saturday")
    return _("Sunday") if day.isoweekday() == 7 else str(Weekday(day.isoweekday()).label)


def _slot_line(one: SlotDay, known: Known) -> Line:
    if one.visit is not None:
        return _visit_line(one.visit)
    words = str(VisitForm(one.slot.form).label) + (f", {one.slot.place}" if one.slot.place else "")
    at = f"{one.slot.starts_at:%H.%M}"
    if one.is_taken:
        return Line(at, words, "", TAKEN)
    why = known.hindrance(one.on_day, one.slot.starts_at, one.slot.minutes, one.slot.host_id)
    return Line(at, words, "", HINDERED if why else FREE, why=why)


def _visit_line(read: ReadVisit) -> Line:
    row = read.row
    words = [str(VisitKind(row.kind).label), str(VisitForm(row.form).label)]
    if row.with_referrer:
        words.append(_("with the referrer"))
    if row.state == VisitState.HELD:
        words.append(str(VisitState.HELD.label).lower())
    return Line(f"{row.starts_at:%H.%M}", " · ".join(words), read.title, TAKEN, row.person_id, row.pk)


def visit_view(read: ReadVisit) -> VisitView:
    row = read.row
    about = [str(VisitKind(row.kind).label), str(VisitForm(row.form).label)]
    if row.with_referrer:
        about.append(_("with the referrer"))
    return VisitView(
        pk=row.pk,
        when=f"{row.on_day.isoformat()} {row.starts_at:%H.%M}",
        about=" · ".join(about),
        state=state_words(row.state, row.changed_by),
        outcome=str(VisitOutcome(row.outcome).label) if row.outcome else "",
        again=_("Ask again %(day)s") % {"day": row.ask_again_on} if row.ask_again_on else "",
        asked=read.asked,
        place=read.place,
        is_open=row.state in (VisitState.BOOKED, VisitState.HELD),
    )


def state_words(code: str, changed_by: str) -> str:
    state = str(VisitState(code).label)
    if not changed_by:
        return state
    return _("%(state)s by: %(who)s") % {"state": state, "who": ChangedBy(changed_by).label}


def is_booked_slot(visits: Iterable[ReadVisit], posted: str) -> bool:
    """Whether one of the person's booked visits has the slot and day that a form names."""
    return any(
        posted == f"{one.row.slot_id}:{one.row.on_day.isoformat()}"
        for one in visits
        if one.row.slot_id is not None and one.row.state == VisitState.BOOKED
    )


def starts_of(rows: Iterable[BecameStart]) -> list[tuple[str, int, int]]:
    return [
        (str(Referrer(one.referrer).label) if one.referrer else _("Not noted"), one.visited, one.started)
        for one in rows
    ]
