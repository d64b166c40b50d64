"""The frame round each page: language, practice mark, what a browser may load and keep."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from tests.factories import make_stay, make_team
from tests.web.users import PASSWORD, client_of, join, make_user

pytestmark = pytest.mark.django_db
TEAM_PAGES = ("team", "report", "upload")


def test_log_in_and_out() -> None:
    make_user("ledare", make_team())
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "ledare", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 302
    client.post(reverse("account_logout"))
    assert client.get(reverse("home")).headers["Location"].startswith(reverse("account_login"))


def test_a_wrong_password_says_so_without_telling_which() -> None:
    make_user("ledare")
    client = Client(headers={"accept-language": "en"})
    pages = [
        client.post(reverse("account_login"), {"login": name, "password": "fel-fel-fel"}).content.decode()
        for name in ("ledare", "finns-inte")
    ]
    assert all("don't belong together" in page.replace("&#x27;", "'") for page in pages)


def test_log_in_leads_only_to_own_pages() -> None:
    make_user("ledare", make_team())
    answer = Client().post(
        reverse("account_login") + "?next=https://ond.example/", {"login": "ledare", "password": PASSWORD}
    )
    assert answer.headers["Location"] == reverse("home")


def test_several_teams_are_chosen_between(team: Team) -> None:
    user = make_user("ledare", team, Role.TEAM_LEAD)
    assert client_of(user).get("/").headers["Location"] == reverse("today", args=[team.slug])
    other = make_team("Team Fjärran")
    make_team("Team Dolt")
    join(other, user, Role.COACH)
    page = client_of(user).get("/").content.decode()
    assert "Team Provdalen" in page
    assert "Team Fjärran" in page
    assert "Team Dolt" not in page


def test_a_user_without_team_is_told_what_to_do(db: None) -> None:
    assert "Ask your manager" in client_of(make_user("ny")).get("/").content.decode()


@pytest.mark.parametrize("name", TEAM_PAGES)
def test_every_team_page_is_marked_as_practice(team: Team, lead_client: Client, name: str) -> None:
    page = lead_client.get(reverse(name, args=[team.slug])).content.decode()
    assert "Practice: no real persons" in page


@pytest.mark.parametrize("name", TEAM_PAGES)
def test_pages_are_not_kept_and_load_nothing_from_elsewhere(
    team: Team, lead_client: Client, name: str
) -> None:
    make_stay(team, own_id="HEMLIG-7")
    answer = lead_client.get(reverse(name, args=[team.slug]))
    page = answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r'\sstyle="|<style|\son\w+="|<script>', page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    title = re.search(r"<title>(.*)</title>", page)
    assert title is not None
    assert title[1].endswith("– Samsteg")
    assert "HEMLIG-7" not in page


def test_the_language_is_chosen_in_the_foot(team: Team, lead_client: Client) -> None:
    address = reverse("team", args=[team.slug])
    answer = lead_client.post(reverse("set_language"), {"language": "sv", "next": address})
    assert answer.headers["Location"] == address
    assert '<html lang="sv">' in lead_client.get(address).content.decode()
    lead_client.post(reverse("set_language"), {"language": "en", "next": address})
    assert '<html lang="en">' in lead_client.get(address).content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_page_of_ours(team: Team) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("ledare", team, Role.TEAM_LEAD))
    answer = strict.post(reverse("account_logout"))
    assert answer.status_code == 403
    assert 'class="s-lead"' in answer.content.decode()


def test_a_fault_of_ours_has_a_page_that_needs_no_database(
    team: Team, lead_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    make_stay(team)
    monkeypatch.setattr("samsteg.web.figures.views.enter_room", broken)
    lead_client.raise_request_exception = False
    answer = lead_client.get(reverse("team", args=[team.slug]))
    assert answer.status_code == 500
    assert "s-main" in answer.content.decode()


def test_logging_in_needs_no_receipt_and_logging_out_has_one() -> None:
    make_user("ledare")
    client = Client(headers={"accept-language": "en"})
    inside = client.post(reverse("account_login"), {"login": "ledare", "password": PASSWORD}, follow=True)
    assert "s-receipt" not in inside.content.decode()
    outside = client.post(reverse("account_logout"), follow=True)
    assert "s-receipt" in outside.content.decode()


def test_an_address_that_cannot_be_read_has_a_page_of_ours() -> None:
    answer = Client(headers={"host": "ond.example"}).get("/")
    assert answer.status_code == 400
    assert "s-main" in answer.content.decode()
