"""What can happen to a placement: event, from, to, roles, and what has to be said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.enums import STAFF_ROLES
from samsteg.core.errors import Refused
from samsteg.placements.enums import PlacementState


class Event(StrEnum):
    PLAN = "plan"
    CHANGE = "change"
    SET_HOURS = "set_hours"
    CHECK_IN = "check_in"
    END = "end"
    BREAK_OFF = "break_off"
    REOPEN = "reopen"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class Transition:
    """`source` None: nothing stands there yet. `to` None: as the days say. `required` as in MISSING."""

    event: Event
    source: PlacementState | None
    to: PlacementState | None
    required: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset(role.value for role in STAFF_ROLES)


_S = PlacementState
_SAID = ("form", "employer", "started_on")
TRANSITIONS: tuple[Transition, ...] = (
    Transition(Event.PLAN, None, None, _SAID),
    *(
        Transition(Event.CHANGE, state, None, _SAID)
        for state in (_S.COMING, _S.ONGOING, _S.ENDED, _S.BROKEN_OFF)
    ),
    *(
        Transition(Event.SET_HOURS, state, state)
        for state in (_S.COMING, _S.ONGOING, _S.ENDED, _S.BROKEN_OFF)
    ),
    *(Transition(Event.CHECK_IN, state, state) for state in (_S.ONGOING, _S.ENDED, _S.BROKEN_OFF)),
    Transition(Event.END, _S.ONGOING, _S.ENDED, ("ended_on", "outcome")),
    Transition(Event.END, _S.ENDED, _S.ENDED, ("ended_on", "outcome")),
    Transition(
        Event.BREAK_OFF, _S.ONGOING, _S.BROKEN_OFF, ("ended_on", "decided_by", "break_reason", "outcome")
    ),
    Transition(Event.REOPEN, _S.ENDED, None),
    Transition(Event.REOPEN, _S.BROKEN_OFF, None),
    Transition(Event.TAKE_BACK, _S.COMING, _S.WITHDRAWN),
    Transition(Event.TAKE_BACK, _S.ONGOING, _S.WITHDRAWN),
)
_BY_PLACE = {(one.event, one.source): one for one in TRANSITIONS}

MISSING: Mapping[str, object] = {
    "form": gettext_lazy("Choose what kind of placement it is."),
    "employer": gettext_lazy("Write the name of the employer."),
    "started_on": gettext_lazy("Write the first day as 2026-11-23."),
    "ended_on": gettext_lazy("Write the last day as 2026-11-23."),
    "outcome": gettext_lazy("Choose what came of it."),
    "decided_by": gettext_lazy("Choose whose decision it was."),
    "break_reason": gettext_lazy("Choose a reason."),
}
# What to do instead, where an event can't happen to what stands there.
INSTEAD: Mapping[PlacementState | None, object] = {
    None: gettext_lazy("There is no placement yet. Write a new one first."),
    _S.COMING: gettext_lazy("The placement has not begun. Take it back, if it is not going to be."),
    _S.ONGOING: gettext_lazy("The placement is going on. End it first."),
    _S.ENDED: gettext_lazy("The placement has ended. Open it again first, if that is wrong."),
    _S.BROKEN_OFF: gettext_lazy("The placement has ended early. Open it again first, if that is wrong."),
    _S.WITHDRAWN: gettext_lazy("The placement was taken back. Write a new one."),
}


class PlacementRefused(Refused):
    """`field` names what to mend, as in records.PlacementValues and its likes; empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def possible(state: PlacementState | None) -> tuple[Event, ...]:
    return tuple(one.event for one in TRANSITIONS if one.source == state)


def check(
    event: Event, state: PlacementState | None, roles: Collection[str], said: Mapping[str, object]
) -> Transition:
    """The transition. Raises PlacementRefused that says what to do instead, or what is missing."""
    found = _BY_PLACE.get((event, state))
    if found is None:
        raise PlacementRefused(str(INSTEAD[state]))
    if not found.roles & set(roles):
        raise PlacementRefused(_("Only the team's coaches and lead can do that. Ask one of them."))
    for name in found.required:
        if not said.get(name):
            raise PlacementRefused(str(MISSING[name]), name)
    return found
