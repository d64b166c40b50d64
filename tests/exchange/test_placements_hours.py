"""What a placement said of its hours before a workbook brought its ladder stays known, and comes back by an undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.utils import translation

from samsteg.core.context import acting
from samsteg.exchange.models import AppliedImport
from samsteg.exchange.plan import RowState
from samsteg.exchange.services import Imported
from samsteg.exchange.undo import undo_import
from samsteg.placements.employers.records import EmployerValues
from samsteg.placements.employers.services import add_employer, merge_employers
from samsteg.placements.hours_today import refresh_hours
from samsteg.placements.models import Placement
from samsteg.statistics.figures import figures
from samsteg.statistics.values import Period
from tests.exchange.bench_team import BenchTeam, make_bench
from tests.exchange.builders import stay
from tests.exchange.test_placements_sheets import APRIL, DAY, MARCH, MAY, placed, placement, step, steps

pytestmark = pytest.mark.django_db
JUNE = DAY(2025, 6, 1)


@pytest.fixture(autouse=True)
def in_english_in_march() -> Iterator[None]:
    with translation.override("en"), at(DAY(2025, 3, 15)):
        yield


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def at(day: dt.date) -> time_machine.travel:
    return time_machine.travel(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC), tick=False)


def night(bench: BenchTeam, day: dt.date) -> None:
    with acting(bench.actor):
        refresh_hours(bench.team, day)


def undo(bench: BenchTeam, done: Imported) -> None:
    assert done.source_id is not None
    with acting(bench.actor), transaction.atomic():
        undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id)


def mean_hours(bench: BenchTeam, before: Imported) -> object:
    """Work training's mean hours of March to May, as known just before that import."""
    with acting(bench.actor):
        moment = AppliedImport.objects.get(source_id=before.source_id).moment
        as_of = moment - dt.timedelta(microseconds=1)
        found = figures(bench.actor, bench.team, Period(MARCH, DAY(2025, 5, 31)), as_of=as_of)
    return found["work_training.treated.hours"].value


def versions(bench: BenchTeam) -> list[tuple[int, Decimal | None]]:
    with acting(bench.actor):
        return list(Placement.objects.order_by("version").values_list("version", "hours_per_week"))


@pytest.fixture
def twenty(bench: BenchTeam) -> BenchTeam:
    """Twenty hours a week and no ladder."""
    bench.read_in(bench.file([stay()], Arbetsträning=[placed(Timmar_per_vecka=20)]))
    return bench


def test_an_undone_ladder_gives_the_hours_back_that_stood_without_it(twenty: BenchTeam) -> None:
    path = twenty.file([], Timmar=[step(DAY(2025, 3, 10), 30)])
    done = twenty.read_in(path)
    assert steps(twenty) == [(MARCH, 20), (DAY(2025, 3, 10), 30)]
    assert versions(twenty) == [(1, 20), (2, 30)]
    assert mean_hours(twenty, done) == 20
    assert twenty.read_in(path).written == 0
    assert len(versions(twenty)) == 2
    undo(twenty, done)
    assert (steps(twenty), placement(twenty).hours_per_week) == ([], 20)
    assert mean_hours(twenty, done) == 20


def test_a_step_to_come_leaves_the_row_of_before_alone_when_its_night_comes(twenty: BenchTeam) -> None:
    done = twenty.read_in(
        twenty.file([], Arbetsträning=[placed(Timmar_per_vecka=20)], Timmar=[step(APRIL, 30)])
    )
    assert placement(twenty).hours_per_week == 20
    with at(APRIL):
        night(twenty, APRIL)
        assert versions(twenty) == [(1, 20), (2, 30)]
        assert mean_hours(twenty, done) == 20
        undo(twenty, done)
        assert (steps(twenty), placement(twenty).hours_per_week) == ([], 20)
        night(twenty, APRIL)
        assert placement(twenty).hours_per_week == 20


def test_a_ladder_that_is_emptied_is_still_known_of_then(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()], Arbetsträning=[placed()], Timmar=[step(MARCH, 8)]))
    done = bench.read_in(bench.file([], Timmar=[step(MARCH, None)]))
    assert (steps(bench), versions(bench)) == ([], [(1, 8), (2, None)])
    assert mean_hours(bench, done) == 8
    undo(bench, done)
    assert (steps(bench), placement(bench).hours_per_week) == ([(MARCH, 8)], 8)


def test_a_placement_and_its_ladder_that_come_together_are_one_version(bench: BenchTeam) -> None:
    done = bench.read_in(bench.file([stay()], Arbetsträning=[placed()], Timmar=[step(MARCH, 8)]))
    assert versions(bench) == [(1, 8)]
    undo(bench, done)
    assert steps(bench) == []


def test_a_row_that_changes_with_its_first_step_is_one_version_and_undone_whole(twenty: BenchTeam) -> None:
    changed = placed(Timmar_per_vecka=20, Till=JUNE)
    done = twenty.read_in(twenty.file([], Arbetsträning=[changed], Timmar=[step(APRIL, 30)]))
    assert versions(twenty) == [(1, 20), (2, 20)]
    night(twenty, MAY)
    assert mean_hours(twenty, done) == 20
    undo(twenty, done)
    row = placement(twenty)
    assert (steps(twenty), row.hours_per_week, row.ended_on) == ([], 20, None)


def test_an_empty_row_of_hours_says_nothing_of_what_has_no_ladder(twenty: BenchTeam) -> None:
    same = twenty.file([], Arbetsträning=[placed(Timmar_per_vecka=20)], Timmar=[step(MARCH, None)])
    assert {row.state for row in twenty.preview(same).rows} == {RowState.UNCHANGED}
    assert twenty.read_in(same).written == 0
    assert placement(twenty).hours_per_week == 20
    other = twenty.file([], Arbetsträning=[placed(Timmar_per_vecka=25)], Timmar=[step(MARCH, None)])
    assert twenty.read_in(other).written == 1
    assert (steps(twenty), placement(twenty).hours_per_week) == ([], 25)


def test_a_new_placement_keeps_its_hours_beside_an_empty_row_of_hours(bench: BenchTeam) -> None:
    rows = {"Arbetsträning": [placed(Timmar_per_vecka=20)], "Timmar": [step(MARCH, None)]}
    bench.read_in(bench.file([stay()], **rows))
    assert (steps(bench), placement(bench).hours_per_week) == ([], 20)


def with_two_names(bench: BenchTeam) -> BenchTeam:
    with acting(bench.actor):
        said = {"actor": bench.actor, "team": bench.team}
        twin = add_employer(**said, values=EmployerValues(name="Skogens trä"))
        into = add_employer(**said, values=EmployerValues(name="Träbolaget i Säter"))
        merge_employers(**said, employer_id=twin.pk, into_id=into.pk)
    return bench


def test_hours_alone_in_a_file_find_the_placement_by_any_name_of_the_employer(twenty: BenchTeam) -> None:
    bench = with_two_names(twenty)
    path = bench.file([], Timmar=[step(APRIL, 30, Arbetsgivare="träbolaget i säter")])
    bench.read_in(path)
    assert steps(bench) == [(MARCH, 20), (APRIL, 30)]
    assert bench.read_in(path).written == 0


def test_one_step_under_two_names_is_refused_on_the_later_row(twenty: BenchTeam) -> None:
    bench = with_two_names(twenty)
    both = [step(APRIL, 30), step(APRIL, 10, Arbetsgivare="Träbolaget i Säter"), step(MAY, 40)]
    path = bench.file([], Timmar=both)
    found = [(issue.code, issue.row, issue.column, issue.read) for issue in bench.preview(path).errors]
    assert found == [("key_repeated", 3, "Arbetsgivare", "Träbolaget i Säter")]
    for written in (2, 0):
        assert bench.read_in(path, leave_out_wrong=True).written == written
        assert steps(bench) == [(MARCH, 20), (APRIL, 30), (MAY, 40)]


@pytest.mark.parametrize(
    ("said", "ladder", "warned"),
    [
        (20, [(APRIL, 30), (MAY, 40)], True),
        (30, [(MAY, 40), (APRIL, 30)], False),
        (20, [(MARCH, 10), (APRIL, 30)], False),
        (20, [(MARCH, None), (APRIL, 30)], True),
        (20, [(APRIL, None)], False),
        (None, [(APRIL, 30)], False),
    ],
)
def test_hours_of_a_new_placement_before_its_ladder_are_warned_of(
    bench: BenchTeam, said: float | None, ladder: list[tuple[dt.date, float | None]], warned: bool
) -> None:
    hours = [step(day, count) for day, count in ladder]
    path = bench.file([stay()], Arbetsträning=[placed(Timmar_per_vecka=said)], Timmar=hours)
    plan = bench.preview(path)
    found = [(issue.code, issue.sheet, issue.row, issue.column) for issue in plan.warnings]
    wanted = ("hours_before_ladder", "Arbetsträning", 2, "Timmar per vecka")
    assert (wanted in found) is warned
    assert plan.errors == []
    bench.read_in(path)
    assert wanted[0] not in [issue.code for issue in bench.preview(path).warnings]  # known by now


def test_hours_of_a_known_placement_are_its_first_step_without_a_warning(twenty: BenchTeam) -> None:
    path = twenty.file([], Arbetsträning=[placed(Timmar_per_vecka=20)], Timmar=[step(APRIL, 30)])
    assert twenty.preview(path).warnings == []
