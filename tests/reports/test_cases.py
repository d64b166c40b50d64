"""The two real years as whole reports: the tables that were printed, and what the checks say of what they printed."""

from __future__ import annotations

import datetime as dt

import pytest

from samsteg.core.context import acting
from samsteg.reports.build import Choices, Report, write_report
from samsteg.reports.document import Table
from tests.factories import make_published, make_settings
from tests.statistics.cases import KRAFTEN, SATER, Case, load_case

pytestmark = pytest.mark.django_db


def report(case: Case) -> Report:
    with acting(case.actor):
        return write_report(case.actor, case.team, case.period, Choices(written_on=dt.date(2026, 2, 23)))


def tables(result: Report) -> dict[str, Table]:
    return {block.key: block for block in result.document.blocks if isinstance(block, Table)}


def rows(result: Report, key: str) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in tables(result)[key].rows}


def test_kraften() -> None:
    case = load_case(KRAFTEN)
    make_settings(case.team, formats={"thousands": "none"})
    result = report(case)
    assert result.document.cover.kind == "Årsrapport"
    assert tables(result)["flow"].rows[0].cells == (
        *("38", "22", "25", "0", "5", "1", "2", "4", "0", "13", "35"),
    )
    assert [row.cells[0] for row in tables(result)["new_age"].rows] == [
        "18–30 år",
        "31–45 år",
        "46–64 år",
        "Totalt",
    ]
    assert [row.cells[1] for row in tables(result)["new_age"].rows] == ["12", "5", "5", "22"]
    assert [cells[1] for cells in rows(result, "budget").values()] == [
        "1529208",
        "24082",
        "54184",
        "7526",
        "1615000",
    ]
    assert tables(result)["budget"].columns[2].header == "Beviljat (fördelat efter äskat)"
    assert rows(result, "throughput")["Resultat"][:4] == ("8", "30,75", "22,33", "56")
    assert rows(result, "support_before")["Avslut till resultat"][:4] == ("8", "4,63", "4,01", "6,5")
    assert rows(result, "other_details")["Åter till remittenten"] == ("8",)
    assert len(tables(result)["staff"].rows) == 6


def test_sater_names_what_its_report_printed_against_itself() -> None:
    case = load_case(SATER)
    first, last = case.period.first, case.period.last
    for figure, value in (
        ("treated.count", 31),
        ("flow.new", 7),
        ("flow.new", 6),
        ("throughput.work.months", 23),
    ):
        make_published(case.team, figure, value, first, last, source="Helårsrapport 2021–2022")
    result = report(case)
    assert result.document.cover.kind == "Helårsrapport"
    named = {
        (one.codes[0], one.left.value, one.right.value)
        for one in result.findings
        if one.rule == "printed-and-computed"
    }
    assert named == {
        ("treated.count", "31", "32"),
        ("flow.new", "7", "6"),
        ("throughput.work.months", "23", "21"),
    }
    checks = [row.cells for row in tables(result)["checks"].rows]
    assert sum("31" in cells[1] and "32" in cells[2] for cells in checks) == 1
    assert rows(result, "flow_sex")["Totalt"] == ("26", "6", "7", "25", "32")
    assert rows(result, "queue")["Längst väntan, månader"] == ("15",)
    assert rows(result, "placements")["Arbetsträning"] == ("13",)


def test_every_number_of_the_flow_adds_up_in_print_too() -> None:
    case = load_case(SATER)
    cells = [int(cell) for cell in tables(report(case))["flow"].rows[0].cells]
    opening, new, exits, closing = cells[0], cells[1], cells[2], cells[-1]
    assert opening + new - exits == closing
    assert sum(cells[3:-1]) == exits
