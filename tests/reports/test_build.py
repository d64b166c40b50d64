"""A whole report: the template's structure, the team's numbers and words, what the checks say, and who may have it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Association, Team
from samsteg.reports.build import Choices, Report, build_report, write_report
from samsteg.reports.document import BulletList, Document, Edition, Heading, Paragraph, Table
from samsteg.reports.output import UnknownFormat, file_name, format_of, render
from samsteg.reports.phrasing import plain
from samsteg.reports.render import EditionNotReady
from samsteg.reports.services import save_text
from samsteg.reports.template import UnknownTemplate, load_template
from samsteg.statistics.values import Period
from tests.factories import (
    lead,
    make_budget_row,
    make_position,
    make_published,
    make_settings,
    make_stay,
    make_team,
)

YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
WRITTEN = dt.date(2026, 2, 23)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    association = Association.objects.create(name="Samordningsförbundet Exempelbygden")
    return make_team("Team Exempel", association=association)


def written(team: Team, period: Period = YEAR, **choices: Any) -> Report:
    with acting(lead(team)):
        return write_report(lead(team), team, period, Choices(written_on=WRITTEN, **choices))


def document(team: Team, period: Period = YEAR, **choices: Any) -> Document:
    return written(team, period, **choices).document


def headings(report: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in report.blocks if isinstance(block, Heading)]


def tables(report: Document) -> dict[str, Table]:
    return {block.key: block for block in report.blocks if isinstance(block, Table)}


def under(report: Document, section: str, part: str) -> list[str]:
    """The paragraphs and list items under one sub-heading."""
    texts: list[str] = []
    here: tuple[str, str] = ("", "")
    for block in report.blocks:
        if isinstance(block, Heading):
            here = (block.text, "") if block.level == 1 else (here[0], block.text)
        elif here == (section, part) and isinstance(block, Paragraph):
            texts.append(plain(block.runs))
        elif here == (section, part) and isinstance(block, BulletList):
            texts += [plain(item) for item in block.items]
    return texts


def test_the_structure_is_grunds_whatever_the_team_holds(team: Team) -> None:
    grund = load_template("grund")
    expected = []
    for section in grund.sections:
        expected.append((1, section.heading))
        expected += [(2, part.heading) for part in section.parts]
    expected += [(1, "Så har siffrorna räknats"), (1, "Kontroller")]
    assert headings(document(team)) == expected


def test_the_cover(team: Team) -> None:
    report = document(team, author="Testa Testsson")
    cover = report.cover
    assert (cover.kind, cover.team, cover.municipality) == ("Årsrapport", "Team Exempel", "Hedemora")
    assert (cover.period, cover.place_and_date) == ("2025-01-01 – 2025-12-31", "Hedemora 2026-02-23")
    assert (cover.supported_by, cover.author) == ("Samordningsförbundet Exempelbygden", "Testa Testsson")
    assert cover.practice
    assert report.title == "Årsrapport Team Exempel 2025-01-01 – 2025-12-31"


def test_the_author_is_empty_unless_given(team: Team) -> None:
    assert document(team).cover.author == ""


def test_a_team_without_association_and_municipality_has_a_cover_too() -> None:
    cover = document(make_team(municipality_code="")).cover
    assert (cover.supported_by, cover.municipality, cover.place_and_date) == ("", "", "2026-02-23")


def test_what_the_team_wrote_stands_under_its_sub_heading(team: Team) -> None:
    with acting(lead(team)):
        save_text(
            actor=lead(team),
            team=team,
            period=YEAR,
            place="3.analysis",
            body="Vi ser en förändring.\n\n- fler studiebesök\n- kortare kö",
            expected_version=0,
        )
    report = document(team)
    section = "3. Deltagare – resultat och effekter"
    assert under(report, section, "Analys") == ["Vi ser en förändring.", "fler studiebesök", "kortare kö"]
    assert under(report, section, "Reflektion") == []


def test_own_text_follows_the_generated_sentences(team: Team) -> None:
    with acting(lead(team)):
        save_text(
            actor=lead(team),
            team=team,
            period=YEAR,
            place="summary.participants",
            body="Vår egen mening.",
            expected_version=0,
        )
    make_stay(team, enrolled_on=dt.date(2025, 3, 1))
    paragraphs = under(document(team), "Sammanfattning", "Deltagare")
    assert paragraphs[0].startswith("En person skrevs in under året.")
    assert paragraphs[-1] == "Vår egen mening."


def test_a_team_without_participants(team: Team) -> None:
    report = document(team)
    assert under(report, "1. Deltagare – förutsättningar", "Beskrivning")[0] == (
        "Ingen person skrevs in under året. När rapporten skrivs, 2026-02-23, är ingen person inskriven."
    )
    assert set(tables(report)) >= {"flow"}
    assert tables(report)["flow"].rows[0].cells == ("0",) * 11


def test_a_team_with_one_participant_points_nobody_out_in_words(team: Team) -> None:
    make_stay(
        team,
        enrolled_on=dt.date(2025, 1, 10),
        exited_on=dt.date(2025, 9, 1),
        exit_reason="work",
        support_before_months=30,
        income_start=("sickness_benefit",),
        referrer="fk",
    )
    result = written(team)
    said = " ".join(plain(block.runs) for block in result.document.blocks if isinstance(block, Paragraph))
    for word in ("Genomströmningstiden var", "Medelåldern", "offentlig försörjning i", "Flest kom"):
        assert word not in said
    places = [one.left.where for one in result.findings if one.rule == "points-out-person"]
    assert any("Genomströmningstid" in place for place in places)
    assert tables(result.document)["throughput"].rows[0].cells[:3] == ("Resultat", "1", "7,71")


def test_a_period_of_one_day(team: Team) -> None:
    day = Period(dt.date(2025, 5, 5), dt.date(2025, 5, 5))
    make_stay(team, enrolled_on=day.first, exited_on=day.last)
    report = document(team, day)
    assert (report.cover.kind, report.cover.period) == ("Rapport", "2025-05-05")
    assert tables(report)["flow"].rows[0].cells == ("0", "1", "1", "0", "0", "0", "0", "0", "0", "1", "0")


def test_staff_and_budget_stand_in_their_sections(team: Team) -> None:
    make_position(team, role="handledare", percent=80, started_on=dt.date(2025, 1, 1))
    make_budget_row(team, "Lokaler", requested_sek=300, granted_sek=200, actual_sek=250)
    report = document(team)
    assert under(report, "4. Personal – insatsens förutsättningar", "Beskrivning") == [
        "Bemanningen motsvarade 0,8 heltidstjänster i medel under året."
    ]
    assert under(report, "9. Organisation – resultat och effekter", "Beskrivning")[0] == (
        "För 2025-01-01 – 2025-12-31 beviljades teamet 200 kronor. "
        "Utfallet blev 250 kronor, 50 kronor mer än beviljat."
    )
    assert tables(report)["budget"].rows[-1].cells == ("Totalt", "300", "200", "250", "−50")


def test_the_definitions_name_the_result_and_every_figure_that_is_shown(team: Team) -> None:
    make_settings(team, result_definition=["work", "studies"])
    make_stay(team, enrolled_on=dt.date(2024, 1, 1), exited_on=dt.date(2025, 2, 1), exit_reason="work")
    report = document(team)
    definitions = tables(report)["definitions"]
    names = [row.cells[0] for row in definitions.rows]
    assert {"Genomströmningstid", "Nyinskrivna", "Kön"} <= set(names)
    assert len(names) == len({row.cells[2] for row in definitions.rows})
    assert any(
        plain(block.runs) == "Med resultat menas arbete och studier."
        for block in report.blocks
        if not isinstance(block, Heading | Table | BulletList)
    )


def test_what_was_published_stands_beside_what_is_computed_and_the_checks_name_both(team: Team) -> None:
    for months, sex in ((10, "women"), (20, "men")):
        entered = dt.date(2025 - months // 12, 12 - months % 12, 1)
        make_stay(team, sex=sex, enrolled_on=entered, exited_on=dt.date(2025, 12, 1), exit_reason="work")
    make_published(
        team, "throughput.results.months", 17, YEAR.first, YEAR.last, source="Årsrapport 2025, s. 5"
    )
    result = written(team)
    history = tables(result.document)["throughput_history"]
    assert [row.cells for row in history.rows] == [
        ("2025-01-01 – 2025-12-31", "17", "15", "Årsrapport 2025, s. 5")
    ]
    (finding,) = [one for one in result.findings if one.rule == "printed-and-computed"]
    assert ("17" in finding.left.value, finding.right.value) == (True, "15")
    assert any("17" in row.cells[1] for row in tables(result.document)["checks"].rows)


def test_earlier_periods_are_reprinted_as_published_in_their_order(team: Team) -> None:
    make_stay(team, enrolled_on=dt.date(2025, 1, 1), exited_on=dt.date(2025, 4, 1), exit_reason="studies")
    for year, value in ((2024, "22.30"), (2023, "24")):
        make_published(
            team, "throughput.results.months", value, dt.date(year, 1, 1), dt.date(year, 12, 31), unit="mån"
        )
    rows = tables(document(team))["throughput_history"].rows
    assert [row.cells[:3] for row in rows] == [
        ("2023-01-01 – 2023-12-31", "24", "–"),
        ("2024-01-01 – 2024-12-31", "22,30", "–"),
        ("2025-01-01 – 2025-12-31", "–", "3"),
    ]


def test_the_number_of_queries_does_not_grow_with_the_rows(team: Team) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            document(team)
        return len(captured)

    def fill() -> None:
        make_stay(team, enrolled_on=dt.date(2025, 3, 1), exited_on=dt.date(2025, 8, 1), referrer="soc")
        make_position(team, started_on=dt.date(2025, 1, 1))
        make_budget_row(team, f"Rad {len(filled)}", granted_sek=100)
        filled.append(1)

    filled: list[int] = []
    fill()
    before = queries()
    for _again in range(4):
        fill()
    assert queries() == before


def test_the_checks_say_when_all_is_well(team: Team) -> None:
    report = document(team)
    assert under(report, "Kontroller", "")[-1:] == ["Alla kontroller stämmer."]


def test_the_teams_own_formats_win_over_the_templates(team: Team) -> None:
    make_settings(team, formats={"thousands": "none", "header_dates": "yymmdd", "unknown_later": 1})
    make_budget_row(team, "Personal", granted_sek=1529208, actual_sek=1421971)
    report = document(team)
    assert tables(report)["budget"].rows[0].cells[1] == "1529208"
    assert tables(report)["flow"].columns[0].header == "Antal inskrivna 250101"


def test_a_format_that_does_not_exist_is_refused_with_its_name(team: Team) -> None:
    make_settings(team, formats={"thousands": "comma"})
    with pytest.raises(Refused, match="thousands"):
        document(team)


def test_the_protected_edition_is_refused_and_never_faked(team: Team) -> None:
    with pytest.raises(EditionNotReady):
        document(team, edition=Edition.PROTECTED)


def test_an_unknown_template_is_refused(team: Team) -> None:
    with pytest.raises(UnknownTemplate):
        document(team, template_name="finns-inte")


def test_a_stranger_gets_no_report(team: Team) -> None:
    stranger = Actor(9, "stranger", {})
    with acting(stranger), pytest.raises(PermissionRefused):
        build_report(stranger, team, YEAR)


def test_the_same_report_gives_the_same_bytes(team: Team) -> None:
    make_stay(team, enrolled_on=dt.date(2025, 3, 1))
    first, second = document(team), document(team)
    assert first == second
    assert render(first, "docx") == render(second, "docx")
    assert render(first, "pdf").startswith(b"%PDF")
    assert "Årsrapport" in render(first, "html").decode()


def test_file_names_hold_no_personal_data(team: Team) -> None:
    assert file_name(team, YEAR, "docx") == f"rapport-{team.slug}-2025-01-01-2025-12-31.docx"


@pytest.mark.parametrize(("text", "expected"), [("docx", "docx"), (".PDF", "pdf"), ("rapport.html", "html")])
def test_the_format_follows_the_files_ending(text: str, expected: str) -> None:
    assert format_of(text) == expected


def test_another_format_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownFormat, match="docx"):
        format_of("rapport.odt")
