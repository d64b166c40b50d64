"""The report's table of groups, its sentences, and the checks of what nobody has noted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.placements.models import Placement
from samsteg.reports.build import Choices, write_report
from samsteg.reports.document import Table
from samsteg.reports.material import Material
from samsteg.reports.phrasing import plain
from samsteg.reports.sentences import paragraph
from samsteg.reports.table_specs import GroupsSpec
from samsteg.reports.tables import build_table
from samsteg.reports.template import load_template
from samsteg.statistics.values import Period
from tests.factories import lead, make_placement, make_stay, make_team
from tests.reports.readings import reading, style
from tests.statistics.test_attendance_by_hand import held, mark

YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
GIVEN = {
    "attendance.people": 9,
    "attendance.sessions_held": 30,
    "attendance.sessions_cancelled": 2,
    "attendance.per_session": 4.26,
    "attendance.share": 0.825,
    "attendance.group.3.people": 8,
    "attendance.group.3.sessions_held": 20,
    "attendance.group.3.sessions_cancelled": 2,
    "attendance.group.3.per_session": 5.5,
    "attendance.group.3.share": 0.8,
    "attendance.group.7.people": 2,
    "attendance.group.7.sessions_held": 10,
    "attendance.group.7.per_session": 1.8,
}
NAMES = {"3": "Öppet hus", "7": "Köksgruppen", "9": "Ingen hade den"}


def table(**changes: object) -> Table:
    spec = load_template("grund").tables["groups"]
    assert isinstance(spec, GroupsSpec)
    built = build_table(replace(spec, **changes), Material(reading(GIVEN, groups=NAMES)), style())  # type: ignore[arg-type]
    assert isinstance(built.block, Table)
    return built.block


def test_groups_by_name_with_all_of_them_last() -> None:
    assert [row.cells for row in table().rows] == [
        ("Köksgruppen", "10", "0", "2", "1,8", "–"),
        ("Öppet hus", "20", "2", "8", "5,5", "80 %"),
        ("Alla grupper", "30", "2", "9", "4,3", "83 %"),
    ]
    assert table().rows[-1].kind == "sum"


def test_few_persons_are_hidden_so_that_no_one_can_work_them_out() -> None:
    assert [row.cells for row in table(fewest=5).rows] == [
        ("Köksgruppen", "10", "0", "få", "–", "–"),
        ("Öppet hus", "20", "2", "8", "5,5", "80 %"),
        ("Alla grupper", "30", "2", "9", "–", "–"),
    ]


def test_columns_are_the_templates() -> None:
    shown = table(columns=({"name": "people", "header": "Antal"},), total="")
    assert [row.cells for row in shown.rows] == [("2",), ("8",)]
    with pytest.raises(ValueError, match="needs a header"):
        table(columns=({"name": "names", "header": "Namn"},))


def test_without_groups_nothing_is_said() -> None:
    spec = load_template("grund").tables["groups"]
    assert build_table(spec, Material(reading({})), style()).block is None
    assert paragraph(["groups", "work_training_hours"], reading({}), style()) is None


def test_sentences() -> None:
    given = {**GIVEN, "work_training.treated.hours": 12.5}
    said = paragraph(
        ["groups", "work_training_hours"], reading(given, n={"work_training.treated.hours": 4}), style()
    )
    assert said is not None
    assert plain(said.runs) == (
        "Nio personer var med i någon grupp under året. 30 tillfällen hölls, med i medeltal 4,3 personer. De "
        "som var väntade kom 83 procent av gångerna. De vars timmar är kända arbetstränade i medeltal 12,5 timmar i "
        "veckan (n 4)."
    )
    assert paragraph(["groups"], reading({**GIVEN, "attendance.people": 1}), style()) is None


def team_with_gaps() -> Team:
    team = make_team()
    stays = [make_stay(team, enrolled_on=dt.date(2023, 5, 1)) for _one in range(3)]
    first = held(team, "2024-03-05", name="Skogsgruppen")
    for stay in stays:
        mark(stay, first, "present")
    held(team, "2024-03-12", "planned", name="Skogsgruppen")
    held(team, "2024-03-19", "moved", name="Skogsgruppen", moved_from_on=dt.date(2024, 3, 18))
    held(team, "2024-03-26", "planned", name="Träffpunkten")
    for stay, hours in zip(stays, (10, 20, None), strict=True):
        make_placement(stay, started_on=dt.date(2024, 2, 1), hours_per_week=hours)
    return team


@pytest.mark.django_db
def test_what_is_not_noted_is_told_before_the_report_goes() -> None:
    team = team_with_gaps()
    with acting(lead(team)) as actor:
        report = write_report(actor, team, YEAR, Choices(template_name="grund"))
    found = {one.rule: one for one in report.findings}
    assert found["sessions-unregistered"].left.value == "Skogsgruppen 2, Träffpunkten 1"
    assert found["sessions-unregistered"].right.value == "1"
    assert found["hours-missing"].left.value == "1"
    with acting(lead(team)) as actor:
        early = Choices(template_name="grund", written_on=dt.date(2024, 3, 12))
        before = write_report(actor, team, YEAR, early)
        Placement.objects.filter(team=team).update(hours_per_week=None)
        none = write_report(actor, team, YEAR, Choices(template_name="grund"))
    assert "sessions-unregistered" not in {one.rule for one in before.findings}
    assert "hours-missing" not in {one.rule for one in none.findings}


@pytest.mark.django_db
def test_the_table_stands_in_the_report_and_in_every_format() -> None:
    team = team_with_gaps()
    with acting(lead(team)) as actor:
        document = write_report(actor, team, YEAR, Choices(template_name="grund")).document
    tables = {block.key: block for block in document.blocks if isinstance(block, Table)}
    assert [row.cells for row in tables["groups"].rows] == [
        ("Skogsgruppen", "1", "0", "3", "3", "100 %"),
        ("Alla grupper", "1", "0", "3", "3", "100 %"),
    ]
    assert [row.cells for row in tables["work_training"].rows][0] == ("Andel av deltagarna", "100 %", "3")
    assert tables["work_training"].rows[1].cells == ("Timmar i veckan, deltagare", "15", "2")
    defined = [row.cells[0] for row in tables["definitions"].rows]
    assert "Andel närvaro i gruppen" in defined and not [one for one in defined if one.startswith("grupp ")]
