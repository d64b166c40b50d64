"""The day's five lists: nothing above them, and what does not fit is one press away and logged."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.web.today.page import SHOWN
from tests.factories import make_consent, make_stay
from tests.participants.way.walking import days_ago
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
MORE = 3


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


def many_silent(team: Team, user: User, count: int) -> set[int]:
    stays = [make_stay(team, own_id=f"TYST-{one:02}", enrolled_on=days_ago(30)) for one in range(count)]
    for stay in stays:
        make_consent(team, stay.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk for stay in stays})
    return {stay.person_id for stay in stays}


def page(client: Client, team: Team, query: str = "") -> str:
    with translation.override("en"):
        answer = client.get(reverse("today", args=[team.slug]) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def logged(team: Team) -> set[int]:
    with inside(team):
        return set(ReadEntry.objects.filter(place="page:today").values_list("person_id", flat=True))


def test_what_does_not_fit_leads_to_the_whole_list_which_is_logged(team: Team, kim: User) -> None:
    everybody = many_silent(team, kim, SHOWN + MORE)
    client = client_of(kim)
    short = page(client, team)
    assert short.count("TYST-") == 2 * SHOWN  # the name and its link for readers
    assert f'<a href="?hela=silent#lista-silent">and {MORE} more' in short
    assert len(logged(team)) == SHOWN
    whole = page(client, team, "?hela=silent")
    assert whole.count("TYST-") == 2 * (SHOWN + MORE)
    assert 'href="?hela=' not in whole and "Show fewer" in whole
    assert logged(team) == everybody


def test_a_list_that_fits_has_nothing_to_open_or_to_shorten(team: Team, kim: User) -> None:
    many_silent(team, kim, SHOWN)
    for query in ("", "?hela=silent"):
        html = page(client_of(kim), team, query)
        assert 'href="?hela=' not in html and "Show fewer" not in html


@pytest.mark.parametrize("asked", ["due", "lists", "sentence", "__class__", "x" * 300, "%00", "silent'"])
def test_opening_another_list_or_none_opens_no_other(team: Team, kim: User, asked: str) -> None:
    many_silent(team, kim, SHOWN + MORE)
    assert page(client_of(kim), team, f"?hela={asked}").count("TYST-") == 2 * SHOWN


def test_the_five_lists_come_before_who_is_in(team: Team, kim: User) -> None:
    many_silent(team, kim, 1)
    html = page(client_of(kim), team)
    lists = [html.index(f'id="lista-{key}"') for key in ("comes", "silent", "due", "waits", "promised")]
    assert max(lists) < html.index("Where are you today?")


def test_one_press_still_says_where_one_is_and_comes_back_to_the_day(team: Team, kim: User) -> None:
    many_silent(team, kim, 1)
    client = client_of(kim)
    answer = client.post(reverse("check_in", args=[team.slug]), {"state": "in", "next": "today"})
    assert answer.headers["Location"] == reverse("today", args=[team.slug])
    assert 'value="in" class="s-btn s-btn-s s-btn-on" aria-pressed="true"' in page(client, team)
