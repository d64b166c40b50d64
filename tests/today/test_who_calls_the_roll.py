"""Whose the roll call is: the leader's, and everybody's when the leader has left the team or is away that day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation

from samsteg.access.models import Membership
from samsteg.accounts.models import User
from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.models import Presence
from samsteg.activities.planning import TermValues, preview_term
from samsteg.activities.records import LeaderValues
from samsteg.activities.rules import Beat
from samsteg.activities.services import add_leader
from samsteg.staffing.models import Absence
from samsteg.today.gathering import gather
from tests.activities.makers import make_session
from tests.web.test_groups import Place, place
from tests.web.users import client_of, inside, make_user

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def kim(place: Place) -> User:
    """Leads the group, which has a session today and one yesterday, of which nothing is noted."""
    user = make_user("kim", place.team)
    with inside(place.team) as actor:
        of_group: dict[str, Any] = {"actor": actor, "team": place.team, "group_id": place.group.pk}
        add_leader(**of_group, leader=LeaderValues(user_id=user.pk), started_on=TODAY - 9 * DAY)
        make_session(actor, place.team, place.group, TODAY - DAY)
    return user


def days(place: Place) -> list[dt.date]:
    """Of the sessions that are the other coach's to call."""
    with inside(place.team) as actor:
        return [one.on_day for one in gather(actor, place.team).led]


def test_what_another_leads_is_the_others(place: Place, kim: User) -> None:
    assert days(place) == []
    page = client_of(kim).get(place.address("today")).content.decode()
    assert page.count("Skogsgruppen") == 2


def test_who_has_left_the_team_leaves_the_roll_calls_to_everybody(place: Place, kim: User) -> None:
    with inside(place.team):
        Membership.objects.filter(user=kim).update(valid_to=TODAY)
    assert days(place) == [TODAY - DAY, TODAY]
    assert place.coach.get(place.address("today")).content.decode().count("Skogsgruppen") == 2


def test_who_is_away_today_leaves_todays_to_everybody_and_keeps_what_was(place: Place, kim: User) -> None:
    with inside(place.team) as actor:
        Absence.objects.create(
            team=place.team, user=kim, first_on=TODAY, last_on=TODAY, noted_by_id=actor.user_id
        )
    assert days(place) == [TODAY]
    with inside(place.team):
        Absence.objects.update(starts_at=dt.time(13), ends_at=dt.time(15))
    assert days(place) == []  # hours away aren't the whole day
    with inside(place.team):
        Presence.objects.create(
            team=place.team, user_id=kim.pk, on_day=TODAY, state=PresenceState.AWAY, noted_by_id=kim.pk
        )
    assert days(place) == [TODAY]


def test_who_was_away_that_day_leaves_it_to_everybody(place: Place, kim: User) -> None:
    with inside(place.team) as actor:
        away = {"first_on": TODAY - 30 * DAY, "last_on": TODAY - DAY, "noted_by_id": actor.user_id}
        Absence.objects.create(team=place.team, user=kim, **away)
    assert days(place) == [TODAY - DAY]
    with inside(place.team):
        Presence.objects.create(
            team=place.team,
            user_id=kim.pk,
            on_day=TODAY - DAY,
            state=PresenceState.IN,
            noted_by_id=kim.pk,
        )
    assert days(place) == []  # came all the same


def test_a_second_leader_who_is_here_is_enough(place: Place, kim: User) -> None:
    lo = make_user("lo", place.team)
    with inside(place.team) as actor:
        of_group: dict[str, Any] = {"actor": actor, "team": place.team, "group_id": place.group.pk}
        add_leader(**of_group, leader=LeaderValues(user_id=lo.pk), started_on=TODAY - 9 * DAY)
        Membership.objects.filter(user=kim).update(valid_to=TODAY)
    assert days(place) == []


def test_the_preview_of_a_term_tells_that_its_leader_has_no_role(place: Place, kim: User) -> None:
    beat = Beat(2, dt.time(13), dt.time(15))
    values = TermValues(TODAY + 7 * DAY, TODAY + 60 * DAY, (beat,))
    with inside(place.team) as actor, translation.override("en"):
        by: dict[str, Any] = {"actor": actor, "team": place.team, "group_id": place.group.pk}
        assert preview_term(**by, values=values).told == ()
        Membership.objects.filter(user=kim).update(valid_to=TODAY)
        (said,) = preview_term(**by, values=values).told
    assert "has no role in the team now" in said
