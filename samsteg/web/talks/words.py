"""Booked talks in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.follow_ups.enums import CancelReason
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.records import ReadTalk
from samsteg.follow_ups.talks.workflow import possible
from samsteg.participants.enums import NoteForm
from samsteg.web.follow_ups.words import CANCELLED, clock, joined
from samsteg.web.linked import Linked, linked
from samsteg.web.participants.words import moment, word

TAGS = {
    TalkState.BOOKED: "brand",
    TalkState.HELD: "ok",
    TalkState.MISSED: "warn",
    TalkState.CANCELLED: "warn",
}


@dataclass(frozen=True, slots=True)
class TalkView:
    """`events` are what may be done with it now; `is_open`: its time has passed and nobody has said how it went."""

    series: uuid.UUID
    version: int
    title: str
    when: str
    with_whom: str
    place: Linked
    purpose: str
    state: str
    tag: str
    why: str
    changed: str
    is_booked: bool
    is_open: bool
    has_come: bool
    has_note: bool
    events: frozenset[str]


def talk_view(one: ReadTalk, names: Mapping[int, str]) -> TalkView:
    booking = one.booking
    is_booked = one.state == TalkState.BOOKED
    return TalkView(
        series=one.series,
        version=one.version,
        title=word(NoteForm, booking.form),
        when=f"{booking.on_day} {clock(booking.starts_at)}–{clock(booking.ends_at)}",
        with_whom=joined(names.get(pk, "") for pk in (booking.coach_id, booking.second_coach_id) if pk),
        place=linked(booking.place),
        purpose=booking.purpose,
        state=_("How did it go?") if is_booked and one.is_over else word(TalkState, one.state),
        tag="warn" if is_booked and one.is_over else TAGS.get(TalkState(one.state), ""),
        why=_why(one),
        changed=", ".join(filter(None, (names.get(one.writer_id, ""), moment(one.written_at)))),
        is_booked=is_booked,
        is_open=is_booked and one.is_over,
        has_come=booking.on_day <= timezone.localdate(),
        has_note=one.note_series is not None,
        events=frozenset(event.value for event in possible(TalkState(one.state))),
    )


def _why(one: ReadTalk) -> str:
    if one.state == TalkState.CANCELLED:
        return f"{CANCELLED[one.changed_by]}: {word(CancelReason, one.cancel_reason).lower()}"
    return ""


def staff_in(talks: Iterable[ReadTalk]) -> set[int]:
    """Everybody whom the talks name."""
    return {
        pk for one in talks for pk in (one.booking.coach_id, one.booking.second_coach_id, one.writer_id) if pk
    }
