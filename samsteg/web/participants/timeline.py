"""What has happened, newest first: events, placements, efforts beside, coaches and consents on one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import ConsentEnd
from samsteg.follow_ups.enums import WAS_HELD, FollowUpKind
from samsteg.follow_ups.selectors import MeetingDay
from samsteg.participants.enums import EventKind, Referrer
from samsteg.participants.one_person import PersonRecord, StayRecord
from samsteg.placements.enums import PlacementForm
from samsteg.placements.models import Placement
from samsteg.web.follow_ups.words import CANCELLED
from samsteg.web.participants import words
from samsteg.web.participants.facts import exit_words

STEPS = {EventKind.ENROLLED, EventKind.EXITED}


@dataclass(frozen=True, slots=True)
class Happening:
    """`is_step`: a step of the person's, with a larger mark; `is_ahead`: decided, and the day has not come."""

    day: dt.date
    title: str
    text: str
    is_step: bool
    is_ahead: bool


def timeline(
    record: PersonRecord,
    placements: Iterable[Placement],
    today: dt.date,
    meetings: Iterable[MeetingDay] = (),
) -> tuple[Happening, ...]:
    found = [
        *(one for stay in record.stays for one in _events(stay)),
        *(one for stay in record.stays for one in _efforts(stay)),
        *(one for placement in placements for one in _placement(placement)),
        *_meetings(meetings),
        *_coaches(record),
        *_consents(record),
    ]
    rows = [Happening(day, title, text, is_step, day > today) for day, title, text, is_step in found]
    return tuple(sorted(rows, key=lambda row: (row.day, row.is_step), reverse=True))


Line = tuple[dt.date, str, str, bool]


def _events(stay: StayRecord) -> Iterator[Line]:
    for event in stay.events:
        if event.superseded_at is None:
            kind = EventKind(event.kind)
            parts = exit_words(event)
            if kind is EventKind.REFERRED:
                parts = [words.word(Referrer, stay.stay.referrer)]
            text = ", ".join(part for part in parts if part)
            yield event.occurred_on, str(kind.label), text, kind in STEPS


def _efforts(stay: StayRecord) -> Iterator[Line]:
    for effort in stay.efforts:
        if effort.superseded_at is None:
            name = str(effort.get_code_display())
            yield effort.started_on, _("%(what)s began") % {"what": name}, "", False
            if effort.ended_on:
                yield effort.ended_on, _("%(what)s ended") % {"what": name}, "", False


def _placement(placement: Placement) -> Iterator[Line]:
    form = words.word(PlacementForm, placement.form)
    at = placement.employer
    if placement.ended_on == placement.started_on:
        yield placement.started_on, form, at, False
        return
    yield placement.started_on, _("%(what)s began") % {"what": form}, at, True
    if placement.ended_on:
        yield placement.ended_on, _("%(what)s ended") % {"what": form}, at, False


def _meetings(meetings: Iterable[MeetingDay]) -> Iterator[Line]:
    """A meeting that was held is a step of the person's."""
    for one in meetings:
        text = str(CANCELLED[one.cancelled_by]) if one.cancelled_by else ""
        yield one.on, words.word(FollowUpKind, one.kind), text, one.state in WAS_HELD


def _coaches(record: PersonRecord) -> Iterator[Line]:
    for one in record.coaches:
        title = _("%(name)s became coach") % {"name": one.name}
        yield one.valid_from, title, "", False


def _consents(record: PersonRecord) -> Iterator[Line]:
    for one in record.consents:
        yield one.signed_on, _("Consent to the team signed"), "", False
        if one.ended_at:
            title = _("Consent to the team withdrawn")
            if one.ended_as != ConsentEnd.WITHDRAWN:
                title = _("Consent to the team taken away")
            yield timezone.localdate(one.ended_at), title, "", False
