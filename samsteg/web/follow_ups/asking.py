"""What is told before a follow-up is booked: that the coach or the participant has something else at that time."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.accounts.names import names_of
from samsteg.activities.calendar.selectors import uid_of
from samsteg.follow_ups.enums import REGULAR, FollowUpState
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.follow_ups.selectors import PersonFollowUps
from samsteg.follow_ups.services import REGULAR_KIND
from samsteg.participants.meetings.services import coach_of
from samsteg.web.calendar.clashes import Wanted, clashes
from samsteg.web.calendar.gathering import USUAL_MINUTES
from samsteg.web.calendar.week import short
from samsteg.web.follow_ups.forms import BookEntry
from samsteg.web.participants.entering import Entered
from samsteg.web.talks.asking import taken_words


def is_asked(
    entered: Entered, entry: BookEntry, found: PersonFollowUps, series: uuid.UUID | None = None
) -> bool:
    """Whether the valid form asks first, which it says itself; once of each time. `series`: the meeting that moves."""
    day, at = entry.cleaned_data["meeting_on"], entry.cleaned_data["meeting_at"]
    if at is None or day < timezone.localdate() or entry.cleaned_data["sure"] == entry.about:
        return False
    if any(
        (row.meeting_on, row.meeting_at) == (day, at) and _is_the_same(row, entry, series)
        for row in found.rows
        if row.state == FollowUpState.BOOKED
    ):
        return False  # the second of two clicks, or the day stays as it is
    said = taken_then(entered, day, at, coach_of(entered.team, entered.person_id), series)
    if said:
        words = _("%(what)s Write another time, or press once more to book it all the same.")
        entry.asks(words % {"what": said})
    return bool(said)


def _is_the_same(row: ReadFollowUp, entry: BookEntry, series: uuid.UUID | None) -> bool:
    """Whether the form is about this meeting, not about another at the same time."""
    if series is not None:
        return row.series == series
    kind = entry.cleaned_data["kind"]
    return row.kind in REGULAR if kind == REGULAR_KIND else row.kind == kind


def taken_then(
    entered: Entered, day: dt.date, at: dt.time, coach_id: int | None, series: uuid.UUID | None = None
) -> str:
    """What the coach or the participant has then, in words; empty for nothing. `series`: the meeting that moves."""
    wanted = Wanted(
        on=day,
        at=at,
        minutes=USUAL_MINUTES,
        user_ids=[coach_id] if coach_id else [],
        person_id=entered.person_id,
    )
    moved = uid_of("meeting", series) if series else None
    taken = clashes(entered.actor, entered.team, wanted, but=moved)
    names = names_of(one.user_id for one in taken)
    said = [taken_words(one, short(names.get(one.user_id or 0, ""))) for one in taken]
    return " ".join(dict.fromkeys(said))
