"""The navigator shows the nine fields of every shape, whatever the shape calls them, and what a team has left out."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.reports.template_data import shipped_data, template_names
from samsteg.reports.template_services import save_template
from samsteg.web.report.sections import Navigator, SectionLink
from tests.factories import make_settings
from tests.web.report_pages import YEAR, begin
from tests.web.users import inside

pytestmark = pytest.mark.django_db


def opened(client: Client, team: Team) -> Any:
    begin(team)
    return client.get(reverse("report_open", args=[team.slug, YEAR]))


def cells(found: Navigator) -> list[list[SectionLink | None]]:
    return [list(row.cells) for row in found.grid]


def numbers(found: Navigator) -> list[list[int]]:
    return [[one.cell if one else 0 for one in row] for row in cells(found)]


@pytest.mark.parametrize("name", template_names())
def test_every_shape_has_its_nine_fields(coach_client: Client, team: Team, name: str) -> None:
    make_settings(team, report_template=name)
    answer = opened(coach_client, team)
    found = answer.context["navigator"]
    assert numbers(found) == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    headings = [one["heading"] for one in shipped_data(name)["sections"]]
    assert [one.heading for one in found.sections] == headings
    assert [one.heading for one in found.plain] == [
        heading for heading in headings if heading[:1] not in set("123456789") or heading.startswith("10")
    ]
    assert '<table class="s-nine">' in answer.content.decode()
    for row, area in zip(cells(found), ("Deltagare", "Personal", "Organisation"), strict=True):
        assert all(one is not None and one.name.startswith(area) for one in row)


def changed(team: Team, change: Any) -> None:
    sections = copy.deepcopy(list(shipped_data("grund")["sections"]))
    change(sections)
    with inside(team) as actor:
        save_template(
            actor=actor, team=team, valid_from=YEAR.first, data={"extends": "grund", "sections": sections}
        )


def test_a_field_that_the_team_has_left_out_says_so(coach_client: Client, team: Team) -> None:
    def without_five(sections: list[dict[str, Any]]) -> None:
        sections[5]["shown"] = False

    changed(team, without_five)
    answer = opened(coach_client, team)
    assert numbers(answer.context["navigator"]) == [[1, 2, 3], [4, 0, 6], [7, 8, 9]]
    assert answer.content.decode().count("Not in your template") == 1


def test_a_new_name_and_another_order_move_no_field(coach_client: Client, team: Team) -> None:
    def renamed(sections: list[dict[str, Any]]) -> None:
        sections[3]["heading"] = "Hur det gick"
        sections.reverse()

    changed(team, renamed)
    found = opened(coach_client, team).context["navigator"]
    assert numbers(found) == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    third = cells(found)[0][2]
    assert third is not None
    assert (third.name, third.place) == ("Hur det gick", 7)


def test_a_shape_without_the_nine_has_a_plain_list(coach_client: Client, team: Team) -> None:
    def only_own(sections: list[dict[str, Any]]) -> None:
        sections[:] = [{"heading": "2025 i korthet", "parts": [{"place": "own1.text", "heading": ""}]}]

    changed(team, only_own)
    answer = opened(coach_client, team)
    assert answer.context["navigator"].grid == ()
    assert [one.heading for one in answer.context["navigator"].plain] == ["2025 i korthet"]
    assert "s-nine" not in answer.content.decode()
