"""The way through the team as one table: which step leads from where to where, who may take it, what it takes.

The same table decides in the services, draws the team's flow chart and is tested state by state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from samsteg.access.enums import STAFF_ROLES, Role
from samsteg.participants.way.enums import INSIDE, WAITING, State, Step


@dataclass(frozen=True, slots=True)
class Transition:
    """`required` are fields of StepValues that must be filled in. `come_from` empty: nothing is there yet.

    `to` empty: the state stays as it is. Two in `to`: a team may start people without a trial period.
    """

    step: Step
    come_from: frozenset[State]
    to: frozenset[State]
    roles: frozenset[Role]
    required: tuple[str, ...]


def _transition(
    step: Step,
    come_from: tuple[State, ...],
    to: tuple[State, ...],
    *required: str,
    roles: frozenset[Role] = STAFF_ROLES,
) -> Transition:
    return Transition(step, frozenset(come_from), frozenset(to), roles, required)


LEAD = frozenset({Role.TEAM_LEAD})
TABLE: tuple[Transition, ...] = (
    _transition(Step.REFER, (), (State.REFERRED,), "on", "referrer"),
    # In some teams the paper comes after the visit, in others before it.
    _transition(Step.VISIT, (State.REFERRED,), (State.VISITED,), "on"),
    _transition(Step.VISIT, (State.VISITED, State.QUEUE, State.PAUSED), (), "on"),
    _transition(Step.RECEIVE_MISSION, (State.REFERRED, State.VISITED), (State.QUEUE,), "on"),
    # Without any mission noted a team's queue counts from the referrals (figures.md): who is in it may get one.
    _transition(Step.RECEIVE_MISSION, (State.QUEUE, State.PAUSED), (), "on"),
    _transition(Step.PRIORITISE, (State.QUEUE, State.PAUSED), (), "on", "reason", roles=LEAD),
    _transition(Step.END_PRIORITY, (State.QUEUE, State.PAUSED), (), "on", "reason", roles=LEAD),
    _transition(Step.PAUSE, (State.QUEUE,), (State.PAUSED,), "on", "reason"),
    _transition(Step.RESUME, (State.PAUSED,), (State.QUEUE,), "on"),
    _transition(Step.ENROL, WAITING, INSIDE, "on", "coach_id", "planned_on"),
    _transition(Step.PROLONG_TRIAL, (State.TRIAL,), (), "on", "trial_ends_on", "reason"),
    _transition(Step.CONTINUE, (State.TRIAL,), (State.ENROLLED,), "on"),
    _transition(Step.EXTEND, INSIDE, (), "on", "planned_on", "reason"),
    _transition(Step.EXIT, INSIDE, (State.EXITED,), "on", "reason"),
    _transition(Step.END_REFERRAL, WAITING, (State.NOT_ENROLLED,), "on", "reason"),
)


def _by_step_and_state() -> Mapping[tuple[Step, State | None], Transition]:
    found: dict[tuple[Step, State | None], Transition] = {}
    for one in TABLE:
        for state in one.come_from or (None,):
            if (one.step, state) in found:
                raise ValueError(f"two transitions for {one.step} from {state}")
            found[one.step, state] = one
    return MappingProxyType(found)


BY_STEP = _by_step_and_state()


def transition(step: Step, state: State | None) -> Transition | None:
    """The transition, or None where the step can't be taken from the state."""
    return BY_STEP.get((step, state))


def possible(state: State, roles: frozenset[str]) -> tuple[Transition, ...]:
    """What somebody with these roles may do next, in the table's order."""
    return tuple(one for one in TABLE if state in one.come_from and roles & one.roles)
