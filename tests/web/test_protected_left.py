"""Protected persons whose coach has left: a number on Idag to those who may act, and to nobody who it is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.access.models import CoachAssignment, Membership, NamedStaff, Protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import PersonName, save_name
from tests.factories import make_stay
from tests.participants.way.walking import TODAY, days_ago
from tests.web.users import appoint_officer, client_of, inside, make_user

pytestmark = pytest.mark.django_db
SAID = "1 with protected identity has no coach in the team"


@pytest.fixture
def gone(team: Team) -> User:
    return make_user("slutat", team)


@pytest.fixture
def left(team: Team, gone: User) -> Stay:
    """Hemlig Skyddad, whose coach has left the team."""
    stay = make_stay(team, own_id="SKYDD-1", enrolled_on=days_ago(90))
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Hemlig", "Skyddad"))
        assign_coaches(team=team, coaches={stay.person_id: gone.pk}, on=days_ago(60))
        Protection.objects.create(
            team=team,
            person_id=stay.person_id,
            level="marked",
            valid_from=days_ago(20),
            set_by=make_user("satte"),
        )
        Membership.objects.filter(team=team, user=gone).update(valid_to=TODAY)
    return stay


def named(team: Team, stay: Stay, user: User) -> None:
    with inside(team):
        NamedStaff.objects.create(
            team=team,
            person_id=stay.person_id,
            user=user,
            valid_from=days_ago(3),
            granted_by=make_user("ombud"),
        )


def today(client: Client, team: Team) -> str:
    with translation.override("en"):
        answer = client.get(reverse("today", args=[team.slug]), follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def nobody_is_told(page: str, stay: Stay) -> bool:
    return not any(word in page for word in ("Hemlig", "Skyddad", "SKYDD-1", f"/deltagare/{stay.person_id}/"))


def test_the_lead_is_told_a_number_and_where_to_go(lead_client: Client, team: Team, left: Stay) -> None:
    page = today(lead_client, team)
    assert SAID in page and reverse("protected_participants", args=[team.slug]) in page
    assert nobody_is_told(page, left)
    protected = lead_client.get(reverse("protected_participants", args=[team.slug])).content.decode()
    assert nobody_is_told(protected, left)  # the lead isn't named
    assert lead_client.get(reverse("participant", args=[team.slug, left.person_id])).status_code == 404


def test_a_coach_who_is_not_named_is_told_nothing(team: Team, left: Stay) -> None:
    make_stay(team, own_id="K-1", enrolled_on=days_ago(9))
    page = today(client_of(make_user("kim", team)), team)
    assert "protected identity" not in page and nobody_is_told(page, left)


def test_who_is_named_is_told_a_number_until_another_coach_is_chosen(team: Team, left: Stay) -> None:
    kim = make_user("kim", team)
    client = client_of(kim)
    named(team, left, kim)
    page = today(client, team)
    assert SAID in page and "You are named." in page and nobody_is_told(page, left)
    where = client.get(reverse("protected_participants", args=[team.slug])).content.decode()
    assert reverse("participant", args=[team.slug, left.person_id]) in where
    with inside(team):
        assign_coaches(team=team, coaches={left.person_id: kim.pk}, on=TODAY)
    assert SAID not in today(client, team)


def test_who_never_had_a_coach_is_told_too(lead_client: Client, team: Team, left: Stay) -> None:
    with inside(team):
        CoachAssignment.objects.filter(person_id=left.person_id).delete()
    page = today(lead_client, team)
    assert SAID in page and nobody_is_told(page, left)


def test_the_officer_gets_a_number_while_nobody_can_open_the_record(
    lead_client: Client, team: Team, left: Stay
) -> None:
    officer = make_user("behorig")
    appoint_officer(officer, team)
    client, said = client_of(officer), "1 participant with protected identity can be opened by nobody"

    def told() -> list[bool]:
        names = ("officer_staff", "officer_protected")
        pages = [client.get(reverse(name, args=[team.slug])).content.decode() for name in names]
        assert all(nobody_is_told(page, left) for page in pages)
        return [said in page for page in pages]

    with translation.override("en"):
        assert told() == [True, True]  # nobody is named
        kim = make_user("kim", team)
        named(team, left, kim)
        assert told() == [False, False]
        with inside(team):
            Membership.objects.filter(team=team, user=kim).update(valid_to=TODAY)
        assert told() == [True, True]  # the only one who is named has left


def test_it_is_told_only_while_it_is_so(lead_client: Client, team: Team, left: Stay, gone: User) -> None:
    with inside(team):
        Membership.objects.filter(team=team, user=gone).update(valid_to=None)
    assert SAID not in today(lead_client, team)
    with inside(team):
        Membership.objects.filter(team=team, user=gone).update(valid_to=TODAY)
        Protection.objects.filter(team=team).update(valid_to=TODAY, ended_by_id=gone.pk)
    assert SAID not in today(lead_client, team)  # then the person stands as to be allocated
    with inside(team):
        assert CoachAssignment.objects.filter(person_id=left.person_id, valid_to__isnull=True).exists()
