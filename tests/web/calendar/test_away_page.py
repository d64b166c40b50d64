"""Who is in, of what was pressed in the morning and what was told beforehand; and the page to tell it on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.presence import note_presence
from samsteg.activities.calendar.rules import monday_of
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.staffing.models import Absence
from samsteg.staffing.services import note_absence, take_back_days
from samsteg.today.who import staff_between
from samsteg.web.calendar.who import away_sentence
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
MONDAY = monday_of(TODAY) + 7 * DAY  # a week that hasn't begun


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


def actor_of(team: Team, user: User) -> Actor:
    with inside(team):
        return actor_for(user)


def week_of(actor: Actor, team: Team) -> Any:
    people = staff_between(actor=actor, team=team, first=MONDAY, last=MONDAY + 4 * DAY)
    return next(one for one in people if one.user_id == actor.user_id)


def test_a_week_away_with_a_day_taken_back_and_hours_of_another(team: Team, kim: User) -> None:
    actor = actor_of(team, kim)
    by: dict[str, Any] = {"actor": actor, "team": team}
    with acting(actor):
        note_absence(**by, first_on=MONDAY, last_on=MONDAY + 6 * DAY)
        note_absence(**by, first_on=MONDAY, last_on=MONDAY + 6 * DAY)  # the same twice is once
        assert Absence.objects.count() == 1
        assert take_back_days(**by, first_on=MONDAY + 2 * DAY) == 1
        note_absence(**by, first_on=MONDAY + 2 * DAY, starts_at=dt.time(13), ends_at=dt.time(15, 30))
        found = week_of(actor, team)
        with translation.override("en"):
            told = away_sentence([MONDAY + number * DAY for number in range(5)], [found])
    wednesday = MONDAY + 2 * DAY
    assert wednesday not in found.states and found.hours == {wednesday: [(dt.time(13), dt.time(15, 30))]}
    assert told == "Kim is away monday, tuesday, wednesday 13.00–15.30, thursday, friday."


def test_who_presses_in_the_morning_is_in_though_told_to_be_away(team: Team, kim: User) -> None:
    actor = actor_of(team, kim)
    with acting(actor):
        note_absence(actor=actor, team=team, first_on=MONDAY, last_on=MONDAY + DAY)
        note_presence(actor=actor, team=team, state=PresenceState.IN, first=MONDAY)
        found = week_of(actor, team)
    assert found.states == {MONDAY: PresenceState.IN, MONDAY + DAY: PresenceState.AWAY}


def test_the_page_keeps_days_and_hours_and_the_check_in_says_so(team: Team, kim: User) -> None:
    client = client_of(kim)
    address = reverse("calendar_away", args=[team.slug])
    typed = {"user_id": kim.pk, "state": "away", "first": str(TODAY)}
    assert client.post(address, {**typed, "starts_at": "13"}).status_code == 422  # until when?
    assert client.post(address, {**typed, "state": "home", "starts_at": "13"}).status_code == 422
    assert client.post(address, {**typed, "starts_at": "8", "ends_at": "17"}).status_code == 302
    with inside(team):
        (row,) = Absence.objects.all()
        assert (row.first_on, row.starts_at) == (TODAY, dt.time(8))
    page = client.get(address).content.decode()
    assert "08.00–17.00" in page and f'value="{row.pk}"' in page
    shown = client.get(reverse("calendar", args=[team.slug])).content.decode()
    is_working_day = TODAY.weekday() < 5
    assert ("You are told to be away 08.00–17.00 today." in shown) == is_working_day
    assert client.post(address, {"act": "back", "absence": row.pk}).status_code == 302
    with inside(team):
        assert not Absence.objects.exists()


def test_the_week_asks_no_more_for_many_absences(team: Team, django_assert_max_num_queries: Any) -> None:
    kim = make_user("kim", team)
    client: Client = client_of(kim)
    with acting(actor := actor_of(team, kim)):
        for number in range(5):
            by: dict[str, Any] = {"actor": actor, "team": team}
            note_absence(**by, first_on=monday_of(TODAY) + number * DAY)
    address = reverse("calendar", args=[team.slug])
    client.get(address)
    with django_assert_max_num_queries(
        26
    ):  # one of them: the days when the team is closed; another: booked talks
        assert client.get(address).status_code == 200
