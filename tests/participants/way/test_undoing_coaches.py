"""Taking back an enrolment gives back the coach whom it chose, and nothing else."""

from __future__ import annotations

import pytest

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment
from samsteg.access.services import assign_coaches
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.undoing import last_step, undo_step
from tests.factories import make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker
from tests.web.users import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def head(team: Team) -> Actor:
    return worker(team, Role.TEAM_LEAD)


def coaches(actor: Actor, stay: Stay) -> list[tuple[int, bool]]:
    """Everybody who was the coach, oldest first, and who still is."""
    with acting(actor):
        rows = CoachAssignment.objects.filter(person_id=stay.person_id).order_by("pk")
        return [(row.coach_id, row.valid_to is None) for row in rows]


def enrolled_by(head: Actor, team: Team, chosen: int, before: int | None = None) -> Stay:
    stay = bring_to(head, team, State.QUEUE)
    if before is not None:
        assign(head, team, stay, before)
    planned = TODAY.replace(year=TODAY.year + 1, day=1)
    step(head, team, stay, Step.ENROL, days_ago(5), coach_id=chosen, planned_on=planned)
    return stay


def assign(head: Actor, team: Team, stay: Stay, coach_id: int) -> None:
    with acting(head):
        assign_coaches(team=team, coaches={stay.person_id: coach_id})


def undo(head: Actor, team: Team, stay: Stay) -> None:
    with acting(head):
        found = last_step(stay)
        assert found is not None
        undo_step(actor=head, team=team, stay_id=stay.pk, moment=found.moment)


def test_nobody_was_the_coach_before_and_nobody_is_after(team: Team, head: Actor) -> None:
    kim = make_user("kim", team).pk
    stay = enrolled_by(head, team, kim)
    assert coaches(head, stay) == [(kim, True)]
    undo(head, team, stay)
    assert coaches(head, stay) == [(kim, False)]  # it stays as history


def test_the_coach_before_is_the_coach_again(team: Team, head: Actor) -> None:
    kim, lo = make_user("kim", team).pk, make_user("lo", team).pk
    stay = enrolled_by(head, team, kim, before=lo)
    undo(head, team, stay)
    assert coaches(head, stay) == [(lo, False), (kim, False), (lo, True)]


def test_a_coach_chosen_since_is_left_alone(team: Team, head: Actor) -> None:
    kim, lo = make_user("kim", team).pk, make_user("lo", team).pk
    stay = enrolled_by(head, team, kim)
    assign(head, team, stay, lo)
    undo(head, team, stay)
    assert coaches(head, stay) == [(kim, False), (lo, True)]


def test_one_who_was_the_coach_already_stays_it(team: Team, head: Actor) -> None:
    kim = make_user("kim", team).pk
    stay = enrolled_by(head, team, kim, before=kim)
    undo(head, team, stay)
    assert coaches(head, stay) == [(kim, True)]


def test_a_step_that_chose_nobody_changes_no_coach(team: Team, head: Actor) -> None:
    kim = make_user("kim", team).pk
    stay = enrolled_by(head, team, kim)
    step(head, team, stay, Step.EXIT, TODAY, reason="work", detail="unsubsidised")
    undo(head, team, stay)
    assert coaches(head, stay) == [(kim, True)]


def test_a_coach_who_has_left_the_team_is_not_put_back(team: Team, head: Actor) -> None:
    kim, gone = make_user("kim", team).pk, make_user("slutat")
    stay = enrolled_by(head, team, kim, before=gone.pk)
    undo(head, team, stay)
    assert coaches(head, stay) == [(gone.pk, False), (kim, False)]
