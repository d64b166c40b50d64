"""The team's own page: who works there today, and what the one who looks may look after."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.models import Membership
from samsteg.access.staff import staff_of
from samsteg.organisation.models import Team
from tests.web.users import client_of, inside, join, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LED = ("upload", "import_history", "workbook", "published", "report_template")


def html(client: Client, team: Team) -> str:
    answer = client.get(reverse("the_team", args=[team.slug]))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


def test_who_works_here_today(lead_client: Client, team: Team) -> None:
    left, comes = make_user("slutat", team), make_user("kommer", team)
    with inside(team):
        Membership.objects.filter(user=left).update(valid_to=TODAY)
        Membership.objects.filter(user=comes).update(valid_from=TODAY + dt.timedelta(days=1))
        assert [one.name for one in staff_of(team.pk)] == ["Ledare Prov"]
        assert [one.name for one in staff_of(team.pk, on=TODAY + dt.timedelta(days=1))] == [
            "Kommer Prov",
            "Ledare Prov",
        ]
    page = html(lead_client, team)
    assert "Ledare Prov" in page
    assert "Slutat" not in page
    assert "1 person has a role" in page


def test_two_roles_are_one_person(lead_client: Client, team: Team) -> None:
    both = make_user("bada", team, Role.COACH)
    join(team, both, Role.TEAM_LEAD)
    page = html(lead_client, team)
    assert page.count("Bada Prov") == 2
    assert "2 persons have a role" in page


def test_links_are_those_of_the_role(lead_client: Client, coach_client: Client, team: Team) -> None:
    addresses = [reverse(name, args=[team.slug]) for name in LED]
    led, coached = html(lead_client, team), html(coach_client, team)
    assert all(f'href="{address}"' in led for address in addresses)
    assert not any(f'href="{address}"' in coached for address in addresses)


def test_queries_do_not_grow_with_the_staff(lead_client: Client, team: Team) -> None:
    counts = []
    for number in range(4):
        make_user(f"en-{number}", team)
        with CaptureQueriesContext(connection) as captured:
            html(lead_client, team)
        counts.append(len(captured))
    assert len(set(counts[1:])) == 1


@pytest.mark.parametrize("name", ["participants", "report", "the_team"])
def test_the_place_of_the_page_is_marked_in_every_menu(team: Team, name: str) -> None:
    page = client_of(make_user("ny", team)).get(reverse(name, args=[team.slug])).content.decode()
    address = re.escape(reverse(name, args=[team.slug]))
    marked = re.findall(rf'<a [^>]*href="{address}"[^>]*aria-current="page"', page)
    in_phones_bar = name == "participants"  # which has room for the first four
    assert len(marked) == page.count('aria-current="page"') == 2 + in_phones_bar  # top, foot, phone
