"""Any import, then its undo: the team says what it said before, and what was known in between is still known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.core.facts import learning_moment
from samsteg.exchange.columns import SheetName
from samsteg.exchange.stored import Record, load
from samsteg.exchange.undo import undo_import
from samsteg.participants.projection import differing
from samsteg.people.selectors import personnummer_of
from samsteg.statistics.figures import figures
from samsteg.statistics.values import Period
from tests.exchange.bench_team import BenchTeam, make_bench
from tests.exchange.builders import personnummer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
BORN = dt.date(1990, 5, 17)
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
Row = dict[str, object]


@st.composite
def stay_rows(draw: st.DrawFn) -> list[Row]:
    """Rows of a few stays and persons, so that files meet; any of them may turn out wrong and be left out."""
    rows: list[Row] = []
    for number in draw(st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True)):
        born_on = draw(st.sampled_from([BORN, dt.date(1985, 2, 3)]))
        row: Row = {
            "Ärende": f"P-{number}",
            "Född": born_on,
            "Kön": draw(st.sampled_from(["K", "M"])),
            "Uppdrag mottaget": draw(st.none() | DAYS),
            "Inskriven": draw(st.none() | DAYS),
            "Remittent": draw(st.sampled_from([None, "soc", "fk"])),
            "Person": draw(st.sampled_from([None, "A", "B"])),
            "Samtycke till teamet": draw(st.none() | DAYS),
            "Månader i offentlig försörjning före": draw(st.none() | st.integers(0, 200)),
        }
        if draw(st.booleans()):
            row["Personnummer"] = personnummer(born_on, draw(st.sampled_from([980, 981, 982])))
            row["Kön"] = "M" if row["Personnummer"] == personnummer(born_on, 981) else "K"
        if draw(st.booleans()):
            row |= {"Avslutad": draw(DAYS), "Avslutsorsak": draw(st.sampled_from(["arbete", "annat"]))}
        rows.append(row)
    return rows


@st.composite
def budget_rows(draw: st.DrawFn) -> list[Row]:
    names = draw(st.lists(st.sampled_from(["Personal", "Hyra", "Mat"]), max_size=3, unique=True))
    return [{"År": 2025, "Rad": name, "Beviljat": draw(st.none() | st.integers(0, 9))} for name in names]


FILES = st.lists(st.tuples(stay_rows(), budget_rows()), min_size=1, max_size=3)


def read_in(bench: BenchTeam, file: tuple[Sequence[Row], Sequence[Row]]) -> int | None:
    stays, budget = file
    path = bench.file(stays, **({"Budget": budget} if budget else {}))
    return bench.read_in(path, leave_out_wrong=True).source_id


def said(bench: BenchTeam) -> tuple[Any, ...]:
    """Everything that an export would write, the numbers, and every figure."""
    with acting(bench.actor):
        stored = load(bench.actor, bench.team)
        persons = stored[SheetName.STAYS].persons
        numbers = personnummer_of(bench.team.pk, persons.values())
        records: dict[SheetName, list[Record]] = {
            name: list(sheet.records.values()) for name, sheet in stored.items()
        }
        told = {key: numbers.get(persons[key]) for key in stored[SheetName.STAYS].records}
        return records, told, figures(bench.actor, bench.team, YEAR, written_on=YEAR.last).as_json()


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=FILES)
def test_imports_undone_one_by_one(tmp_path: Path, files: list[tuple[list[Row], list[Row]]]) -> None:
    with transaction.atomic():
        bench = make_bench(tmp_path)
        states = [said(bench)]
        done: list[int] = []
        moments: list[dt.datetime] = []
        for file in files:
            if (source_id := read_in(bench, file)) is not None:
                done.append(source_id)
                states.append(said(bench))
                with acting(bench.actor):
                    moments.append(learning_moment(bench.team.pk))
        while done:
            then = states.pop()
            with acting(bench.actor):
                undo_import(actor=bench.actor, team=bench.team, source_id=done.pop())
                assert differing(bench.team.pk) == []
            got, want = said(bench), states[-1]
            assert got[:2] == want[:2]
            assert [code for code in got[2] if got[2][code] != want[2].get(code)] == []
            assert got[2].keys() == want[2].keys()
            with acting(bench.actor):
                known = figures(bench.actor, bench.team, YEAR, as_of=moments.pop(), written_on=YEAR.last)
            flow = [code for code in then[2] if code.startswith("flow.")]
            assert flow and {code: known[code].as_json() for code in flow} == {
                code: then[2][code] for code in flow
            }
        transaction.set_rollback(True)
