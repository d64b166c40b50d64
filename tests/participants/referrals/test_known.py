"""Whoever comes back is found by who may see the earlier stay, and told of to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment, Protection
from samsteg.audit.models import ReadEntry
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.known import KnownBefore, known_before
from samsteg.participants.referrals.models import Referral
from samsteg.participants.referrals.records import Content
from samsteg.people.names import PersonName, save_name
from samsteg.people.services import save_personnummer
from tests.factories import coach, lead, make_stay, make_team
from tests.participants.referrals.makers import make_referral
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NUMBER = "199005172384"


@pytest.fixture
def team() -> Team:
    return make_team(slug="provdalen")


@pytest.fixture
def before(team: Team) -> Stay:
    """Somebody who has left, by name and number."""
    stay = make_stay(team, enrolled_on=dt.date(2024, 1, 8), exited_on=dt.date(2025, 1, 31))
    with acting(lead(team)):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Åsa", "Provsson"))
        save_personnummer(team=team, numbers={stay.person_id: NUMBER})
    return stay


def found(team: Team, actor: Actor, **content: str) -> tuple[KnownBefore, ...]:
    with acting(actor) as inner:
        return known_before(actor=inner, team=team, content=Content(**content))


def test_by_number_and_by_name(team: Team, before: Stay) -> None:
    (one,) = found(team, lead(team), personnummer=NUMBER, first_name="Annat", last_name="Namn")
    assert (one.person_id, one.by_number, one.goes_on, one.until) == (
        before.person_id,
        True,
        False,
        dt.date(2025, 1, 31),
    )
    (one,) = found(team, lead(team), first_name="asa", last_name="provsson", born="1990")
    assert (one.by_number, one.own_ids, one.birth_year) == (False, (before.own_id,), 1990)
    assert found(team, lead(team), first_name="Åsa", last_name="Provsson", born="1991-01-01") == ()
    assert found(team, lead(team), first_name="Åsa", last_name="Prov") == ()
    assert found(team, lead(team)) == ()


def test_only_to_who_may_see_the_earlier_stay(team: Team, before: Stay) -> None:
    told = {"personnummer": NUMBER, "first_name": "Åsa", "last_name": "Provsson"}
    assert found(team, coach(team), **told) == ()
    other = make_team()
    assert found(other, lead(other), **told) == ()
    setter = make_user("sattare")
    with acting(lead(team)):
        Protection.objects.create(
            team=team, person_id=before.person_id, level="marked", valid_from=TODAY, set_by=setter
        )
    assert found(team, lead(team), **told) == ()


@pytest.mark.parametrize("name", ["Zoë", "\u0645\u0631\u064a\u0645", "\u4f1f", "Zoe\u0308", "O\u2019Nil"])
def test_a_name_in_any_script_is_found_as_it_was_written(team: Team, name: str) -> None:
    stay = make_stay(team, enrolled_on=dt.date(2024, 1, 8), exited_on=dt.date(2025, 1, 31))
    with acting(lead(team)):
        save_name(team=team, person_id=stay.person_id, name=PersonName(name))
    assert [one.person_id for one in found(team, lead(team), first_name=name)] == [stay.person_id]


@pytest.fixture
def client(team: Team) -> Client:
    return client_of(make_user("ledare", team, Role.TEAM_LEAD))


FORM = {"version": "1", "referred_on": TODAY.isoformat()}


def test_the_page_asks_and_the_new_stay_is_the_same_persons(team: Team, before: Stay, client: Client) -> None:
    pk = make_referral(team, "Åsa", sex="women", born="1990-05-17")
    take = reverse("take_referral", args=[team.slug, pk])
    with translation.override("sv"):
        page = client.get(take).content.decode()
    assert before.own_id in page
    with inside(team):
        assert ReadEntry.objects.filter(person_id=before.person_id, place="page:referral-take").exists()
    answer = client.post(take, FORM)
    assert answer.status_code == 422 and "id_same_person_error" in answer.content.decode()
    answer = client.post(take, {**FORM, "same_person": str(before.person_id)})
    assert answer.status_code == 302
    with inside(team):
        assert Referral.objects.get(pk=pk).person_id == before.person_id
        assert Stay.objects.filter(person_id=before.person_id).count() == 2


def test_somebody_new_of_the_same_name(team: Team, before: Stay, client: Client) -> None:
    pk = make_referral(team, "Åsa", sex="women", born="1990-05-17")
    take = reverse("take_referral", args=[team.slug, pk])
    assert client.post(take, {**FORM, "same_person": "new"}).status_code == 302
    with inside(team):
        assert Referral.objects.get(pk=pk).person_id not in (None, before.person_id)


def test_somebody_whose_stay_goes_on_gets_no_second_one(team: Team, client: Client) -> None:
    stay = make_stay(team, enrolled_on=TODAY)
    with acting(lead(team)):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Åsa", "Provsson"))
    pk = make_referral(team, "Åsa", sex="women", born="1990")
    take = reverse("take_referral", args=[team.slug, pk])
    answer = client.post(take, {**FORM, "same_person": str(stay.person_id)})
    assert answer.status_code == 422
    with inside(team):
        assert Referral.objects.get(pk=pk).status == "received"


def test_a_coach_gets_the_same_page_whether_the_person_is_known_or_not(team: Team, before: Stay) -> None:
    """The earlier stay isn't the coach's to see: neither the page nor the receipt says that it is there."""
    somebody = make_user("annan", team)
    with acting(lead(team)):
        CoachAssignment.objects.create(
            team=team, person_id=before.person_id, coach=somebody, valid_from=TODAY
        )
    handler = client_of(make_user("kollega", team))
    pages = []
    for name in ("Åsa", "Oeva"):
        pk = make_referral(team, name, sex="women", born="1990-05-17", personnummer=NUMBER)
        take = reverse("take_referral", args=[team.slug, pk])
        page = handler.get(take).content.decode()
        answer = handler.post(take, FORM)
        pages.append((page.count("same_person"), answer.status_code, answer.headers["Location"]))
    assert pages[0] == pages[1] and pages[0][0] == 0
