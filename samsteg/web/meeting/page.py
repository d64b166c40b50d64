"""What the pages of a meeting show: who is there, whom to take up, what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.participants.meetings.enums import Errand, MeetingOutcome
from samsteg.participants.meetings.records import AgendaItem, Present, ReadDecision
from samsteg.participants.way.enums import State
from samsteg.web.meeting.words import HEADINGS, OUTCOME_TAGS, about
from samsteg.web.participants.words import word


@dataclass(frozen=True, slots=True)
class PersonInRoom:
    pk: int
    name: str
    about: str
    is_guest: bool
    joined_at: dt.datetime
    left_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    person_id: int
    title: str
    meta: str
    tag: str
    tag_kind: str


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DecisionView:
    person_id: int
    title: str
    meeting_id: int
    held_on: dt.date
    said: str
    text: str
    is_forgotten: bool
    about: str
    written: str


def people(present: Iterable[Present]) -> tuple[PersonInRoom, ...]:
    """Guests first, since they decide what is shown; then by name."""
    rows = sorted(present, key=lambda one: (not one.is_guest, one.name.casefold()))
    said = about(rows)
    return tuple(
        PersonInRoom(one.row.pk, one.name, said[one.row.pk], one.is_guest, one.row.joined_at, one.row.left_at)
        for one in rows
    )


def groups(items: Sequence[AgendaItem]) -> tuple[Group, ...]:
    """In the order of the meeting; a group without anybody isn't told of."""
    return tuple(
        Group(errand.value, str(HEADINGS[errand]), tuple(_line(one) for one in items if one.errand is errand))
        for errand in Errand
        if any(one.errand is errand for one in items)
    )


def _line(one: AgendaItem) -> Line:
    return Line(
        person_id=one.person_id,
        title=one.title,
        meta=why(one),
        tag=str(one.outcome.label) if one.outcome else "",
        tag_kind=OUTCOME_TAGS.get(one.outcome, "") if one.outcome else "",
    )


def why(one: AgendaItem) -> str:
    """Why somebody is taken up, and since when; empty where not all may know it."""
    said = [str(reason.label) for reason in one.reasons]
    if one.state is not None and one.errand in (Errand.NEW, Errand.WAITING):
        said = [word(State, one.state)]
        if one.began_on:
            said.append(_("since %(day)s") % {"day": one.began_on})
    return ", ".join(said)


def decision_views(found: Iterable[ReadDecision]) -> tuple[DecisionView, ...]:
    return tuple(
        DecisionView(
            person_id=one.person_id,
            title=one.title,
            meeting_id=one.meeting_id,
            held_on=one.held_on,
            said=_said(one),
            text=one.text or "",
            is_forgotten=one.text is None,
            about=word(DataCategory, one.category) if one.text else "",
            written=one.written_by,
        )
        for one in found
    )


def _said(one: ReadDecision) -> str:
    if one.coach:
        return _("%(name)s is the coach") % {"name": one.coach}
    return str(one.outcome.label) if one.outcome is MeetingOutcome.LATER else ""
