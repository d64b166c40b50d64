"""What can happen to a follow-up: event, from, to, roles, and what has to be said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.enums import STAFF_ROLES
from samsteg.core.errors import Refused
from samsteg.follow_ups.enums import FollowUpState


class Event(StrEnum):
    BOOK = "book"
    MOVE = "move"
    HOLD = "hold"
    NOTE_DONE = "note_done"
    CANCEL = "cancel"
    UNDO = "undo"
    TAKE_BACK = "take_back"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Transition:
    """`source` None: nothing is booked yet. `required` names what must be said, as in MISSING."""

    event: Event
    source: FollowUpState | None
    to: FollowUpState
    required: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset(role.value for role in STAFF_ROLES)


_S = FollowUpState
TRANSITIONS: tuple[Transition, ...] = (
    Transition(Event.BOOK, None, _S.BOOKED, ("kind", "meeting_on", "form")),
    Transition(Event.MOVE, _S.BOOKED, _S.BOOKED, ("meeting_on", "form")),
    Transition(Event.HOLD, _S.BOOKED, _S.HELD, ("meeting_on",)),
    Transition(Event.NOTE_DONE, None, _S.DONE, ("kind", "meeting_on")),
    Transition(Event.NOTE_DONE, _S.BOOKED, _S.DONE, ("meeting_on",)),
    Transition(Event.CANCEL, _S.BOOKED, _S.CANCELLED, ("cancelled_by", "cancel_reason")),
    Transition(Event.UNDO, _S.HELD, _S.BOOKED),
    Transition(Event.UNDO, _S.CANCELLED, _S.BOOKED),
    Transition(Event.TAKE_BACK, _S.BOOKED, _S.WITHDRAWN),
    Transition(Event.TAKE_BACK, _S.DONE, _S.WITHDRAWN),
    Transition(Event.CORRECT, _S.HELD, _S.HELD),
)
_BY_PLACE = {(one.event, one.source): one for one in TRANSITIONS}

MISSING: Mapping[str, object] = {
    "kind": gettext_lazy("Choose what kind of meeting it is."),
    "meeting_on": gettext_lazy("Write the day of the meeting as 2026-11-23."),
    "form": gettext_lazy("Choose how you meet."),
    "cancelled_by": gettext_lazy("Choose who cancelled the meeting."),
    "cancel_reason": gettext_lazy("Choose why the meeting was cancelled."),
}
# What to do instead, where an event can't happen to what stands there.
INSTEAD: Mapping[FollowUpState | None, object] = {
    None: gettext_lazy("Nothing is booked yet. Book a day first."),
    _S.BOOKED: gettext_lazy("The meeting is booked. Move it, hold it or cancel it."),
    _S.HELD: gettext_lazy("The meeting has been held. Undo that first, if it is wrong."),
    _S.DONE: gettext_lazy("The meeting is noted as already held. Take the note back first, if it is wrong."),
    _S.CANCELLED: gettext_lazy("The meeting is cancelled. Book a new day, or undo the cancelling."),
    _S.WITHDRAWN: gettext_lazy("The meeting was taken back. Book a new day."),
}


class FollowUpRefused(Refused):
    """`field` names what to mend, as in Booking and Cancelling; empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def possible(state: FollowUpState | None) -> tuple[Event, ...]:
    return tuple(one.event for one in TRANSITIONS if one.source == state)


def check(
    event: Event, state: FollowUpState | None, roles: Collection[str], said: Mapping[str, object]
) -> Transition:
    """The transition. Raises FollowUpRefused that says what to do instead, or what is missing."""
    found = _BY_PLACE.get((event, state))
    if found is None:
        raise FollowUpRefused(str(INSTEAD[state]))
    if not found.roles & set(roles):
        raise FollowUpRefused(_("Only the team's coaches and lead can do that. Ask one of them."))
    for name in found.required:
        if not said.get(name):
            raise FollowUpRefused(str(MISSING[name]), name)
    return found
