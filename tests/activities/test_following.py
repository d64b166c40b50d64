"""Groups end with the stay: closed at the exit, opened when it is taken back, moved with its day; never for others."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.activities.following import follow_stays
from samsteg.activities.member_selectors import members_of
from samsteg.activities.members import put_back, take_out
from samsteg.activities.models import Group, GroupMembership
from samsteg.activities.places import places_taken
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.rolls import roll_of
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.correcting import correct_stay, version_of
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.opening import open_again
from samsteg.participants.way.undoing import last_step, undo_step
from tests.activities.in_a_group import DAY, group, head, into, now, team
from tests.activities.makers import make_group, make_session
from tests.factories import make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker

__all__ = ["group", "head", "team"]  # the fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(team: Team, head: Actor) -> Stay:
    return bring_to(head, team, State.ENROLLED)


def leave(head: Actor, stay: Stay, on: dt.date) -> int:
    step(head, stay.team, stay, Step.EXIT, on, reason="work", detail="unsubsidised")
    with acting(head):
        return follow_stays(stay.team, head.user_id)


def undo(head: Actor, stay: Stay) -> None:
    with acting(head):
        last = last_step(stay)
        assert last is not None
        undo_step(actor=head, team=stay.team, stay_id=stay.pk, moment=last.moment)
        follow_stays(stay.team, head.user_id)


def test_an_exit_ends_the_groups_on_its_day_and_frees_the_place(
    head: Actor, group: Group, stay: Stay
) -> None:
    held = into(head, group, stay, days_ago(30))
    assert leave(head, stay, days_ago(5)) == 1
    assert now(head, held) == (days_ago(4), "stay_ended")
    with acting(head):
        assert follow_stays(stay.team, head.user_id) == 0  # twice is once
        assert tuple(places_taken(stay.team, group, one) for one in (TODAY, days_ago(5))) == (0, 1)
        assert members_of(head, stay.team, group, on=TODAY) == []
        row = GroupMembership.objects.current().get(series=held.series)
        assert (row.version, row.recorded_by_id) == (2, head.user_id)


def test_an_exit_taken_back_opens_what_it_closed_and_nothing_else(
    head: Actor, group: Group, stay: Stay
) -> None:
    with acting(head):
        other = make_group(head, stay.team, "Syjuntan")
        third = make_group(head, stay.team, "Körkort")
    held, done = into(head, group, stay, days_ago(30)), into(head, other, stay, days_ago(40))
    planned = into(head, third, stay, days_ago(20))
    with acting(head):
        take_out(actor=head, team=stay.team, series=done.series, left_on=days_ago(20), reason="own_wish")
        take_out(
            actor=head, team=stay.team, series=planned.series, left_on=TODAY + 9 * DAY, reason="finished"
        )
    assert leave(head, stay, days_ago(5)) == 2
    undo(head, stay)
    assert now(head, held) == (None, "")
    assert now(head, done) == (days_ago(20), "own_wish")
    assert now(head, planned) == (TODAY + 9 * DAY, "finished")


def test_another_exit_day_moves_the_last_day_in_the_group(head: Actor, group: Group, stay: Stay) -> None:
    held = into(head, group, stay, days_ago(30))
    leave(head, stay, days_ago(5))
    for day in (days_ago(2), days_ago(10)):
        with acting(head):
            row = Stay.objects.get(pk=stay.pk)
            correct_stay(
                actor=head,
                team=stay.team,
                stay_id=stay.pk,
                changes={"exited_on": day},
                expected_version=version_of(row),
            )
            follow_stays(stay.team, head.user_id)
        assert now(head, held) == (day + DAY, "stay_ended")


def test_a_second_stay_calls_nobody_unasked(head: Actor, group: Group, stay: Stay) -> None:
    held = into(head, group, stay, days_ago(30))
    leave(head, stay, days_ago(5))
    with acting(head):
        open_again(
            actor=head,
            team=stay.team,
            person_id=stay.person_id,
            referrer="soc",
            referred_on=days_ago(2),
        )
        assert follow_stays(stay.team, head.user_id) == 0
        session = make_session(head, stay.team, group, TODAY)
        assert roll_of(head, stay.team, group.pk, session.series, TODAY) == []
        with pytest.raises(GroupRefused, match="last day here"), translation.override("en"):
            put_back(actor=head, team=stay.team, series=held.series)
    again = into(head, group, stay, TODAY)
    assert now(head, again) == (None, "")
    assert now(head, held) == (days_ago(4), "stay_ended")


def test_who_was_to_come_later_never_comes(head: Actor, group: Group, stay: Stay) -> None:
    held = into(head, group, stay, TODAY + 9 * DAY)
    leave(head, stay, days_ago(5))
    assert now(head, held) == (TODAY + 9 * DAY, "stay_ended")
    with acting(head):
        assert members_of(head, stay.team, group, on=TODAY, later=True) == []
    undo(head, stay)
    assert now(head, held) == (None, "")


def test_another_teams_groups_are_left_alone(head: Actor, group: Group, stay: Stay) -> None:
    held = into(head, group, stay, days_ago(30))
    step(head, stay.team, stay, Step.EXIT, days_ago(5), reason="work", detail="unsubsidised")
    other = make_team()
    with acting(worker(other, Role.TEAM_LEAD)):
        assert follow_stays(other, 0) == 0
    assert now(head, held) == (None, "")


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (dt.date(1999, 1, 1), "has been here since"),
        (days_ago(101), "has been here since"),
        (TODAY + dt.timedelta(days=367), "more than a year ahead"),
        (dt.date(2036, 1, 1), "more than a year ahead"),
    ],
)
def test_the_first_day_is_within_the_stay_and_not_far_ahead(
    head: Actor, group: Group, stay: Stay, day: dt.date, says: str
) -> None:
    with translation.override("en"), pytest.raises(GroupRefused, match=says) as refusal:
        into(head, group, stay, day)
    assert refusal.value.field == "joined_on"
    with acting(head):
        assert not GroupMembership.objects.exists()


def test_after_the_exit_nobody_comes_in_and_before_it_only_up_to_it(
    head: Actor, group: Group, stay: Stay
) -> None:
    leave(head, stay, days_ago(5))
    with translation.override("en"), pytest.raises(GroupRefused, match="last day here"):
        into(head, group, stay, TODAY)
    held = into(head, group, stay, days_ago(9))  # noted afterwards
    assert (held.left_on, held.leave_reason) == (days_ago(4), "stay_ended")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(joined=st.integers(0, 60), exits=st.lists(st.integers(0, 59), min_size=1, max_size=3))
def test_however_often_it_is_taken_back_the_group_ends_with_the_last_exit(
    head: Actor, group: Group, stay: Stay, joined: int, exits: list[int]
) -> None:
    held = into(head, group, stay, days_ago(joined))
    for ago in exits:
        leave(head, stay, days_ago(ago))
        left_on, reason = now(head, held)
        assert (left_on, reason) == (max(days_ago(ago) + DAY, days_ago(joined)), "stay_ended")
        undo(head, stay)
        assert now(head, held) == (None, "")
    with acting(head):
        take_out(actor=head, team=stay.team, series=held.series, left_on=days_ago(joined), reason="mistake")
