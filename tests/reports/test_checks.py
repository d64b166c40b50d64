"""The checks that only a whole report can make: its title, and figures about one single person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from samsteg.core.context import acting
from samsteg.reports.checks import Place, points_out, report_findings
from samsteg.statistics.consistency import Finding, Severity
from samsteg.statistics.figures import figures
from samsteg.statistics.values import Period, Unit, Value
from tests.factories import lead, make_stay, make_team

YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Value(1, 22, Unit.PERSONS), True),
        (Value(0, 1, Unit.PERSONS), False),
        (Value(2, 22, Unit.PERSONS), False),
        (Value(1, 1, Unit.COUNT), True),
        (Value(Decimal(48), 1, Unit.MONTHS), True),
        (Value(Decimal(48), 2, Unit.MONTHS), False),
        (Value(None, 1, Unit.MONTHS), False),
        (Value(Decimal(47), 1, Unit.YEARS), True),
        (Value(Decimal(1), 1, Unit.SHARE), True),
        (Value(Decimal(1), 1, Unit.FTE), False),
        (Value(1, None, Unit.SEK), False),
    ],
)
def test_what_is_about_one_single_person(value: Value, expected: bool) -> None:
    assert points_out(value) is expected


def findings(places: list[Place], kind: str = "Årsrapport") -> list[Finding]:
    team = make_team()
    make_stay(team, enrolled_on=dt.date(2025, 2, 1), referrer="fk")
    with acting(lead(team)):
        found = figures(lead(team), team, YEAR)
    return [
        one
        for one in report_findings(found, (), places, kind)
        if one.rule in ("points-out-person", "title-period")
    ]


@pytest.mark.django_db
def test_one_finding_a_place_and_prose_weighs_more() -> None:
    codes = ("new.referrer.fk", "new.referrer.soc", "flow.new", "new.referrer.fk")
    prose, table = findings([Place("tabellen", codes, is_prose=False), Place("texten", codes, is_prose=True)])
    assert (prose.severity, prose.left.where, prose.left.value) == (Severity.WARNING, "texten", "2")
    assert (table.severity, table.left.where) == (Severity.NOTE, "tabellen")
    assert table.codes == ("new.referrer.fk", "flow.new")


@pytest.mark.django_db
def test_a_title_that_the_period_contradicts_is_named_with_both() -> None:
    (finding,) = findings([], kind="Halvårsrapport")
    assert finding.rule == "title-period"
    assert finding.left.value == "Halvårsrapport"
    assert finding.right.value == "Årsrapport, 2025-01-01 – 2025-12-31"
    assert findings([], kind="Årsrapport") == []
