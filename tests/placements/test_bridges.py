"""What is written on pages stands in the figures and in the workbook, and what a workbook says stands on the pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from samsteg.core.context import acting
from samsteg.exchange.exporting import export_workbook
from samsteg.exchange.plan import RowState
from samsteg.participants.models import Stay
from samsteg.placements.ladders import add_hours
from samsteg.placements.models import HoursStep, Placement
from samsteg.placements.records import Ending, PlacementValues, Rung
from samsteg.placements.services import end_placement, plan_placement, take_back_placement
from tests.exchange.bench_team import BenchTeam, make_bench
from tests.exchange.builders import stay
from tests.statistics.cases import SATER, load_case

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_in_sater_thirteen_were_in_work_training_and_a_page_makes_it_fourteen() -> None:
    case = load_case(SATER)

    def people() -> object:
        return case.figures()["work_training.people"].value

    assert people() == 13
    with acting(case.actor) as actor:
        trained = Placement.objects.filter(team=case.team, form="work_training").values("stay_id")
        here = Stay.objects.in_team(case.team.pk).visible_to(actor).exclude(pk__in=trained)
        one = here.filter(enrolled_on__lte=case.period.last, exited_on__isnull=True).first()
        assert one is not None
        who = {"actor": actor, "team": case.team, "person_id": one.person_id}
        began_on = max(one.enrolled_on, case.period.first)
        values = PlacementValues(employer="Skogens trä", form="work_training", started_on=began_on)
        row = plan_placement(**who, values=values)  # type: ignore[arg-type]
    assert people() == 14
    with acting(case.actor):
        take_back_placement(**who, series=row.series, expected_version=1)  # type: ignore[arg-type]
    assert people() == 13


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def test_the_workbook_takes_out_what_the_pages_wrote_and_brings_it_back(bench: BenchTeam) -> None:
    first = stay(Ärende="P-1")
    placed = {
        "Ärende": "P-1",
        "Arbetsgivare": "Skogens trä",
        "Form": "arbetsträning",
        "Från": dt.date(2025, 3, 1),
        "Timmar per vecka": 8,
    }
    bench.read_in(bench.file([first], Arbetsträning=[placed]))
    with acting(bench.actor) as actor:
        row = Placement.objects.get(superseded_at__isnull=True)
        who = {"actor": actor, "team": bench.team, "person_id": row.stay.person_id, "series": row.series}
        rung = Rung(dt.date(2025, 4, 1), Decimal("12.5"))
        row = add_hours(**who, expected_version=row.version, rung=rung)  # type: ignore[arg-type]
        ending = Ending(
            ended_on=dt.date(2025, 5, 1), outcome="more_hours", decided_by="together", reason="job"
        )
        end_placement(**who, expected_version=row.version, ending=ending, early=True)  # type: ignore[arg-type]
        out = bench.folder / "ut.xlsx"
        export_workbook(actor=actor, team=bench.team, out=out, place="test")
    again = bench.preview(out)
    assert {one.state for one in again.rows} == {RowState.UNCHANGED}
    old = {**placed, "Till": dt.date(2025, 5, 1), "Timmar per vecka": 15}
    bench.read_in(bench.file([first], Arbetsträning=[old]))  # a file without the new columns
    with acting(bench.actor):
        now = Placement.objects.get(superseded_at__isnull=True)
        steps = HoursStep.objects.current().filter(series=row.series).order_by("valid_from")
        assert (now.series, now.hours_per_week, now.outcome, now.decided_by) == (
            row.series,
            15,
            "more_hours",
            "together",
        )
        assert [(one.valid_from, one.hours_per_week) for one in steps] == [
            (dt.date(2025, 3, 1), 8),
            (dt.date(2025, 4, 1), 15),
        ]
