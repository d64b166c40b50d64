"""The table of the way: complete in itself, and the services do as it says, in every state, for every step and role."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from django.utils import translation

from samsteg.access.enums import STAFF_ROLES, Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.projection import differing
from samsteg.participants.way.current import stay_now
from samsteg.participants.way.enums import ENDED, State, Step
from samsteg.participants.way.records import StepValues
from samsteg.participants.way.rules import Known, StepRefused, check_step
from samsteg.participants.way.services import APPLY
from samsteg.participants.way.workflow import TABLE, Transition, possible, transition
from tests.factories import make_stay, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker

VALUES: dict[Step, dict[str, Any]] = {
    Step.PRIORITISE: {"reason": "age"},
    Step.END_PRIORITY: {"reason": "passed"},
    Step.PAUSE: {"reason": "away"},
    Step.PROLONG_TRIAL: {"trial_ends_on": TODAY + dt.timedelta(days=30), "reason": "slow_start"},
    Step.ENROL: {"planned_on": TODAY + dt.timedelta(days=300), "trial_ends_on": TODAY},
    Step.EXTEND: {"planned_on": TODAY + dt.timedelta(days=400), "reason": "new_goal"},
    Step.EXIT: {"reason": "studies"},
    Step.END_REFERRAL: {"reason": "wrong_time"},
}
WITH_VALUES = [one for one in TABLE if one.to and one.step is not Step.REFER]
KNOWN = Known(priority_on=days_ago(5))
STEPS = [one for one in Step if one is not Step.REFER]


@pytest.fixture
def team(db: None) -> Team:
    """Its missions are noted, so that its queue begins with them."""
    made = make_team()
    make_stay(made, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    return made


def test_every_step_has_its_work_and_every_state_a_way_on() -> None:
    assert set(APPLY) == set(STEPS) == {one.step for one in TABLE} - {Step.REFER}
    reached = {state for one in TABLE for state in one.to}
    assert reached == set(State)
    for state in State:
        led = possible(state, frozenset(Role))
        assert bool(led) == (state not in ENDED), state


def test_what_a_team_lead_may_a_coach_may_but_for_priority() -> None:
    for state in State:
        lead, coach = (
            {one.step for one in possible(state, frozenset({role}))} for role in (Role.TEAM_LEAD, Role.COACH)
        )
        assert lead - coach <= {Step.PRIORITISE, Step.END_PRIORITY}
        assert coach <= lead
        assert possible(state, frozenset({Role.REPRESENTATIVE})) == ()


EVERYBODY = [*(frozenset({role}) for role in Role), frozenset(STAFF_ROLES), frozenset[Role]()]
NO_ROLE = "Your role in the team does not include this. Ask the team lead."
LEAD_ALONE = "Only the team lead does this. Ask the team lead."
MISSING = {
    "on": "Write the day as 2026-11-23.",
    "reason": "Choose a reason.",
    "referrer": "Choose who refers.",
    "coach_id": "Choose who is the responsible coach.",
    "trial_ends_on": "Write the new last day of the trial period, as 2026-11-23.",
    "planned_on": "Write when the stay is meant to end, as 2026-11-23.",
}


def wrong_state(which: Step, state: State | None) -> str:
    if state is None:
        return "There is no referral yet. Begin with that."
    return f"“{which.label}” can't be done now: the participant is “{state.label}”. Load the page again."


def whole(which: Step) -> dict[str, Any]:
    return {"on": TODAY, "referrer": "soc", "coach_id": 1, **VALUES.get(which, {})}


@pytest.mark.parametrize("state", [*State, None])
def test_each_refusal_says_what_is_missing(state: State | None) -> None:
    """Every step, from every state and from nothing, by every role, with each value that is asked for left out."""
    asked = 0
    with translation.override("en"):
        for which, roles in product(Step, EVERYBODY):
            found = transition(which, state)
            said, fields = "", found.required if found else ()
            if found is None or not roles & found.roles:
                said, fields = (wrong_state(which, state) if found is None else LEAD_ALONE), ("",)
            for field in fields:
                left_out = {field: "" if field in ("reason", "referrer") else None} if field else {}
                with pytest.raises(StepRefused) as refused:
                    check_step(which, state, roles, StepValues(**whole(which) | left_out), KNOWN, TODAY)
                told = (str(refused.value), refused.value.field)
                assert told == (said or MISSING[field], field), (which, roles)
                asked += 1
            if not said:
                assert check_step(which, state, roles, StepValues(**whole(which)), KNOWN, TODAY) is found
    assert asked >= len(Step) * len(EVERYBODY)


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_every_step_from_every_state_as_every_role(team: Team, state: State) -> None:
    """State × event × role: what the table allows happens and leads where it says; all else is refused in words."""
    head = worker(team, Role.TEAM_LEAD)
    actors = [(roles, replace(head, roles={team.pk: frozenset(roles)})) for roles in EVERYBODY]
    still = bring_to(head, team, state)
    with translation.override("en"):
        for which, (roles, actor) in product(STEPS, actors):
            expected = transition(which, state)
            values = {**VALUES.get(which, {}), "coach_id": head.user_id}
            again = which is Step.RECEIVE_MISSION and state in (State.QUEUE, State.PAUSED)  # it is received
            if expected is not None and roles & expected.roles and not again:
                ready = prioritised(head, team, bring_to(head, team, state), which)
                after = step(actor, team, ready, which, TODAY, **values)
                assert after in (expected.to or {state}), (which, state, roles)
                continue
            with pytest.raises((StepRefused, PermissionRefused)) as refused:
                step(actor, team, still, which, TODAY, **values)
            said = LEAD_ALONE if expected is not None and not again else wrong_state(which, state)
            if not roles & STAFF_ROLES:
                said = NO_ROLE
            assert str(refused.value) == said, (which, state, roles)
            assert now(head, team, still) is state
    with acting(head):
        assert differing(team.pk) == []


def prioritised(head: Actor, team: Team, stay: Stay, which: Step) -> Stay:
    """A priority must have been given before it can end: that much the state doesn't tell."""
    if which is Step.END_PRIORITY:
        step(head, team, stay, Step.PRIORITISE, days_ago(5), reason="age")
    return stay


def now(actor: Actor, team: Team, stay: Stay) -> State:
    with acting(actor):
        return stay_now(actor, team, stay.pk, TODAY)[1]


@pytest.mark.django_db
@pytest.mark.parametrize("one", WITH_VALUES, ids=lambda one: one.step)
def test_each_missing_value_is_named(team: Team, one: Transition) -> None:
    head = worker(team, Role.TEAM_LEAD)
    stay = bring_to(head, team, min(one.come_from))
    for field in one.required:
        values = {"on": TODAY, **VALUES.get(one.step, {}), "coach_id": head.user_id}
        values[field] = "" if field == "reason" else None
        with pytest.raises(StepRefused) as refused:
            step(head, team, stay, one.step, **values)
        assert (refused.value.field, bool(str(refused.value))) == (field, True)


@pytest.mark.django_db
def test_another_teams_stay_is_not_there(team: Team) -> None:
    other = make_team()
    stay = bring_to(worker(other, Role.TEAM_LEAD), other, State.QUEUE)
    with pytest.raises(NotVisible):
        step(worker(team, Role.TEAM_LEAD), team, stay, Step.PAUSE, TODAY, reason="away")


@pytest.mark.django_db
def test_a_team_without_missions_counts_from_the_referral_until_its_first_mission() -> None:
    team = make_team()
    head = worker(team, Role.TEAM_LEAD)
    first, second = bring_to(head, team, State.REFERRED), bring_to(head, team, State.REFERRED)
    assert now(head, team, first) is State.QUEUE
    assert step(head, team, first, Step.RECEIVE_MISSION, TODAY) is State.QUEUE
    assert now(head, team, second) is State.REFERRED
