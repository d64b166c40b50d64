"""What can happen to a booked talk: event, from, to, roles, and what has to be said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.enums import STAFF_ROLES
from samsteg.core.errors import Refused
from samsteg.follow_ups.talks.enums import TalkState


class TalkEvent(StrEnum):
    BOOK = "book"
    MOVE = "move"
    HOLD = "hold"
    MISS = "miss"
    CANCEL = "cancel"
    UNDO = "undo"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class TalkTransition:
    """`source` None: nothing is booked yet. `required` names what must be said, as in MISSING."""

    event: TalkEvent
    source: TalkState | None
    to: TalkState
    required: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset(role.value for role in STAFF_ROLES)


_S, _E = TalkState, TalkEvent
TABLE: tuple[TalkTransition, ...] = (
    TalkTransition(_E.BOOK, None, _S.BOOKED, ("form", "coach_id")),
    # The row that stood is moved; another, booked, follows it.
    TalkTransition(_E.MOVE, _S.BOOKED, _S.MOVED, ("changed_by", "form", "coach_id")),
    TalkTransition(_E.HOLD, _S.BOOKED, _S.HELD),
    TalkTransition(_E.MISS, _S.BOOKED, _S.MISSED),
    TalkTransition(_E.CANCEL, _S.BOOKED, _S.CANCELLED, ("changed_by", "cancel_reason")),
    TalkTransition(_E.UNDO, _S.HELD, _S.BOOKED),
    TalkTransition(_E.UNDO, _S.MISSED, _S.BOOKED),
    TalkTransition(_E.UNDO, _S.CANCELLED, _S.BOOKED),
    TalkTransition(_E.TAKE_BACK, _S.BOOKED, _S.WITHDRAWN),
)
_BY_PLACE = {(one.event, one.source): one for one in TABLE}

MISSING: Mapping[str, object] = {
    "form": gettext_lazy("Choose how you meet."),
    "coach_id": gettext_lazy("Choose who has the talk."),
    "changed_by": gettext_lazy("Choose who asked for it."),
    "cancel_reason": gettext_lazy("Choose why the talk was cancelled."),
}
# What to do instead, where an event can't happen to what stands there.
INSTEAD: Mapping[TalkState | None, object] = {
    None: gettext_lazy("Nothing is booked yet. Book a talk first."),
    _S.BOOKED: gettext_lazy("The talk is booked. Say how it went, move it or cancel it."),
    _S.HELD: gettext_lazy("The talk is noted as held. Undo that first, if it is wrong."),
    _S.MISSED: gettext_lazy("It is noted that nobody came. Undo that first, if it is wrong."),
    _S.MOVED: gettext_lazy("The talk has been moved. Look at the one that came in its place."),
    _S.CANCELLED: gettext_lazy("The talk is cancelled. Book a new one, or undo the cancelling."),
    _S.WITHDRAWN: gettext_lazy("The talk was taken back. Book a new one."),
}


class TalkRefused(Refused):
    """`field` names what to mend, as in TalkBooking; empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def possible(state: TalkState | None) -> tuple[TalkEvent, ...]:
    return tuple(one.event for one in TABLE if one.source == state)


def check(
    event: TalkEvent, state: TalkState | None, roles: Collection[str], said: Mapping[str, object]
) -> TalkTransition:
    """The transition. Raises TalkRefused that says what to do instead, or what is missing."""
    found = _BY_PLACE.get((event, state))
    if found is None:
        raise TalkRefused(str(INSTEAD[state]))
    if not found.roles & set(roles):
        raise TalkRefused(_("Only the team's coaches and lead can do that. Ask one of them."))
    for name in found.required:
        if not said.get(name):
            raise TalkRefused(str(MISSING[name]), name)
    return found
