"""The people behind a figure, as a page: who may look, how many are left, and what is never opened."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from tests.factories import make_stay
from tests.web.users import inside

pytestmark = pytest.mark.django_db
DAY = dt.date
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}


def rows(client: Client, team: Team, code: str, **more: str) -> tuple[int, str]:
    answer = client.get(reverse("figure_rows", args=[team.slug]), {"code": code, **YEAR, **more})
    return answer.status_code, answer.content.decode().replace("&#x27;", "'")


def names(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<th scope="row">(.*?)</th>', html)]


def logged(team: Team) -> int:
    with inside(team), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_read_entry WHERE team_id = %s AND kind = 'figure'", [team.pk]
        )
        return int(cursor.fetchone()[0])


@pytest.fixture
def busy(team: Team) -> Team:
    for number in range(30):
        make_stay(team, own_id=f"S-{number:02}", enrolled_on=DAY(2025, 2, 1) + dt.timedelta(days=number))
    return team


def test_a_lead_sees_those_to_be_allocated_a_page_at_a_time(lead_client: Client, busy: Team) -> None:
    status, html = rows(lead_client, busy, "new.count")
    assert status == 200
    assert names(html) == [f"S-{number:02}" for number in range(25)]
    assert "30 participants, 2025-01-01 to 2025-12-31." in html
    assert "show=50" in html
    assert logged(busy) == 25
    assert len(names(rows(lead_client, busy, "new.count", show="50")[1])) == 30


def test_people_stand_there_by_name_with_the_own_id_beside(lead_client: Client, team: Team) -> None:
    stay = make_stay(team, own_id="S-1", enrolled_on=DAY(2025, 2, 1))
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Alva", "Exempelsson"))
    assert names(rows(lead_client, team, "new.count")[1]) == ["Alva Exempelsson S-1"]


def test_a_coach_is_told_how_many_are_not_theirs_to_see(coach_client: Client, busy: Team) -> None:
    status, html = rows(coach_client, busy, "new.count")
    assert (status, names(html)) == (200, [])
    assert "You see 0 of them. The other 30 are seen by their own coaches alone." in html
    assert logged(busy) == 0


def test_a_figure_on_health_is_refused_in_words(lead_client: Client, busy: Team) -> None:
    make_stay(
        busy, enrolled_on=DAY(2025, 1, 5), exited_on=DAY(2025, 6, 1), exit_reason="sickness_compensation"
    )
    status, html = rows(lead_client, busy, "exits.sickness_compensation")
    assert status == 409
    assert "it tells of somebody's health. The number stands." in html
    assert logged(busy) == 0


@pytest.mark.parametrize("code", ["finns.inte", "new.count'; --", "", "new.sex.women.men"])
def test_an_unknown_figure_does_not_exist(lead_client: Client, busy: Team, code: str) -> None:
    assert rows(lead_client, busy, code)[0] == 404


def test_nobody_stands_behind_money(lead_client: Client, busy: Team) -> None:
    status, html = rows(lead_client, busy, "budget.granted")
    assert status == 409
    assert "it is about money or staff" in html


@pytest.mark.parametrize("show", ["x", "-5", "0", "99999999", "²"])
def test_how_many_to_show_is_never_a_fault(lead_client: Client, busy: Team, show: str) -> None:
    status, html = rows(lead_client, busy, "new.count", show=show)
    assert (status, len(names(html))) == (200, 25)


def test_the_title_names_no_person_and_no_figure(lead_client: Client, busy: Team) -> None:
    assert "<title>Behind a figure – Samsteg</title>" in rows(lead_client, busy, "new.count")[1]


def test_queries_do_not_grow_with_rows(lead_client: Client, busy: Team) -> None:
    rows(lead_client, busy, "new.count")
    counts = []
    for more in (0, 10):
        for _number in range(more):
            make_stay(busy, enrolled_on=DAY(2025, 4, 1))
        with CaptureQueriesContext(connection) as captured:
            rows(lead_client, busy, "new.count", show="50")
        counts.append(len([one for one in captured if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1] <= 15
