"""A referral of somebody whose stay goes on: no second stay, nothing told to who may not know, and nothing lost."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import CoachAssignment
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.joined import joined_referrals
from samsteg.participants.referrals.models import Referral
from samsteg.participants.way.enums import State
from samsteg.participants.way.selectors import way_of
from samsteg.people.names import PersonName, save_name
from samsteg.people.services import save_personnummer
from tests.factories import lead, make_stay, make_team
from tests.participants.referrals.makers import make_referral
from tests.participants.way.walking import TODAY, bring_to, days_ago, refer, worker
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
NUMBER = "199005172384"
FORM = {"version": "1", "referred_on": TODAY.isoformat()}


@pytest.fixture
def team() -> Team:
    return make_team(slug="provdalen")


@pytest.fixture
def handler(team: Team) -> User:
    return make_user("ansvarig", team)


@pytest.fixture
def going_on(team: Team, handler: User) -> Stay:
    """Enrolled, with a coach and no consent to the team: the coach's alone to see."""
    stay = make_stay(team, enrolled_on=days_ago(200))
    with acting(lead(team)):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Åsa", "Provsson"))
        save_personnummer(team=team, numbers={stay.person_id: NUMBER})
        CoachAssignment.objects.create(
            team=team, person_id=stay.person_id, coach=handler, valid_from=days_ago(200)
        )
    return stay


def take(team: Team, user: User, **content: str) -> tuple[int, int, str, str]:
    """The referral, and what whoever takes it is answered: status, where to, and what stands there."""
    pk = make_referral(team, "Åsa", sex="women", born="1990-05-17", **content)
    client = client_of(user)
    answer = client.post(reverse("take_referral", args=[team.slug, pk]), FORM)
    where = answer.headers.get("Location", "")
    page = client.get(where).content.decode() if where else ""
    return pk, answer.status_code, where, re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", page)


@pytest.mark.parametrize("role", [Role.COACH, Role.TEAM_LEAD])
def test_the_same_receipt_and_no_second_stay(team: Team, going_on: Stay, role: Role) -> None:
    taker = make_user("kollega", team, role)
    with translation.override("en"):
        known, *same = take(team, taker, personnummer=NUMBER)
        fresh, *other = take(team, taker)
    if role is Role.TEAM_LEAD:  # whose list has somebody new, to give to a coach
        same[2], other[2] = (
            re.findall("The referral is taken care of[^<]*", page)[0] for page in (same[2], other[2])
        )
    assert same == other  # status, address and every word of the page
    with inside(team):
        joined, taken = Referral.objects.get(pk=known), Referral.objects.get(pk=fresh)
        assert (joined.status, joined.person_id, joined.stay_id) == (
            "joined",
            going_on.person_id,
            going_on.pk,
        )
        assert taken.status == "taken"
        assert Stay.objects.filter(person_id=going_on.person_id).count() == 1
        assert (joined.visit_consent_id, joined.division_consent_id) == (None, None)
    theirs = client_of(taker)
    for pk in (known, fresh):
        is_told = role is Role.TEAM_LEAD and pk == fresh  # of somebody new, whom the lead gives to a coach
        page = theirs.get(reverse("referral", args=[team.slug, pk]))
        assert page.status_code == (200 if is_told else 404)


def test_whoever_is_responsible_is_told_answers_and_is_told_no_more(
    team: Team, going_on: Stay, handler: User
) -> None:
    pk, *_rest = take(team, make_user("kollega", team), personnummer=NUMBER)
    client, day = client_of(handler), reverse("today", args=[team.slug])
    address = reverse("referral", args=[team.slug, pk])
    assert address in client.get(day).content.decode()
    assert address not in client_of(make_user("annan", team)).get(day).content.decode()
    assert address not in client_of(make_user("ledare", team, Role.TEAM_LEAD)).get(day).content.decode()
    with translation.override("en"):
        page = client.get(address).content.decode()
    assert "so it has opened no new one" in page
    with inside(team):
        assert ReadEntry.objects.filter(person_id=going_on.person_id, place="page:referral").exists()
    stale = client.post(reverse("answer_referral", args=[team.slug, pk]), {"version": "1"})
    assert stale.status_code >= 400
    version = page.split('name="version" value="')[1].split('"')[0]
    answer = client.post(reverse("answer_referral", args=[team.slug, pk]), {"version": version})
    assert answer.status_code == 302
    assert address not in client.get(day).content.decode()
    with inside(team):
        assert Referral.objects.get(pk=pk).status == "taken"


def test_the_lead_is_told_when_nobody_is_responsible(team: Team, going_on: Stay) -> None:
    pk, *_rest = take(team, make_user("kollega", team), personnummer=NUMBER)
    with inside(team):
        CoachAssignment.objects.filter(person_id=going_on.person_id).update(valid_to=TODAY)
    with acting(lead(team)) as actor:
        assert [one.referral_id for one in joined_referrals(actor=actor, team=team)] == [pk]


def test_a_protected_person_is_in_no_list(team: Team, going_on: Stay, handler: User) -> None:
    take(team, make_user("kollega", team), personnummer=NUMBER)
    with acting(worker(team, Role.TEAM_LEAD)) as actor:
        set_protection(actor=actor, team=team, person_id=going_on.person_id, level=ProtectionLevel.MARKED)
    assert "Provsson" not in client_of(handler).get(reverse("today", args=[team.slug])).content.decode()


def test_one_who_sees_the_stay_is_told_what_to_do(team: Team, going_on: Stay, handler: User) -> None:
    """The page proposes the same person by the number; another form of the same request is refused as well."""
    with translation.override("en"):
        pk = make_referral(team, "Åsa", sex="women", born="1990-05-17", personnummer=NUMBER)
        client = client_of(handler)
        answer = client.post(
            reverse("take_referral", args=[team.slug, pk]), {**FORM, "same_person": str(going_on.person_id)}
        )
    assert answer.status_code == 422
    with inside(team):
        assert Referral.objects.get(pk=pk).status == "received"
        assert Stay.objects.filter(person_id=going_on.person_id).count() == 1


def test_who_has_left_gets_a_new_stay(team: Team, going_on: Stay) -> None:
    with inside(team):
        Stay.objects.filter(pk=going_on.pk).update(exited_on=days_ago(30), exit_reason="work")
    pk, *_rest = take(team, make_user("kollega", team), personnummer=NUMBER)
    with inside(team):
        row = Referral.objects.get(pk=pk)
        assert (row.status, row.person_id) == ("taken", going_on.person_id)
        assert row.stay_id != going_on.pk


def test_a_stay_that_goes_on_tells_of_the_person_before_a_newer_referral(team: Team) -> None:
    """Two that a workbook told of: the way goes by the one that has begun."""
    actor = worker(team, Role.TEAM_LEAD)
    stay = bring_to(actor, team, State.ENROLLED)
    newer = refer(actor, team, on=days_ago(1))
    with inside(team):
        Stay.objects.filter(pk=newer.pk).update(person_id=stay.person_id)
    with acting(actor):
        found = way_of(actor=actor, team=team, person_id=stay.person_id)
    assert (found.stay.pk, found.state) == (stay.pk, State.ENROLLED)
    page = client_of(make_user("ledaren", team, Role.TEAM_LEAD))
    with translation.override("en"):
        html = page.get(reverse("participant", args=[team.slug, stay.person_id])).content.decode()
    assert "Referred, not yet in the queue" not in html
