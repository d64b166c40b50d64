"""What was decided and said on the way is corrected once newer steps are taken: beside what it said, never over it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting, set_context
from samsteg.core.errors import NotVisible
from samsteg.core.facts import known_at
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.projection import differing
from samsteg.participants.way.amending import amend, decided_now, decided_version
from samsteg.participants.way.current import stay_now
from samsteg.participants.way.decided import Around, Decided, Ending, Pause, check_decided
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.models import OwnWords, QueuePause, Situation, Trial
from samsteg.participants.way.rules import StepRefused
from samsteg.statistics.figures import figures
from samsteg.statistics.values import Period
from tests.factories import make_stay, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, refer, step, worker

db = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PLANNED = TODAY + 300 * DAY


@pytest.fixture
def team(db: None) -> Team:
    made = make_team()
    make_stay(made, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    return made


@pytest.fixture
def head(team: Team) -> Actor:
    return worker(team, Role.TEAM_LEAD)


def now(head: Actor, stay: Stay) -> Decided:
    with acting(head):
        return decided_now(stay.team, stay)


def change(head: Actor, stay: Stay, version: str = "", **changes: Any) -> None:
    set_context(None)
    with acting(head), translation.override("en"):
        said = replace(decided_now(stay.team, stay), **changes)
        expected = version or decided_version(stay)
        amend(actor=head, team=stay.team, stay_id=stay.pk, said=said, expected_version=expected)


def walked(head: Actor, team: Team) -> Stay:
    """All the way: a pause, a trial period that continued, an exit with words."""
    stay = refer(head, team, on=days_ago(200))
    step(head, team, stay, Step.RECEIVE_MISSION, days_ago(190))
    step(head, team, stay, Step.PAUSE, days_ago(180), reason="away")
    step(head, team, stay, Step.RESUME, days_ago(170))
    start = {"coach_id": head.user_id, "planned_on": PLANNED, "trial_ends_on": days_ago(100)}
    step(head, team, stay, Step.ENROL, days_ago(150), occupation="neither", education="compulsory", **start)
    step(head, team, stay, Step.CONTINUE, days_ago(99))
    step(head, team, stay, Step.EXIT, days_ago(9), reason="work", occupation="student", own_words="Tack")
    return stay


def test_each_thing_is_mended_once_newer_steps_are_taken_and_the_old_one_is_kept(
    head: Actor, team: Team
) -> None:
    stay = walked(head, team)
    before, moment = now(head, stay), timezone.now()
    changes: dict[str, Any] = {
        "occupation": "employed_away",
        "education": "higher",
        "start_form": "group",
        "follow_ups_agreed_on": days_ago(151),
        "occupation_exit": "employed",
        "own_words": "Tack för allt 🙂",
        "trial_ends_on": days_ago(95),
        "trial_decided_on": days_ago(96),
        "pauses": (Pause(days_ago(181), days_ago(171), "own_wish"),),
        "endings": (Ending(TODAY, PLANNED - DAY, "new_goal"),),
    }
    change(head, stay, **changes)
    assert now(head, stay) == replace(before, **changes)
    with acting(head):
        assert stay_now(head, team, stay.pk, TODAY)[1] is State.EXITED
        assert differing(team.pk) == []
        assert QueuePause.objects.get(known_at(moment), stay=stay).started_on == days_ago(180)
        assert Situation.objects.get(known_at(moment), stay=stay, moment="start").education == "compulsory"
        assert Trial.objects.get(known_at(moment), stay=stay).ends_on == days_ago(100)
        assert OwnWords.objects.filter(stay=stay).count() == 2
        rows = QueuePause.objects.filter(stay=stay).count()
    change(head, stay)  # the same again
    with acting(head):
        assert QueuePause.objects.filter(stay=stay).count() == rows


def test_a_mended_pause_changes_the_figures_but_not_those_known_before(head: Actor, team: Team) -> None:
    stay = bring_to(head, team, State.QUEUE)  # in the queue for eighty days
    step(head, team, stay, Step.PAUSE, days_ago(70), reason="away")
    step(head, team, stay, Step.RESUME, TODAY)
    moment, period = timezone.now(), Period(days_ago(300), TODAY)

    def waited(as_of: dt.datetime | None = None) -> object:
        with acting(head):
            return figures(head, team, period, as_of=as_of)["queue.longest_months"].value

    assert waited() == 0
    change(head, stay, pauses=(Pause(days_ago(70), days_ago(69), "away"),))
    assert waited() == 2
    assert waited(moment) == 0


def test_an_outcome_that_was_pressed_wrong_is_taken_away(head: Actor, team: Team) -> None:
    stay = bring_to(head, team, State.TRIAL)
    step(head, team, stay, Step.CONTINUE, TODAY)
    step(head, team, stay, Step.EXTEND, TODAY, planned_on=PLANNED, reason="new_goal")
    change(head, stay, trial_outcome="", trial_decided_on=None)
    with acting(head):
        assert stay_now(head, team, stay.pk, TODAY)[1] is State.TRIAL


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"occupation": "spy"}, "occupation", "from the list"),
        ({"own_words": "x" * 4001}, "own_words", "at most 4000"),
        ({"follow_ups_agreed_on": TODAY + DAY}, "follow_ups_agreed_on", "hasn't come yet"),
        ({"follow_ups_agreed_on": dt.date(1920, 1, 1)}, "follow_ups_agreed_on", "was born"),
        ({"pauses": (Pause(None, None, "away"),)}, "pause_0_started_on", "Write the day"),
        (
            {"pauses": (Pause(days_ago(191), days_ago(180), "away"),)},
            "pause_0_started_on",
            "queue time began",
        ),
        ({"pauses": (Pause(days_ago(180), None, "away"),)}, "pause_0_ended_on", "The wait was over"),
        ({"pauses": (Pause(days_ago(180), days_ago(149), "away"),)}, "pause_0_ended_on", "The wait was over"),
        ({"pauses": (Pause(days_ago(170), days_ago(175), "away"),)}, "pause_0_ended_on", "before it begins"),
        ({"pauses": (Pause(days_ago(180), days_ago(170), ""),)}, "pause_0_reason", "Choose a reason"),
        ({"trial_ends_on": days_ago(151)}, "trial_ends_on", "before the start"),
        ({"trial_ends_on": None}, "trial_ends_on", "empty its outcome too"),
        ({"trial_outcome": ""}, "trial_outcome", "Write both"),
        ({"trial_outcome": "early_exit"}, "trial_outcome", "agree with the exit"),
        ({"trial_ends_on": PLANNED + DAY}, "trial_ends_on", "planned end is before"),
        ({"endings": ()}, "", "Keep one decision"),
        ({"endings": (Ending(TODAY, days_ago(150), "usual"),)}, "ending_0_planned_on", "not after the start"),
        ({"endings": (Ending(TODAY + DAY, PLANNED, "usual"),)}, "ending_0_decided_on", "hasn't come yet"),
        ({"endings": 2 * (Ending(TODAY, PLANNED, "usual"),)}, "ending_1_decided_on", "another decision"),
        ({"priority_reason": "age"}, "priority_on", "Write when the priority"),
    ],
)
def test_what_cannot_be_is_refused_in_words_at_its_field(
    head: Actor, team: Team, changes: dict[str, Any], field: str, said: str
) -> None:
    stay = walked(head, team)
    before = now(head, stay)
    with pytest.raises(StepRefused, match=said) as refused:
        change(head, stay, **changes)
    assert refused.value.field == field
    assert now(head, stay) == before


def test_an_early_exit_needs_a_trial_period_that_reaches_it(head: Actor, team: Team) -> None:
    stay = bring_to(head, team, State.TRIAL)
    step(head, team, stay, Step.EXIT, days_ago(2), reason="other", early_exit=True)
    with pytest.raises(StepRefused) as refused:
        change(head, stay, trial_ends_on=days_ago(3))
    assert refused.value.field == "trial_ends_on"
    change(head, stay, trial_ends_on=days_ago(2))


def test_a_coach_corrects_all_but_the_priority(head: Actor, team: Team) -> None:
    stay = bring_to(head, team, State.QUEUE)
    step(head, team, stay, Step.PRIORITISE, days_ago(9), reason="age")
    coach = worker(team, Role.COACH)
    with pytest.raises(StepRefused, match="Only the team lead"):
        change(coach, stay, priority_reason="returns")
    change(coach, stay, pauses=(Pause(days_ago(8), days_ago(5), "away"),))
    change(head, stay, priority_reason="returns", priority_on=days_ago(10))
    found = now(head, stay)
    assert (found.priority_reason, found.priority_on, len(found.pauses)) == ("returns", days_ago(10), 1)
    change(head, stay, priority_reason="", priority_on=None)
    assert now(head, stay).priority_on is None


def test_the_second_of_two_is_told_and_others_see_nothing(head: Actor, team: Team) -> None:
    stay = walked(head, team)
    with acting(head):
        version = decided_version(stay)
    change(head, stay, education="higher")
    with pytest.raises(StepRefused, match="meanwhile"):
        change(head, stay, version=version, education="none")
    other = make_team()
    with pytest.raises(NotVisible), acting(worker(other, Role.TEAM_LEAD)) as actor:
        amend(actor=actor, team=other, stay_id=stay.pk, said=Decided(), expected_version="")


FIRST = dt.date(2025, 1, 1)
days = st.integers(0, 40).map(lambda count: FIRST + count * DAY)
pauses = st.builds(
    lambda start, length: Pause(start, None if length is None else start + length * DAY, "away"),
    days,
    st.none() | st.integers(0, 15),
)


def covered(one: Pause) -> set[dt.date]:
    assert one.started_on is not None
    last = one.ended_on or FIRST + 100 * DAY
    return {one.started_on + count * DAY for count in range((last - one.started_on).days)}


@settings(deadline=None)
@given(st.lists(pauses, max_size=4))
def test_pauses_are_taken_where_none_shares_a_day_with_another(drawn: list[Pause]) -> None:
    around = Around(today=FIRST + 100 * DAY, queue_on=FIRST)
    starts = [one.started_on for one in drawn]
    told = [covered(one) for one in drawn]
    shared = any(one & other for place, one in enumerate(told) for other in told[:place])
    try:
        check_decided(Decided(pauses=tuple(drawn)), around, Decided())
    except StepRefused as refused:
        assert refused.field.startswith("pause_")
        assert shared or len(set(starts)) < len(starts) or any(not one for one in told)
    else:
        assert not shared
        assert len(set(starts)) == len(starts)  # a pause is named by the day it began
