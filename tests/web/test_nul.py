"""The sign NUL in what is sent: no page has to think of it, and nothing else that was typed is lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from samsteg.placements.employers.models import EmployerName
from tests.placements.makers import fill_register
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(team: Team) -> Client:
    return client_of(make_user("ledare", team, Role.TEAM_LEAD))


def test_a_page_that_reads_a_form_straight_stores_the_rest(team: Team, head: Client) -> None:
    with inside(team) as actor:
        made = fill_register(actor, team, "Skogens")
    sent = {"employer": str(made.employer_id), "name": "Sko\x00gens tr\u00e4"}
    assert head.post(reverse("employer_name", args=[team.slug]), sent).status_code == 302
    with inside(team):
        assert EmployerName.objects.filter(team=team, folded="skogens tr\u00e4").exists()


def test_one_who_looks_for_a_row_by_it_finds_none(team: Team, head: Client) -> None:
    assert head.post(reverse("end_session"), {"session": "a\x00b"}).status_code == 404


def test_an_address_with_it_is_as_one_without(team: Team, head: Client) -> None:
    answer = head.get(reverse("employers", args=[team.slug]), {"sok": "a\x00b"})
    assert (answer.status_code, answer.context["state"].search) == (200, "ab")
