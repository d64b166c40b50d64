"""Every state with every event and every role: what is allowed stands in the table, all else says what to do."""

from __future__ import annotations

from itertools import product

import pytest
from django.utils import translation

from samsteg.access.enums import Office, Role
from samsteg.placements.enums import PlacementState
from samsteg.placements.workflow import (
    INSTEAD,
    MISSING,
    TRANSITIONS,
    Event,
    PlacementRefused,
    Transition,
    check,
    possible,
)

S, E = PlacementState, Event
BY_DAYS = "by days"
STANDING = (S.COMING, S.ONGOING, S.ENDED, S.BROKEN_OFF)
# Worked out by hand from S12: what may follow on what.
ALLOWED: dict[tuple[Event, PlacementState | None], object] = {
    (E.PLAN, None): BY_DAYS,
    **{(E.CHANGE, state): BY_DAYS for state in STANDING},
    **{(E.SET_HOURS, state): state for state in STANDING},
    **{(E.CHECK_IN, state): state for state in (S.ONGOING, S.ENDED, S.BROKEN_OFF)},
    (E.END, S.ONGOING): S.ENDED,
    (E.END, S.ENDED): S.ENDED,
    (E.BREAK_OFF, S.ONGOING): S.BROKEN_OFF,
    (E.REOPEN, S.ENDED): BY_DAYS,
    (E.REOPEN, S.BROKEN_OFF): BY_DAYS,
    (E.TAKE_BACK, S.COMING): S.WITHDRAWN,
    (E.TAKE_BACK, S.ONGOING): S.WITHDRAWN,
}
STAFF = {Role.COACH, Role.TEAM_LEAD}
ROLES = [*Role, *Office]
EVERYTHING = dict.fromkeys(MISSING, "said")


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("event", "state"), list(product(Event, [None, *PlacementState])))
def test_every_state_event_and_role(event: Event, state: PlacementState | None) -> None:
    to = ALLOWED.get((event, state))
    for role in ROLES:
        if to is not None and role in STAFF:
            assert check(event, state, {role}, EVERYTHING).to == (None if to == BY_DAYS else to)
            continue
        with pytest.raises(PlacementRefused) as refused:
            check(event, state, {role}, EVERYTHING)
        assert str(refused.value) == (
            str(INSTEAD[state])
            if to is None
            else "Only the team's coaches and lead can do that. Ask one of them."
        )


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda one: f"{one.event}-{one.source}")
def test_what_is_missing_is_said_and_named(transition: Transition) -> None:
    for name in transition.required:
        with pytest.raises(PlacementRefused) as refused:
            check(transition.event, transition.source, {Role.COACH}, {**EVERYTHING, name: ""})
        assert (refused.value.field, str(refused.value)) == (name, str(MISSING[name]))


def test_what_is_possible_is_what_the_table_says() -> None:
    for state in (None, *PlacementState):
        assert set(possible(state)) == {event for event, source in ALLOWED if source == state}
