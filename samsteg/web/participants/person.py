"""One person's page: the head, the facts of person and stays, the time line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.access.consent_enums import ConsentEnd
from samsteg.core.facts import Fact
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.selectors import MeetingDay
from samsteg.organisation.models import Team
from samsteg.participants.enums import Status
from samsteg.participants.listing import ONGOING
from samsteg.participants.one_person import PersonRecord, StayRecord
from samsteg.people.names import called
from samsteg.placements.enums import PlacementForm
from samsteg.placements.models import Placement
from samsteg.web.follow_ups.words import when
from samsteg.web.participants import words
from samsteg.web.participants.facts import FactView, Origins, facts_of_person, facts_of_stay
from samsteg.web.participants.timeline import Happening, timeline


@dataclass(frozen=True, slots=True)
class StayView:
    stay_id: int
    own_id: str
    status: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class SpanView:
    """Something that goes on or went on for a while: its name, where, and from when to when."""

    name: str
    place: str
    span: str
    learnt: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """`since`: the day that `time` is counted from, empty when there is none; `personnummer`: empty unless revealed."""

    person_id: int
    title: str
    own_id: str
    status: str
    coach: str
    is_unallocated: bool
    time: str
    since: str
    consent: str
    has_consent: bool
    has_personnummer: bool
    personnummer: str
    facts: tuple[FactView, ...]
    stays: tuple[StayView, ...]
    placements: tuple[SpanView, ...]
    efforts: tuple[SpanView, ...]
    happenings: tuple[Happening, ...]
    next_meeting: str = ""


def person_view(
    record: PersonRecord,
    placements: Sequence[Placement],
    team: Team,
    today: dt.date,
    personnummer: str = "",
    meetings: Sequence[MeetingDay] = (),
) -> PersonView:
    origins = _origins(record, placements)
    newest = record.newest
    consent, has_consent = consent_words(record, today)
    return PersonView(
        person_id=record.person_id,
        title=called(record.name, newest.stay.own_id),
        own_id=newest.stay.own_id,
        status=words.word(Status, newest.status),
        coach=record.coach,
        is_unallocated=not record.coach and newest.status in ONGOING,
        time=_time(newest, today),
        since=_since(newest),
        consent=consent,
        has_consent=has_consent,
        has_personnummer=record.has_personnummer,
        personnummer=f"{personnummer[:8]}-{personnummer[8:]}" if personnummer else "",
        facts=facts_of_person(record.details, origins),
        stays=tuple(
            StayView(
                stay.stay.pk, stay.stay.own_id, words.word(Status, stay.status), facts_of_stay(stay, origins)
            )
            for stay in record.stays
        ),
        placements=tuple(_placement(one, origins) for one in placements),
        efforts=tuple(one for stay in record.stays for one in _efforts(stay)),
        happenings=timeline(record, placements, today, meetings),
        next_meeting=_next_meeting(meetings, today),
    )


def _next_meeting(meetings: Sequence[MeetingDay], today: dt.date) -> str:
    """The first that is booked from today on; empty when none is."""
    booked = (one for one in meetings if one.state == FollowUpState.BOOKED and one.on >= today)
    return next((when(one.on, one.at) for one in booked), "")


def _origins(record: PersonRecord, placements: Sequence[Placement]) -> Origins:
    facts: list[Fact] = [*record.details, *placements]
    for stay in record.stays:
        facts += [*stay.events, *stay.details, *stay.efforts]
    return Origins.of_facts(facts)


def _time(stay: StayRecord, today: dt.date) -> str:
    """Days, and whole months when there are some; empty before the queue and for who never started."""
    if stay.days is None:
        return ""
    start = stay.queue_on if stay.status is Status.QUEUE else stay.stay.enrolled_on
    end = stay.stay.exited_on if stay.status is Status.EXITED else today
    months = whole_months(start, end) if start and end else 0
    text = words.days(stay.days)
    if months:
        text += " (%s)" % (ngettext("%(n)d month", "%(n)d months", months) % {"n": months})
    return text


def whole_months(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _since(stay: StayRecord) -> str:
    if stay.status is Status.EXITED:
        return f"{stay.stay.enrolled_on} {words.NOTHING} {stay.stay.exited_on}"
    day = stay.queue_on if stay.status is Status.QUEUE else stay.stay.enrolled_on
    return _("since %(day)s") % {"day": day} if day and stay.days is not None else ""


def consent_words(record: PersonRecord, today: dt.date) -> tuple[str, bool]:
    """Whether the team may see the record, in words: since when and how long, or since when not."""
    if not record.consents:
        return _("None in Samsteg"), False
    standing = [one for one in record.consents if not one.ended_as]
    held = [one for one in standing if one.valid_from <= today < one.valid_to]
    if held:
        last = max(one.valid_to for one in held) - dt.timedelta(days=1)
        return _("Yes, since %(day)s, up to %(last)s") % {"day": held[0].signed_on, "last": last}, True
    newest = record.consents[0]
    if newest.ended_at:
        text = _("Withdrawn %(day)s") if newest.ended_as == ConsentEnd.WITHDRAWN else _("Taken away %(day)s")
        return text % {"day": timezone.localdate(newest.ended_at)}, False
    if newest.valid_from > today:
        return _("Yes, from %(day)s") % {"day": newest.signed_on}, False
    return _("Ended %(day)s") % {"day": newest.valid_to - dt.timedelta(days=1)}, False


def _placement(placement: Placement, origins: Origins) -> SpanView:
    hours = placement.hours_per_week
    place = placement.employer
    if hours is not None:
        place += ", " + _("%(hours)s hours a week") % {"hours": words.number(hours)}
    return SpanView(
        words.word(PlacementForm, placement.form),
        place,
        span(placement.started_on, placement.ended_on),
        origins.of_fact(placement),
    )


def _efforts(stay: StayRecord) -> Iterator[SpanView]:
    """Where each comes from stands among the facts of its stay."""
    for effort in stay.efforts:
        if effort.superseded_at is None:
            name = str(effort.get_code_display())
            yield SpanView(name, "", span(effort.started_on, effort.ended_on), "")


def span(first: dt.date, last: dt.date | None) -> str:
    if last is None:
        return _("Since %(day)s") % {"day": first}
    return str(first) if first == last else f"{first} {words.NOTHING} {last}"
