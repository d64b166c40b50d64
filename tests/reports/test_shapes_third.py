"""A third team's shape, and a shape that nobody ships: by data alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.reports.build import Choices, Report, write_report
from samsteg.reports.document import Heading, Paragraph, Table, header_groups
from samsteg.reports.output import render
from samsteg.reports.phrasing import plain
from samsteg.reports.template_services import save_template
from samsteg.statistics.values import Period
from tests.factories import lead, make_budget_row, make_published, make_stay, make_team

NBSP = "\u00a0"
YEAR = Period(dt.date(2020, 1, 1), dt.date(2020, 12, 31))

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """4 at the start, 3 new, 4 exits (one of them early), 3 at the end."""
    team = make_team("Samverkansteam Exempel")
    before, new, out = dt.date(2019, 1, 1), dt.date(2020, 3, 1), dt.date(2020, 9, 1)
    make_stay(team, sex="women", enrolled_on=before, born_on=dt.date(1991, 5, 1))
    for reason, sex in (("work", "women"), ("studies", "men"), ("parental_leave", "women")):
        make_stay(
            team,
            sex=sex,
            enrolled_on=before,
            exited_on=out,
            exit_reason=reason,
            born_on=dt.date(1985, 5, 1),
        )
    make_stay(team, sex="men", enrolled_on=new, referrer="soc", income_start=("social_assistance",))
    make_stay(team, sex="men", enrolled_on=new, referrer="psychiatry", income_start=("sickness_benefit",))
    make_stay(
        team,
        sex="women",
        enrolled_on=new,
        referrer="kaa",
        income_start=("none",),
        exited_on=dt.date(2020, 4, 1),
        exit_reason="other",
        early_exit=True,
    )
    return team


def report(team: Team, name: str | None = "avesta") -> Report:
    with acting(lead(team)):
        return write_report(
            lead(team), team, YEAR, Choices(template_name=name, written_on=dt.date(2021, 2, 1))
        )


def tables(result: Report) -> dict[str, Table]:
    return {block.key: block for block in result.document.blocks if isinstance(block, Table)}


def said(result: Report) -> str:
    paragraphs = (plain(block.runs) for block in result.document.blocks if isinstance(block, Paragraph))
    return "\n".join(paragraphs).replace(NBSP, " ")


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.replace(NBSP, " ") for cell in row.cells) for row in table.rows]


def test_no_analysis_and_an_attachment(team: Team) -> None:
    headings = [(one.level, one.text) for one in report(team).document.blocks if isinstance(one, Heading)]
    assert (2, "Analys") not in headings
    assert headings.count((2, "Beskrivning")) == headings.count((2, "Reflektion")) == 9
    assert (1, "1. Deltagare – insatsens förutsättningar") in headings
    assert (1, "Bilaga 1. Resultat efter ålder och kön") in headings


def test_the_flow_table_hides_the_new_ones_and_counts_dropouts_among_the_destinations(team: Team) -> None:
    flow = tables(report(team))["flow"]
    assert [column.header for column in flow.columns] == [
        "Antal inskrivna 20200101",
        "Antal avslut totalt",
        "Varav dropouts",
        "Antal i arbete",
        "Antal i studier",
        "Antal till annan arbetslivsinriktad rehab",
        "Antal till sjukersättning",
        "Antal till annat",
        "Antal aktiva 20201231",
    ]
    assert cells(flow) == [("4", "4", "1", "1", "1", "0", "0", "2", "3")]


def test_the_hidden_column_is_still_checked(team: Team) -> None:
    assert all(one.rule != "flow-columns" for one in report(team).findings)
    make_published(team, "flow.new", 9, YEAR.first, YEAR.last, source="Årsrapport 2020")
    assert [
        (one.codes[0], one.left.value, one.right.value)
        for one in report(team).findings
        if one.rule == "printed-and-computed"
    ] == [("flow.new", "9", "3")]


def test_income_and_referrers_stand_in_one_table_under_two_headers(team: Team) -> None:
    table = tables(report(team))["income_referrer"]
    assert [(group.text, group.width) for group in header_groups(table.columns)] == [
        ("Försörjningsgrund", 3),
        ("Remitterande aktör", 4),
    ]
    assert cells(table) == [("1", "1", "1", "1", "0", "0", "1")]
    assert "och 1 (33%) av annan remittent." in said(report(team))


def test_what_is_left_of_the_budget(team: Team) -> None:
    make_budget_row(team, "Lokaler", year=2020, granted_sek=60000, actual_sek=64999)
    make_budget_row(team, "Egen personal", year=2020, granted_sek=1900000, actual_sek=1800000)
    budget = tables(report(team))["budget"]
    assert [column.header for column in budget.columns] == ["Post", "Beslut totalt", "Utfall", "Återstår"]
    assert ("Lokaler", "60 000", "64 999", "-4 999") in cells(budget)
    assert cells(budget)[-1] == ("S:a bokförda kostnader", "1 960 000", "1 864 999", "95 001")


def test_results_by_age_and_sex(team: Team) -> None:
    table = tables(report(team))["results_age_sex"]
    assert [column.header for column in table.columns] == ["Ålder", "Män", "Kvinnor", "Alla"]
    assert cells(table)[-1] == ("Totalt", "1", "1", "2")
    assert ("31–45 år", "1", "1", "2") in cells(table)


def test_sentences(team: Team) -> None:
    text = said(report(team))
    assert "Teamet har under 2020 arbetat med 7 individer, 3 personer är nyinskrivna under året." in text
    assert "2 av 4 = 50% gick till arbete/studier/annan arbetslivsinriktad rehab." in text
    assert "Totalt består gruppen av 3 personer den 20201231; av dessa är 2 (67%) män" in text


@pytest.mark.parametrize("fmt", ["docx", "pdf", "html"])
def test_it_comes_out_in_every_format(team: Team, fmt: Any) -> None:
    assert len(render(report(team).document, fmt)) > 2000


def test_a_shape_that_nobody_ships_is_data_only(team: Team) -> None:
    data = {
        "extends": "grund",
        "noun": {"one": "ärende", "many": "ärenden", "the_many": "ärendena", "gender": "neutrum"},
        "formats": {"thousands": "none", "sex_order": "men,women"},
        "sections": [
            {
                "heading": "A. Året i siffror",
                "parts": [
                    {
                        "place": "a.figures",
                        "heading": "",
                        "content": ["sentence:opening_line", "table:short_flow"],
                    },
                    {"place": "a.thoughts", "heading": "Tankar", "shown": False},
                ],
            }
        ],
        "sentences": {"opening_line": "{year}: {flow.exits} {noun:flow.exits} av {treated.count}."},
        "tables": {
            "short_flow": {
                "kind": "flow",
                "caption": "Flöde {year}",
                "bases": ["treated"],
                "columns": [
                    {"header": "Ut", "codes": ["flow.exits"]},
                    {"header": "Arbete", "codes": ["exits.work"], "part": "work"},
                    {"header": "In", "codes": ["flow.new"]},
                ],
            }
        },
    }
    with acting(lead(team)):
        save_template(actor=lead(team), team=team, valid_from=YEAR.first, data=data)
    result = report(team, None)
    headings = [one.text for one in result.document.blocks if isinstance(one, Heading)]
    assert headings[:2] == ["A. Året i siffror", "Så har siffrorna räknats"]
    assert "2020: 4 ärenden av 7." in said(result)
    flow = tables(result)["short_flow"]
    assert ([column.header for column in flow.columns], cells(flow)) == (
        ["Ut", "Arbete", "In"],
        [("4", "1", "3")],
    )
    (finding,) = [one for one in result.findings if one.rule == "flow-columns"]
    assert (finding.left.value, finding.right.value) == ("1", "4")
