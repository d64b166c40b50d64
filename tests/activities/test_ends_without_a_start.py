"""A referral that ends without a start ends groups as an exit does: nobody is called, nobody comes in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from samsteg.activities.following import follow_stays
from samsteg.activities.half_called import half_called
from samsteg.activities.marking import mark_session
from samsteg.activities.member_selectors import members_of
from samsteg.activities.members import put_back, put_in
from samsteg.activities.models import Group
from samsteg.activities.places import places_taken
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.rolls import may_be_added, roll_of
from samsteg.activities.selectors import sessions_to_call
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.opening import open_again
from samsteg.participants.way.undoing import last_step, undo_step
from tests.activities.in_a_group import DAY, group, head, into, now, team
from tests.activities.makers import asked, make_group, make_session
from tests.factories import make_stay
from tests.participants.way.walking import TODAY, bring_to, days_ago, step

__all__ = ["group", "head", "team"]  # the fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(team: Team, head: Actor) -> Stay:
    return bring_to(head, team, State.QUEUE)


def end_referral(head: Actor, stay: Stay, on: dt.date) -> int:
    step(head, stay.team, stay, Step.END_REFERRAL, on, reason="declined")
    with acting(head):
        return follow_stays(stay.team, head.user_id)


def test_it_ends_the_groups_frees_the_place_and_is_taken_back(head: Actor, group: Group, stay: Stay) -> None:
    held = into(head, group, stay, days_ago(30))
    later = into(head, group_of(head, stay.team, "Syjuntan"), stay, TODAY + 9 * DAY)
    assert end_referral(head, stay, days_ago(5)) == 2
    assert now(head, held) == (days_ago(4), "stay_ended")
    assert now(head, later) == (TODAY + 9 * DAY, "stay_ended")
    with acting(head):
        assert follow_stays(stay.team, head.user_id) == 0  # twice is once
        assert tuple(places_taken(stay.team, group, one) for one in (TODAY, days_ago(5))) == (0, 1)
        assert members_of(head, stay.team, group, on=TODAY, later=True) == []
        with pytest.raises(GroupRefused, match="without a start"), translation.override("en"):
            put_back(actor=head, team=stay.team, series=held.series)
        last = last_step(stay)
        assert last is not None
        undo_step(actor=head, team=stay.team, stay_id=stay.pk, moment=last.moment)
        assert follow_stays(stay.team, head.user_id) == 2
    assert (now(head, held), now(head, later)) == ((None, ""), (None, ""))


def group_of(head: Actor, team: Team, name: str) -> Group:
    with acting(head):
        return make_group(head, team, name)


def test_after_it_nobody_comes_in_and_nobody_is_offered(head: Actor, group: Group, stay: Stay) -> None:
    end_referral(head, stay, days_ago(5))
    with translation.override("en"), pytest.raises(GroupRefused, match="without a start") as refused:
        into(head, group, stay, TODAY)
    assert refused.value.field == "joined_on"
    with acting(head):
        assert may_be_added(head, stay.team, TODAY, ()) == []
        assert [one.person_id for one in may_be_added(head, stay.team, days_ago(5), ())] == [stay.person_id]
    held = into(head, group, stay, days_ago(9))  # noted afterwards
    assert (held.left_on, held.leave_reason) == (days_ago(4), "stay_ended")


def test_no_roll_calls_them_nor_misses_their_mark(head: Actor, group: Group, stay: Stay) -> None:
    """Also before anything has followed the end, as when another page or a file said so."""
    other = make_stay(stay.team, enrolled_on=days_ago(60))
    into(head, group, stay, days_ago(30))
    with acting(head):
        put_in(
            actor=head,
            team=stay.team,
            group_id=group.pk,
            person_id=other.person_id,
            joined_on=days_ago(30),
        )
        row = make_session(head, stay.team, group, days_ago(1))
    step(head, stay.team, stay, Step.END_REFERRAL, days_ago(5), reason="declined")
    with acting(head):
        called = roll_of(head, stay.team, group.pk, row.series, row.on_day)
        assert [one.person_id for one in called] == [other.person_id]
        mark_session(actor=head, team=stay.team, series=row.series, asked=[asked(other.person_id, "present")])
        assert half_called(head, stay.team, sessions_to_call(head, stay.team)) == {}


def test_who_is_referred_once_more_comes_in_from_then(head: Actor, group: Group, stay: Stay) -> None:
    held = into(head, group, stay, days_ago(30))
    end_referral(head, stay, days_ago(5))
    with acting(head):
        open_again(
            actor=head, team=stay.team, person_id=stay.person_id, referrer="soc", referred_on=days_ago(2)
        )
        assert follow_stays(stay.team, head.user_id) == 0
    assert now(head, into(head, group, stay, TODAY)) == (None, "")
    assert now(head, held) == (days_ago(4), "stay_ended")


def test_a_referral_beside_a_stay_that_goes_on_ends_nothing(head: Actor, group: Group) -> None:
    team = group.team
    here = make_stay(team, enrolled_on=days_ago(60))
    held = into(head, group, here, days_ago(30))
    beside = {"referred_on": days_ago(20), "not_enrolled_on": days_ago(5), "not_enrolled_reason": "other"}
    with acting(head):
        make_stay(team, person=here.person_id, **beside)
        assert follow_stays(team, head.user_id) == 0
        row = make_session(head, team, group, TODAY)
        assert [one.person_id for one in roll_of(head, team, group.pk, row.series, TODAY)] == [here.person_id]
    assert now(head, held) == (None, "")
