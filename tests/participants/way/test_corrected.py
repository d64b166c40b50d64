"""What counts as corrected on the way: what was said and isn't any more, never what a step adds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayEvent
from samsteg.participants.way.corrected import SAYS, corrected, corrections_of
from samsteg.participants.way.correcting import correct_stay, version_of
from samsteg.participants.way.current import stay_now
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.undoing import last_step, undo_step
from tests.factories import make_stay, make_team
from tests.participants.way.test_amending import change, walked
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker

db = pytest.mark.django_db
Told = tuple[str, str, bool]  # the table, the day it was said for, whether it was taken away


@pytest.fixture
def team(db: None) -> Team:
    made = make_team()
    make_stay(made, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    return made


@pytest.fixture
def head(team: Team) -> Actor:
    return worker(team, Role.TEAM_LEAD)


def told(head: Actor, stay: Stay) -> list[Told]:
    with acting(head):
        return [
            (type(one.before).__name__, str(getattr(one.before, "occurred_on", "")), one.after is None)
            for one in corrections_of(stay)
        ]


def mend(head: Actor, stay: Stay, **changes: Any) -> None:
    with acting(head):
        seen, _state = stay_now(head, stay.team, stay.pk, TODAY)
        version = version_of(seen)
        correct_stay(actor=head, team=stay.team, stay_id=stay.pk, changes=changes, expected_version=version)


def test_a_whole_way_without_mistakes_has_no_corrections(head: Actor, team: Team) -> None:
    """Pauses that end, an outcome, an end that is put off, the exit: all of it adds."""
    stay = walked(head, team)
    assert told(head, stay) == []


def test_a_prolonged_trial_and_an_ended_priority_are_none(head: Actor, team: Team) -> None:
    waiting = bring_to(head, team, State.QUEUE)
    step(head, team, waiting, Step.PRIORITISE, days_ago(3), reason="age")
    step(head, team, waiting, Step.END_PRIORITY, days_ago(2), reason="passed")
    step(head, team, waiting, Step.PRIORITISE, days_ago(1), reason="age")
    assert told(head, waiting) == []
    trying = bring_to(head, team, State.TRIAL)
    step(
        head,
        team,
        trying,
        Step.PROLONG_TRIAL,
        TODAY,
        trial_ends_on=TODAY + dt.timedelta(days=60),
        reason="away",
    )
    assert told(head, trying) == []


def test_a_mended_day_is_told_with_when_and_by_whom(head: Actor, team: Team) -> None:
    stay = walked(head, team)
    with acting(head):
        was = stay_now(head, team, stay.pk, TODAY)[0].mission_received_on
    assert was is not None
    mend(head, stay, mission_received_on=was + dt.timedelta(days=1))
    mend(head, stay, mission_received_on=was + dt.timedelta(days=2))
    later = was + dt.timedelta(days=1)
    assert told(head, stay) == [("StayEvent", str(later), False), ("StayEvent", str(was), False)]
    with acting(head):
        assert {one.by_id for one in corrections_of(stay)} == {head.user_id}


def test_what_was_decided_is_told_too(head: Actor, team: Team) -> None:
    stay = walked(head, team)
    change(head, stay, occupation="student", own_words="Andra ord")
    assert sorted(told(head, stay)) == [("OwnWords", "", False), ("Situation", "", False)]


def test_a_step_that_was_taken_back_is_told_as_taken_away_and_by_whom(head: Actor, team: Team) -> None:
    stay = bring_to(head, team, State.QUEUE)
    step(head, team, stay, Step.PAUSE, days_ago(2), reason="away")
    with acting(head):
        last = last_step(stay)
        assert last is not None
        undo_step(actor=head, team=team, stay_id=stay.pk, moment=last.moment)
    assert told(head, stay) == [("QueuePause", "", True)]


MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@given(st.lists(st.one_of(st.none(), st.integers(1, 3)), min_size=1, max_size=6))
def test_each_day_that_was_said_and_changed_is_told_once(days: list[int | None]) -> None:
    """Days of one step, from first to last; None where it was taken away for a while."""
    rows = [
        StayEvent(
            pk=at + 1,
            kind="referred",
            occurred_on=dt.date(2025, 1, day),
            recorded_at=MOMENT + dt.timedelta(hours=at),
            superseded_at=MOMENT + dt.timedelta(hours=at + 1) if at + 1 < len(days) else None,
        )
        for at, day in enumerate(days)
        if day is not None
    ]
    gone = [(was, new) for was, new in zip(days, days[1:], strict=False) if was and was != new]
    found = corrected(rows)
    assert [(one.before.occurred_on.day, one.after is None) for one in found] == [
        (was, new is None) for was, new in gone
    ]


def test_every_kind_says_something_that_it_has() -> None:
    for model, (key, says) in SAYS.items():
        fields = {field.attname for field in model._meta.concrete_fields}
        assert {*key, *says} <= fields and says
