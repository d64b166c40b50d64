"""What counts as a change when a row is laid over what is stored."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from samsteg.exchange.plan import RowState
from tests.exchange.bench_team import BenchTeam, make_bench
from tests.exchange.builders import exited, personnummer

BORN_ON = dt.date(1980, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def test_nought_is_something_and_nothing_is_not_nought(bench: BenchTeam) -> None:
    column = "Månader i offentlig försörjning före"
    bench.read_in(bench.file([exited(**{column: None})]))
    plan = bench.preview(bench.file([exited(**{column: 0})]))
    (change,) = plan.rows[0].changes
    assert (change.column, change.old, change.new) == (column, "", "0")
    bench.read_in(bench.file([exited(**{column: 0})]))
    assert bench.stay("P-1").support_before_months == 0
    assert bench.preview(bench.file([exited(**{column: 0})])).rows[0].state is RowState.UNCHANGED


def test_no_is_the_same_as_an_empty_cell(bench: BenchTeam) -> None:
    bench.read_in(bench.file([exited()]))
    assert bench.preview(bench.file([exited(Tidigt_avhopp="nej")])).rows[0].state is RowState.UNCHANGED


def test_a_new_row_tells_what_it_fills_in(bench: BenchTeam) -> None:
    plan = bench.preview(
        bench.file(
            [exited(Kommun=None, Tidigt_avhopp="nej", Född=BORN_ON, Personnummer=personnummer(BORN_ON))]
        )
    )
    row = plan.rows[0]
    assert row.state is RowState.NEW
    told = {change.column: change.new for change in row.changes}
    assert told["Avslutsorsak"] == "studier" and "Personnummer" in told
    assert not told.keys() & {"Kommun", "Tidigt avhopp"}
    assert all(change.old is None for change in row.changes)
    assert len(row.changes) == len(told) and row.changes[0].column == "Ärende"
