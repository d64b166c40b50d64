"""A trial period that goes on longer, and a priority that ends: with a reason, and what was decided before is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.current import stay_now
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.models import QueuePriority, Trial
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.selectors import queue_of, way_of
from samsteg.participants.way.undoing import last_step, undo_step
from tests.factories import make_stay, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker

pytestmark = pytest.mark.django_db
MONTH = dt.timedelta(days=30)


@pytest.fixture
def team() -> Team:
    made = make_team()
    make_stay(made, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    return made


@pytest.fixture
def head(team: Team) -> Actor:
    return worker(team, Role.TEAM_LEAD)


def steps_of(head: Actor, team: Team, stay: Stay) -> set[Step]:
    with acting(head):
        return {one.step for one in way_of(actor=head, team=team, person_id=stay.person_id).steps}


def undo(head: Actor, team: Team, stay: Stay) -> None:
    with acting(head):
        found = last_step(stay)
        assert found is not None
        undo_step(actor=head, team=team, stay_id=stay.pk, moment=found.moment)


def trials(head: Actor, stay: Stay) -> list[tuple[dt.date, dt.date | None, str, bool]]:
    with acting(head):
        rows = Trial.objects.filter(stay=stay).order_by("recorded_at")
        return [
            (one.ends_on, one.prolonged_on, one.prolonged_reason, one.superseded_at is None) for one in rows
        ]


def test_a_trial_goes_on_longer_and_the_day_before_is_kept(team: Team, head: Actor) -> None:
    stay = bring_to(head, team, State.TRIAL)  # up to yesterday
    later = TODAY + MONTH
    assert (
        step(head, team, stay, Step.PROLONG_TRIAL, TODAY, trial_ends_on=later, reason="away") is State.TRIAL
    )
    assert trials(head, stay) == [(days_ago(1), None, "", False), (later, TODAY, "away", True)]
    assert step(head, team, stay, Step.CONTINUE, TODAY) is State.ENROLLED
    with acting(head):
        now = Trial.objects.get(stay=stay, superseded_at__isnull=True)
    assert (now.outcome, now.ends_on, now.prolonged_reason) == ("continues", later, "away")
    undo(head, team, stay)
    with acting(head):
        assert stay_now(head, team, stay.pk, TODAY)[1] is State.TRIAL
        assert Trial.objects.get(stay=stay, superseded_at__isnull=True).prolonged_on == TODAY


@pytest.mark.parametrize(
    ("ends_on", "said"),
    [
        (days_ago(1), "lasts to"),
        (days_ago(20), "lasts to"),
        (TODAY + dt.timedelta(days=301), "The planned end is"),
    ],
)
def test_a_trial_is_prolonged_to_a_later_day_within_the_planned_time(
    team: Team, head: Actor, ends_on: dt.date, said: str
) -> None:
    stay = bring_to(head, team, State.TRIAL)
    with translation.override("en"), pytest.raises(StepRefused, match=said) as refused:
        step(head, team, stay, Step.PROLONG_TRIAL, TODAY, trial_ends_on=ends_on, reason="away")
    assert refused.value.field == "trial_ends_on"
    assert len(trials(head, stay)) == 1


def test_a_priority_ends_and_the_queue_is_in_its_order_again(team: Team, head: Actor) -> None:
    long, short = bring_to(head, team, State.QUEUE), bring_to(head, team, State.QUEUE)
    step(head, team, short, Step.PRIORITISE, days_ago(9), reason="age")

    def order() -> list[tuple[int, str]]:
        with acting(head):
            return [(one.person_id, one.priority) for one in queue_of(actor=head, team=team)]

    assert order() == [(short.person_id, "age"), (long.person_id, "")]
    assert {Step.END_PRIORITY} == steps_of(head, team, short) & {Step.PRIORITISE, Step.END_PRIORITY}
    assert {Step.PRIORITISE} == steps_of(head, team, long) & {Step.PRIORITISE, Step.END_PRIORITY}
    with translation.override("en"), pytest.raises(StepRefused, match="The priority was given"):
        step(head, team, short, Step.END_PRIORITY, days_ago(10), reason="passed")
    step(head, team, short, Step.END_PRIORITY, TODAY, reason="own_wish")
    assert {told for _person, told in order()} == {""}
    with pytest.raises(StepRefused):  # there is none any more
        step(head, team, short, Step.END_PRIORITY, TODAY, reason="passed")
    with acting(head):
        now = QueuePriority.objects.get(stay=short, superseded_at__isnull=True)
        assert (now.decided_on, now.ended_on, now.end_reason) == (days_ago(9), TODAY, "own_wish")
    undo(head, team, short)
    assert order()[0] == (short.person_id, "age")
    step(head, team, short, Step.END_PRIORITY, TODAY, reason="passed")
    step(head, team, short, Step.PRIORITISE, TODAY, reason="returns")
    assert order()[0] == (short.person_id, "returns")
