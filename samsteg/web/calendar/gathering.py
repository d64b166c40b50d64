"""One calendar of what the apps below keep each in its own way: meetings, visits, groups, the team's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samsteg.activities.calendar.enums import EntryKind
from samsteg.activities.calendar.records import Entry
from samsteg.activities.calendar.rules import minutes_between
from samsteg.activities.calendar.selectors import events_between, uid_of
from samsteg.activities.enums import PlaceKind
from samsteg.activities.records import SessionDay
from samsteg.activities.selectors import sessions_between
from samsteg.core.actor import Actor
from samsteg.follow_ups.days import CalendarMeeting, meetings_between
from samsteg.follow_ups.enums import FollowUpKind, FollowUpState
from samsteg.follow_ups.talks.days import CalendarTalk, talks_between
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.governance.outreach.enums import OutreachKind
from samsteg.governance.outreach.records import OutreachDay
from samsteg.governance.outreach.selectors import outreach_between
from samsteg.organisation.models import Team
from samsteg.participants.enums import NoteForm
from samsteg.participants.naming import fields_naming
from samsteg.participants.visits.days import CalendarVisit, FreeSlot, free_between, visits_between
from samsteg.participants.visits.enums import VisitKind, VisitState
from samsteg.web.participants import words

USUAL_MINUTES = 60  # of a meeting, and of outreach: how long it takes is not kept


def entries_between(
    actor: Actor, team: Team, first: dt.date, last: dt.date, *, names: bool = True, free: bool = True
) -> list[Entry]:
    """In order of day and time. Who isn't the reader's to see is "busy", without a name; `names` False: all are.

    The caller logs those whose `person_id` is set.
    """
    span: dict[str, Any] = {"actor": actor, "team": team, "first": first, "last": last}
    found: list[Entry] = [_meeting(team, one) for one in meetings_between(**span, names=names)]
    found += [_visit(team, one) for one in visits_between(**span, names=names)]
    found += [_talk(team, one) for one in talks_between(**span, names=names)]
    if free:
        found += _free(team, free_between(**span))
    found += _without_persons(actor, team, first, last)
    return sorted(found, key=_order)


def _without_persons(actor: Actor, team: Team, first: dt.date, last: dt.date) -> Iterator[Entry]:
    for one in sessions_between(actor, team, first, last):
        yield _group(team, one)
    yield from _own(team, events_between(actor=actor, team=team, first=first, last=last))
    for outreach in outreach_between(actor, team, first, last):
        yield _outreach(team, outreach)


def taken_between(actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[Entry]:
    """What is in the way of something else: as `entries_between`, without what was held or called off."""
    found = [*booked_between(actor, team, first, last), *_without_persons(actor, team, first, last)]
    return sorted((one for one in found if not one.is_cancelled), key=_order)


def booked_between(actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[Entry]:
    """Meetings, visits and talks that are still to be held, by the same rules as `entries_between` names them."""
    span: dict[str, Any] = {"actor": actor, "team": team, "first": first, "last": last}
    meetings = (one for one in meetings_between(**span) if one.state == FollowUpState.BOOKED)
    visits = (one for one in visits_between(**span) if one.state == VisitState.BOOKED)
    talks = (one for one in talks_between(**span) if one.state == TalkState.BOOKED)
    found = [_meeting(team, one) for one in meetings]
    found += [_visit(team, one) for one in visits]
    found += [_talk(team, one) for one in talks]
    return sorted(found, key=_order)


def without_names(actor: Actor, team: Team, entries: list[Entry]) -> list[Entry]:
    """A title that names a participant, by one name or more, was written before the person was known here, or says
    what a form lets through; its kind stands instead, also where one of the staff may be meant.
    """
    titles = {str(number): one.title for number, one in enumerate(entries)}
    naming = set(fields_naming(actor, team, titles, is_for_a_wall=True))
    return [
        replace(one, title=one.label) if str(number) in naming else one for number, one in enumerate(entries)
    ]


def _order(one: Entry) -> tuple[dt.date, dt.time, str, str]:
    return (one.on, one.at or dt.time.min, one.kind, str(one.uid))


def _meeting(team: Team, one: CalendarMeeting) -> Entry:
    is_seen = one.person_id is not None
    return Entry(
        uid=uid_of("meeting", one.series),
        kind=EntryKind.MEETING,
        on=one.on,
        at=one.at,
        minutes=USUAL_MINUTES,
        is_end_known=False,
        label=words.word(FollowUpKind, one.kind) if is_seen else _("Busy"),
        title=one.title,
        user_ids=(one.coach_id,) if one.coach_id else (),
        is_busy=not is_seen,
        is_cancelled=one.state == FollowUpState.CANCELLED,
        address=reverse("follow_up", args=[team.slug, one.person_id, one.series]) if is_seen else "",
        version=one.version,
        written_at=one.written_at,
        person_id=one.person_id,
    )


def _visit(team: Team, one: CalendarVisit) -> Entry:
    is_seen = one.person_id is not None
    return Entry(
        uid=uid_of("visit", one.visit_id),
        kind=EntryKind.VISIT,
        on=one.on,
        at=one.at,
        minutes=one.minutes,
        label=words.word(VisitKind, one.kind) if is_seen else _("Busy"),
        title=one.title,
        user_ids=(one.host_id,) if one.host_id else (),
        is_busy=not is_seen,
        is_cancelled=one.state == VisitState.CANCELLED,
        address=reverse("visit", args=[team.slug, one.person_id, one.visit_id]) if is_seen else "",
        version=one.version,
        written_at=one.written_at,
        person_id=one.person_id,
    )


def _talk(team: Team, one: CalendarTalk) -> Entry:
    is_seen = one.person_id is not None
    return Entry(
        uid=uid_of("talk", one.series),
        kind=EntryKind.MEETING,
        on=one.on,
        at=one.at,
        minutes=one.minutes,
        label=words.word(NoteForm, one.form) if is_seen else _("Busy"),
        title=one.title,
        user_ids=one.user_ids,
        is_busy=not is_seen,
        is_cancelled=one.state == TalkState.CANCELLED,
        address=reverse("talk", args=[team.slug, one.person_id, one.series]) if is_seen else "",
        version=one.version,
        written_at=one.written_at,
        person_id=one.person_id,
    )


def _free(team: Team, slots: Iterable[FreeSlot]) -> Iterator[Entry]:
    for one in slots:
        yield Entry(
            uid=uid_of("slot", one.slot_id, one.on),
            kind=EntryKind.SLOT,
            on=one.on,
            at=one.at,
            minutes=one.minutes,
            label=_("Free time"),
            words=_("Study visit"),
            user_ids=(one.host_id,) if one.host_id else (),
            address=f"{reverse('visits', args=[team.slug])}?vecka={one.on.isoformat()}",
        )


def _group(team: Team, one: SessionDay) -> Entry:
    return Entry(
        uid=uid_of("session", one.series),
        kind=EntryKind.GROUP,
        on=one.on_day,
        at=one.starts_at,
        minutes=minutes_between(one.on_day, one.starts_at, one.ends_at),
        label=str(one.kind.label),
        title=one.group,
        words=one.place if one.place_kind is not PlaceKind.DIGITAL else str(PlaceKind.DIGITAL.label),
        user_ids=one.leader_ids,
        is_cancelled=one.is_cancelled,
        address=reverse("roll_call", args=[team.slug, one.series]),
        version=one.version,
    )


def _own(team: Team, events: Iterable[Entry]) -> Iterator[Entry]:
    for one in events:
        yield replace(one, address=reverse("calendar_event", args=[team.slug, one.event_id]))


def _outreach(team: Team, one: OutreachDay) -> Entry:
    """What the team does outwards is the team's own."""
    return Entry(
        uid=uid_of("outreach", one.series),
        kind=EntryKind.TEAM,
        on=one.on,
        at=one.at,
        minutes=USUAL_MINUTES,
        is_end_known=False,
        label=words.word(OutreachKind, one.kind),
        title=one.what,
        words=one.place,
        user_ids=one.user_ids,
        is_for_all=not one.user_ids,
        is_cancelled=one.is_cancelled,
        address=reverse("outreach_one", args=[team.slug, one.series]),
        version=one.version,
        written_at=one.written_at,
    )
