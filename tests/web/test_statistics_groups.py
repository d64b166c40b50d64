"""The groups' table in the statistics room: by name, with base and definition, and who is behind for staff, logged."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from samsteg.activities.models import Group
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.factories import make_stay
from tests.statistics.test_attendance_by_hand import held, mark
from tests.web.users import inside

pytestmark = pytest.mark.django_db
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}


@pytest.fixture(autouse=True)
def in_english(settings: object) -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def grouped(team: Team) -> Team:
    """Two in the forest group, one of them in the kitchen too; a session without a roll call."""
    one, two = (make_stay(team, own_id=f"S-{n}", enrolled_on=dt.date(2025, 2, 1)) for n in (1, 2))
    forest = held(team, "2025-03-04", name="Skogsgruppen")
    kitchen = held(team, "2025-03-05", name="Köksgruppen")
    held(team, "2025-03-11", "planned", name="Skogsgruppen")
    for stay, session, what in ((one, forest, "present"), (two, forest, "present"), (one, kitchen, "absent")):
        mark(stay, session, what)
    return team


def page(client: Client, team: Team, **query: str) -> str:
    answer = client.get(reverse("statistics_efforts", args=[team.slug]), {**YEAR, **query})
    assert answer.status_code == 200
    return answer.content.decode().replace("&#x27;", "'")


def table(html: str) -> list[list[str]]:
    found = html.partition('id="t-groups"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", found, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def test_each_group_by_name_and_all_of_them(lead_client: Client, grouped: Team) -> None:
    html = page(lead_client, grouped)
    assert table(html) == [
        ["Köksgruppen", "1", "0", "0", "0", "0\u00a0%"],
        ["Skogsgruppen", "1", "0", "2", "2", "100\u00a0%"],
        ["All groups", "2", "0", "2", "1", "67\u00a0%"],
    ]
    assert "2 participants who were enrolled at some time in the period." in html
    assert "1 session has no roll call and isn't counted." in html
    assert "How often those who were expected came" in html


def test_the_people_behind_a_group_are_for_staff_and_logged(
    lead_client: Client, client: Client, grouped: Team
) -> None:
    with inside(grouped):
        group = Group.objects.get(name="Skogsgruppen")
    code = f"attendance.group.{group.pk}.people"
    assert f"code={code}" in page(lead_client, grouped)
    address = reverse("figure_rows", args=[grouped.slug])
    html = lead_client.get(address, {"code": code, **YEAR}).content.decode()
    assert (
        re.findall(r'<th scope="row">(.*?)</th>', html) and "Skogsgruppen: participants who took part" in html
    )
    assert "S-1" in html and "S-2" in html and f"group {group.pk}" not in html
    with inside(grouped):
        kept = ReadEntry.objects.filter(kind="figure").values_list("person_id", "reason")
        persons = set(Stay.objects.in_team(grouped.pk).values_list("person_id", flat=True))
        assert {person for person, _why in kept} == persons
        assert all(why.startswith(code) for _person, why in kept)
    assert client.get(address, {"code": code, **YEAR}).status_code == 302  # who isn't logged in


def test_another_teams_group_tells_nothing(lead_client: Client, grouped: Team) -> None:
    with inside(grouped):
        group = Group.objects.get(name="Skogsgruppen")
    answer = lead_client.get(
        reverse("figure_rows", args=[grouped.slug]),
        {"code": f"attendance.group.{group.pk + 999}.people", **YEAR},
    )
    assert answer.status_code == 200 and "S-1" not in answer.content.decode()


def test_excel_and_comparison_hold_it(lead_client: Client, grouped: Team) -> None:
    content = lead_client.get(reverse("statistics_excel", args=[grouped.slug]), YEAR).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    name = next(one for one in book.sheetnames if "by group" in one)
    cells = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=6, max_row=8)]
    assert [row[0] for row in cells] == ["Köksgruppen", "Skogsgruppen", "All groups"]
    assert cells[2][1:] == [2, 0, 2, 1, pytest.approx(2 / 3)]
    address = reverse("statistics_comparison", args=[grouped.slug])
    html = lead_client.get(address, {**YEAR, "compare": "year-before"}).content.decode()
    assert "Participants per session" in html and "Share of attendance in groups" in html


def test_no_group_says_so(lead_client: Client, team: Team) -> None:
    make_stay(team, enrolled_on=dt.date(2025, 2, 1))
    assert "No group had a session in the period." in page(lead_client, team)


def test_queries_do_not_grow_with_groups(lead_client: Client, grouped: Team) -> None:
    page(lead_client, grouped)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            page(lead_client, grouped)
        counts.append(len(captured))
        for more in range(4):
            held(grouped, "2025-04-01", name=f"Grupp {number} {more}")
    assert counts[0] == counts[1]
