"""What the pages of one person's follow-ups show."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_sheet import authorities_to_choose
from samsteg.access.policies import may
from samsteg.access.protection import protected_among
from samsteg.follow_ups.enums import NEVER_SHARED, REGULAR, WAS_HELD, FollowUpState, MinutePart
from samsteg.follow_ups.records import Booking, ReadFollowUp
from samsteg.follow_ups.rules import USUAL_EVERY_MONTHS, next_due
from samsteg.follow_ups.selectors import PersonFollowUps
from samsteg.follow_ups.services import REGULAR_KIND
from samsteg.follow_ups.times import times_of
from samsteg.follow_ups.workflow import possible
from samsteg.organisation.selectors import authority_names
from samsteg.participants.referrals.selectors import sender_of
from samsteg.web.follow_ups import words
from samsteg.web.follow_ups.forms import BookEntry
from samsteg.web.participants.entering import Entered


@dataclass(frozen=True, slots=True)
class MeetingView:
    """`events` are what the reader may do with it; `why` is for staff alone."""

    series: uuid.UUID
    version: int
    day: dt.date
    title: str
    lead: str
    about: str
    state: str
    tag: str
    why: str
    is_booked: bool
    is_held: bool
    has_passed: bool
    events: frozenset[str]
    authorities: tuple[tuple[int, str], ...]


def names_for(found: PersonFollowUps) -> dict[int, str]:
    return authority_names(pk for row in found.rows for pk in row.authority_ids)


def meeting_view(row: ReadFollowUp, names: Mapping[int, str], *, may_write: bool) -> MeetingView:
    today = timezone.localdate()
    events = possible(FollowUpState(row.state)) if may_write else ()
    return MeetingView(
        series=row.series,
        version=row.version,
        day=row.meeting_on,
        title=words.kind(row),
        lead=words.lead(row, names),
        about=words.about(row, names),
        state=words.state(row),
        tag=words.STATE_TAGS.get(FollowUpState(row.state), ""),
        why=words.why(row),
        is_booked=row.state == FollowUpState.BOOKED,
        is_held=row.state == FollowUpState.HELD,
        has_passed=row.meeting_on <= today,
        events=frozenset(event.value for event in events),
        authorities=tuple((pk, names[pk]) for pk in row.authority_ids if pk in names),
    )


@dataclass(frozen=True, slots=True)
class NextView:
    """The yellow box: the next regular follow-up, booked or not. `line` says when, or what is missing."""

    title: str
    line: str
    meeting: MeetingView | None


def next_view(found: PersonFollowUps, names: Mapping[int, str], *, has_times: bool) -> NextView | None:
    """None where there is nothing to come."""
    if found.booked_regular is not None:
        view = meeting_view(found.booked_regular, names, may_write=True)
        line = view.lead
        due = found.booked_regular.due_on
        if due and due != found.booked_regular.meeting_on:
            line += " " + _("By the team's times: %(day)s.") % {"day": due}
        return NextView(view.title, line, view)
    if found.due is not None:
        return NextView(_due_title(found), _due_line(found.due.due_on), None)
    if found.enrolled_on is None:
        line = _("The first follow-up gets its day when the participant has started.")
        return NextView(_("Next follow-up"), line, None)
    if not has_times:
        line = _(
            "The team lead has not decided yet how often the team follows up. You can book a day anyway."
        )
        return NextView(_("Next follow-up"), line, None)
    return None


def _due_title(found: PersonFollowUps) -> str:
    return words.word_of_kind(found.due.kind) if found.due else ""


def _due_line(day: dt.date) -> str:
    if day < timezone.localdate():
        return _("Should have been held by %(day)s. No day is booked.") % {"day": day}
    return _("Should be held about %(day)s. No day is booked.") % {"day": day}


def authorities_for(found: PersonFollowUps) -> dict[int, str]:
    """All that may be invited, those of earlier meetings first."""
    known = authorities_to_choose()
    earlier = [pk for row in found.rows for pk in row.authority_ids if pk in known]
    return {pk: known[pk] for pk in dict.fromkeys([*earlier, *known])}


def book_entry(
    entered: Entered, found: PersonFollowUps, data: Mapping[str, Any] | None = None, *, is_protected: bool
) -> BookEntry:
    """A new meeting: the day that is due, in the company of last time."""
    authorities = authorities_for(found)
    last = next((row for row in found.rows if row.state in (*WAS_HELD, FollowUpState.BOOKED)), None)
    authority_ids, contact = (last.authority_ids, last.contact) if last else _referring(entered, authorities)
    today = timezone.localdate()
    is_free = found.booked_regular is None
    day = max(found.due.due_on, today) if found.due and is_free else None
    initial = {
        "kind": REGULAR_KIND if is_free and found.enrolled_on else "sip",
        "meeting_on": day,
        "form": last.form if last and last.form else "team",
        "authority_ids": [str(pk) for pk in authority_ids],
        "contact": contact,
    }
    return BookEntry(data, authorities, has_place=not is_protected, initial=initial)


def _referring(entered: Entered, authorities: Mapping[int, str]) -> tuple[tuple[int, ...], str]:
    """Whom the first meeting is with: who gave the team the referral."""
    if not may(entered.actor, "referrals.view", entered.team):
        return (), ""
    sender, name = sender_of(actor=entered.actor, team=entered.team, person_id=entered.person_id)
    return ((sender,), name) if sender is not None and sender in authorities else ((), "")


def move_entry(
    found: PersonFollowUps, row: ReadFollowUp, data: Mapping[str, Any] | None = None, *, is_protected: bool
) -> BookEntry:
    initial = {
        "meeting_on": row.meeting_on,
        "meeting_at": words.clock(row.meeting_at),
        "form": row.form,
        "authority_ids": [str(pk) for pk in row.authority_ids],
        "contact": row.contact,
        "place": row.place,
        "version": row.version,
    }
    return BookEntry(
        data, authorities_for(found), has_place=not is_protected, has_kind=False, initial=initial
    )


def following_day(entered: Entered, row: ReadFollowUp) -> dt.date | None:
    """The day that follows from a regular meeting that is held on its day; None for others."""
    if row.kind not in REGULAR or row.due_on is None:
        return None
    times = times_of(entered.team).at(row.meeting_on)
    return next_due(row.due_on, row.meeting_on, times.every_months if times else USUAL_EVERY_MONTHS)


def following(row: ReadFollowUp, day: dt.date | None, at: dt.time | None) -> Booking | None:
    """The next meeting, in the same company."""
    if day is None:
        return None
    return Booking(
        kind=REGULAR_KIND,
        meeting_on=day,
        meeting_at=at,
        form=row.form or "team",
        authority_ids=row.authority_ids,
        contact=row.contact,
        place=row.place,
    )


def is_protected(entered: Entered) -> bool:
    return bool(protected_among(entered.team.pk, [entered.person_id]))


def written_parts(texts: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Heading and text of the parts that say something, and whether it is for the team alone: that isn't printed."""
    said = [part for part in MinutePart if texts.get(part.value)]
    return [(str(part.label), texts[part.value], part in NEVER_SHARED) for part in said]
