"""Every state with every event and every role: what is allowed stands in the table, all else says what to do."""

from __future__ import annotations

from itertools import product

import pytest
from django.utils import translation

from samsteg.access.enums import Office, Role
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.workflow import (
    INSTEAD,
    MISSING,
    TRANSITIONS,
    Event,
    FollowUpRefused,
    check,
    possible,
)

S, E = FollowUpState, Event
# Worked out by hand from S15: what may follow on what.
ALLOWED = {
    (E.BOOK, None): S.BOOKED,
    (E.NOTE_DONE, None): S.DONE,
    (E.MOVE, S.BOOKED): S.BOOKED,
    (E.HOLD, S.BOOKED): S.HELD,
    (E.NOTE_DONE, S.BOOKED): S.DONE,
    (E.CANCEL, S.BOOKED): S.CANCELLED,
    (E.TAKE_BACK, S.BOOKED): S.WITHDRAWN,
    (E.TAKE_BACK, S.DONE): S.WITHDRAWN,
    (E.UNDO, S.HELD): S.BOOKED,
    (E.UNDO, S.CANCELLED): S.BOOKED,
    (E.CORRECT, S.HELD): S.HELD,
}
STAFF = {Role.COACH, Role.TEAM_LEAD}
ROLES = [*Role, *Office]
EVERYTHING = dict.fromkeys(MISSING, "said")


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("event", "state", "role"), list(product(Event, [None, *FollowUpState], ROLES)))
def test_every_state_event_and_role(event: Event, state: FollowUpState | None, role: str) -> None:
    to = ALLOWED.get((event, state))
    if to is not None and role in STAFF:
        assert check(event, state, {role}, EVERYTHING).to is to
        return
    with pytest.raises(FollowUpRefused) as refused:
        check(event, state, {role}, EVERYTHING)
    said = str(refused.value)
    assert said == (
        str(INSTEAD[state])
        if to is None
        else "Only the team's coaches and lead can do that. Ask one of them."
    )


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda one: f"{one.event}-{one.source}")
def test_what_is_missing_is_said_and_named(transition: object) -> None:
    for name in transition.required:  # type: ignore[attr-defined]
        with pytest.raises(FollowUpRefused) as refused:
            check(transition.event, transition.source, {Role.COACH}, {**EVERYTHING, name: ""})  # type: ignore[attr-defined]
        assert (refused.value.field, str(refused.value)) == (name, str(MISSING[name]))


def test_the_table_has_one_row_for_each_place() -> None:
    places = [(one.event, one.source) for one in TRANSITIONS]
    assert len(places) == len(set(places)) == len(ALLOWED)


def test_every_state_that_can_be_reached_can_be_left_or_is_the_end() -> None:
    ends = {state for state in FollowUpState if not possible(state)}
    assert ends == {S.WITHDRAWN}
    assert {one.to for one in TRANSITIONS} == set(FollowUpState)
