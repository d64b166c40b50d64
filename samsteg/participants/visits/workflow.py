"""What may be done with a visit, and what follows from what the person said, as data.

The visits' own table: which event leads from where to where. What follows on a person's way is a step of the one table
of the way (`participants.way.workflow`), which decides who may take it and from where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from samsteg.participants.enums import NotEnrolledReason
from samsteg.participants.visits.enums import VisitOutcome, VisitState
from samsteg.participants.way.enums import Step


class VisitEvent(StrEnum):
    HOLD = "hold"
    MOVE = "move"
    CANCEL = "cancel"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class VisitTransition:
    event: VisitEvent
    come_from: frozenset[VisitState]
    to: VisitState


TABLE = (
    # Held once more: what was noted is corrected.
    VisitTransition(VisitEvent.HOLD, frozenset({VisitState.BOOKED, VisitState.HELD}), VisitState.HELD),
    VisitTransition(VisitEvent.MOVE, frozenset({VisitState.BOOKED}), VisitState.MOVED),
    VisitTransition(VisitEvent.CANCEL, frozenset({VisitState.BOOKED}), VisitState.CANCELLED),
    # Noted by mistake: booked again, and the stay's day goes by the other visits that were held.
    VisitTransition(VisitEvent.UNDO, frozenset({VisitState.HELD}), VisitState.BOOKED),
)
BY_EVENT: Mapping[VisitEvent, VisitTransition] = MappingProxyType({one.event: one for one in TABLE})


@dataclass(frozen=True, slots=True)
class Follows:
    """What an outcome leads to: never by itself, always by what the form says.

    `asks_again`: a day may be given when the person is asked again, which `needs_day` demands; `ends` is the step of
    the way that may be taken at once, with its reason.
    """

    asks_again: bool = False
    needs_day: bool = False
    ends: Step | None = None
    reason: NotEnrolledReason | None = None


FOLLOWS: Mapping[VisitOutcome, Follows] = MappingProxyType(
    {
        VisitOutcome.WANTS: Follows(),
        VisitOutcome.THINKING: Follows(asks_again=True),
        VisitOutcome.WRONG_TIME: Follows(asks_again=True, needs_day=True),
        VisitOutcome.NO: Follows(ends=Step.END_REFERRAL, reason=NotEnrolledReason.DECLINED),
    }
)
NOTHING = Follows()


def follows(outcome: str) -> Follows:
    return FOLLOWS[VisitOutcome(outcome)] if outcome in FOLLOWS else NOTHING


def may_happen(event: VisitEvent, state: str) -> bool:
    return state in BY_EVENT[event].come_from
