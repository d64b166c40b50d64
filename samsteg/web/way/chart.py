"""The flow chart, drawn from the same table that the services go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samsteg.access.enums import Role
from samsteg.participants.selectors import Filter
from samsteg.participants.way.enums import State
from samsteg.participants.way.workflow import TABLE, Transition
from samsteg.web.participants.state import ListState

# Which filter of the participants' list shows those of a state; two states share one where the list is coarser.
LISTED: Mapping[State, Filter] = {
    State.REFERRED: Filter.REFERRED,
    State.VISITED: Filter.REFERRED,
    State.QUEUE: Filter.QUEUE,
    State.PAUSED: Filter.QUEUE,
    State.TRIAL: Filter.ENROLLED,
    State.ENROLLED: Filter.ENROLLED,
    State.EXITED: Filter.EXITED,
    State.NOT_ENROLLED: Filter.NOT_ENROLLED,
}


@dataclass(frozen=True, slots=True)
class Arrow:
    """`to`: what it leads to, empty where the state stays; `is_leads`: the team lead's alone."""

    label: str
    to: tuple[str, ...]
    is_leads: bool


@dataclass(frozen=True, slots=True)
class Box:
    label: str
    count: int
    query: str
    arrows: tuple[Arrow, ...]


def chart(counts: Mapping[State, int]) -> tuple[Box, ...]:
    """In the order of the way."""
    return tuple(
        Box(
            label=str(state.label),
            count=counts[state],
            query=ListState(filter=LISTED[state]).query(),
            arrows=tuple(_arrow(one) for one in TABLE if state in one.come_from),
        )
        for state in State
    )


def _arrow(one: Transition) -> Arrow:
    return Arrow(
        label=str(one.step.label),
        to=tuple(str(state.label) for state in State if state in one.to),
        is_leads=Role.COACH not in one.roles,
    )
