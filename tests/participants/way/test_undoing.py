"""Taking back a step gives the state before it, keeps what was thought, and never the first step."""

from __future__ import annotations

import datetime as dt

import pytest

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.facts import known_at
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayDetail, StayEvent
from samsteg.participants.projection import differing
from samsteg.participants.way.correcting import correct_stay, version_of
from samsteg.participants.way.current import facts_now, stay_now
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.models import Trial
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.undoing import last_step, undo_step
from tests.factories import make_stay, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made = make_team()
    make_stay(made, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    return made


@pytest.fixture
def head(team: Team) -> Actor:
    return worker(team, Role.TEAM_LEAD)


def undo(actor: Actor, team: Team, stay: Stay) -> State:
    with acting(actor):
        found = last_step(stay)
        assert found is not None
        undo_step(actor=actor, team=team, stay_id=stay.pk, moment=found.moment)
        return stay_now(actor, team, stay.pk, TODAY)[1]


def test_an_exit_taken_back_gives_the_trial_period_again(team: Team, head: Actor) -> None:
    stay = bring_to(head, team, State.TRIAL)
    with acting(head):
        before = facts_now(Stay.objects.get(pk=stay.pk))
    step(head, team, stay, Step.EXIT, days_ago(2), reason="other", detail="moved", early_exit=True)
    assert undo(head, team, stay) is State.TRIAL
    with acting(head):
        assert facts_now(Stay.objects.get(pk=stay.pk)) == before
        trial = Trial.objects.get(stay=stay, superseded_at__isnull=True)
        assert (trial.outcome, trial.decided_on) == ("", None)
        assert differing(team.pk) == []
        exits = StayEvent.objects.filter(stay=stay, kind="exited")
        assert exits.count() == 1  # still there, as something once thought
        assert not exits.filter(known_at()).exists()


def test_what_has_been_taken_back_is_not_taken_back_again(team: Team, head: Actor) -> None:
    for state in (State.QUEUE, State.PAUSED, State.EXITED):
        stay = bring_to(head, team, state)
        undo(head, team, stay)
        with acting(head):
            assert last_step(stay) is None


def test_the_referral_itself_stays(team: Team, head: Actor) -> None:
    stay = bring_to(head, team, State.REFERRED)
    with pytest.raises(StepRefused, match="referral|uppdraget"):
        undo(head, team, stay)


def test_what_came_from_a_workbook_is_not_taken_back_here(team: Team, head: Actor) -> None:
    with acting(head):
        assert last_step(make_stay(team)) is None


def test_something_newer_is_left_alone(team: Team, head: Actor) -> None:
    stay = bring_to(head, team, State.QUEUE)
    with acting(head):
        shown = last_step(stay)
    step(head, team, stay, Step.PAUSE, TODAY, reason="away")
    assert shown is not None
    with acting(head), pytest.raises(StepRefused):
        undo_step(actor=head, team=team, stay_id=stay.pk, moment=shown.moment)


def test_a_coach_has_fourteen_days_and_the_lead_longer(team: Team, head: Actor) -> None:
    stay = bring_to(head, team, State.QUEUE)
    coach = worker(team, Role.COACH)
    with acting(head):
        for rows, days in (
            (StayDetail.objects.filter(stay=stay), 20),
            (StayEvent.objects.filter(stay=stay), 20),
            (StayEvent.objects.filter(stay=stay, kind="mission_received"), 15),
        ):
            rows.update(recorded_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=days))
    with pytest.raises(StepRefused, match="14"):
        undo(coach, team, stay)
    assert undo(head, team, stay) is State.VISITED


def test_a_correction_made_on_an_old_page_is_refused_and_changes_nothing(team: Team, head: Actor) -> None:
    stay = bring_to(head, team, State.ENROLLED)
    with acting(head):
        version = version_of(stay)
        for day in (days_ago(59), days_ago(58)):
            correct = {"enrolled_on": day}
            if day == days_ago(58):
                with pytest.raises(StepRefused):
                    correct_stay(
                        actor=head, team=team, stay_id=stay.pk, changes=correct, expected_version=version
                    )
            else:
                correct_stay(
                    actor=head, team=team, stay_id=stay.pk, changes=correct, expected_version=version
                )
        assert Stay.objects.get(pk=stay.pk).enrolled_on == days_ago(59)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"referred_on": TODAY + dt.timedelta(days=1)}, "referred_on"),
        ({"enrolled_on": dt.date(1960, 1, 1)}, "enrolled_on"),
        ({"exited_on": TODAY}, ""),
    ],
)
def test_days_that_can_not_be_right(team: Team, head: Actor, changes: dict[str, dt.date], field: str) -> None:
    stay = bring_to(head, team, State.ENROLLED)
    with acting(head), pytest.raises(StepRefused) as refused:
        correct_stay(
            actor=head, team=team, stay_id=stay.pk, changes=changes, expected_version=version_of(stay)
        )
    assert refused.value.field == field
