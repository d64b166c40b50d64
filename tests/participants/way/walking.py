"""Helpers that take people on their way in tests, as the pages do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from samsteg.access.enums import Role, TeamAccess
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.opening import open_stay
from samsteg.participants.way.records import NewPerson, StepValues
from samsteg.participants.way.services import take_step
from tests.web.users import make_user

TODAY = timezone.localdate()


def days_ago(count: int) -> dt.date:
    return TODAY - dt.timedelta(days=count)


def worker(team: Team, *roles: Role, user_id: int = 0) -> Actor:
    """Sees the whole team, so that what the table says is what decides."""
    if not user_id:
        user_id = make_user(f"u{team.pk}{''.join(roles)}", team, roles[0]).pk
    return Actor(
        user_id=user_id,
        username="x",
        roles={team.pk: frozenset(role.value for role in roles)},
        team_access={team.pk: TeamAccess.WHOLE_TEAM.value},
    )


def refer(actor: Actor, team: Team, *, on: dt.date | None = None, **person: Any) -> Stay:
    with acting(actor):
        return open_stay(
            actor=actor,
            team=team,
            person=NewPerson(**{"sex": "women", "birth_year": 1990, **person}),
            referrer="soc",
            referred_on=on or days_ago(100),
        ).stay


def step(actor: Actor, team: Team, stay: Stay, which: Step, on: dt.date | None, **values: Any) -> State:
    with acting(actor):
        return take_step(
            actor=actor, team=team, stay_id=stay.pk, step=which, values=StepValues(on=on, **values)
        )


def bring_to(actor: Actor, team: Team, state: State) -> Stay:
    """A stay in the state, each step on a day of its own."""
    stay = refer(actor, team)
    planned = TODAY + dt.timedelta(days=300)
    enrol = {"coach_id": actor.user_id, "planned_on": planned}
    steps: dict[State, list[tuple[Step, int, dict[str, Any]]]] = {
        State.REFERRED: [],
        State.VISITED: [(Step.VISIT, 90, {})],
        State.QUEUE: [(Step.VISIT, 90, {}), (Step.RECEIVE_MISSION, 80, {})],
        State.PAUSED: [(Step.RECEIVE_MISSION, 80, {}), (Step.PAUSE, 70, {"reason": "away"})],
        State.TRIAL: [
            (Step.RECEIVE_MISSION, 80, {}),
            (Step.ENROL, 60, {**enrol, "trial_ends_on": days_ago(1)}),
        ],
        State.ENROLLED: [(Step.RECEIVE_MISSION, 80, {}), (Step.ENROL, 60, enrol)],
        State.EXITED: [(Step.ENROL, 60, enrol), (Step.EXIT, 10, {"reason": "work"})],
        State.NOT_ENROLLED: [(Step.END_REFERRAL, 20, {"reason": "declined"})],
    }
    for which, ago, values in steps[state]:
        step(actor, team, stay, which, days_ago(ago), **values)
    return stay
