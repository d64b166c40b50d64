"""The practice team's workbook on any day: nothing wrong in it, and the team it tells of holds together."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.dates import months_between
from demo.practice import YEARS, practice_workbook
from samsteg.exchange.columns import SheetName
from samsteg.exchange.opening import open_workbook
from samsteg.exchange.parsing import read_rows
from samsteg.exchange.plan import Plan, RowState
from samsteg.exchange.planning import make_plan
from samsteg.exchange.stay_plan import StayContext
from samsteg.exchange.stored import StoredSheet
from samsteg.exchange.writing import write_workbook

DAYS = [
    dt.date(2024, 2, 29),
    dt.date(2025, 1, 1),
    dt.date(2025, 12, 31),
    dt.date(2026, 7, 15),
    dt.date(2028, 2, 29),
    dt.date(2031, 3, 1),
]
any_day = st.dates(dt.date(2024, 1, 1), dt.date(2040, 12, 31))
Row = dict[str, Any]


def plan_for(day: dt.date, folder: Path) -> Plan:
    """What an import into an empty team would do."""
    path = folder / "practice.xlsx"
    write_workbook(path, practice_workbook(day))
    with open_workbook(path, filename=path.name) as raw:
        parsed = read_rows(raw, today=day)
    stored = {name: StoredSheet() for name in SheetName}
    context = StayContext(
        stored=stored[SheetName.STAYS],
        by_own_id={},
        own_id_of={},
        by_number={},
        with_number=frozenset(),
        staff={"coach": 1, "lead": 2},
    )
    return make_plan(parsed, stored, context)


def stays(day: dt.date) -> list[Row]:
    return practice_workbook(day)["stays"]


def enrolled_at(rows: list[Row], day: dt.date) -> int:
    """Enrolled when the day ends, counting who left on it as gone."""
    return sum(
        1
        for row in rows
        if (start := row.get("enrolled_on"))
        and start <= day
        and not (row.get("exited_on") or dt.date.max) <= day
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_row_is_wrong_and_nothing_is_odd(day: dt.date, tmp_path: Path) -> None:
    plan = plan_for(day, tmp_path)
    assert len(plan.rows) > 250
    assert [issue.message for issue in (*plan.errors, *plan.warnings)] == []
    assert {row.state for row in plan.rows} == {RowState.NEW}
    assert plan.own_persons == 0


@given(any_day)
@settings(deadline=None, max_examples=15)
def test_every_stay_goes_forward_in_time(day: dt.date) -> None:
    for row in stays(day):
        order = [
            row.get(key) for key in ("referred_on", "study_visit_on", "mission_received_on", "enrolled_on")
        ]
        known = [found for found in order if found]
        assert known == sorted(known), row["own_id"]
        assert (row.get("exited_on") or day) <= day
        assert not row.get("exited_on") or row["enrolled_on"] < row["exited_on"]
        assert bool(row.get("exited_on")) == bool(row.get("exit_reason"))


@given(any_day)
@settings(deadline=None, max_examples=30)
def test_the_flow_balances_and_the_team_has_the_agreed_size(day: dt.date) -> None:
    rows = stays(day)
    starts = Counter(row["enrolled_on"].year for row in rows if row.get("enrolled_on"))
    exits = Counter(row["exited_on"].year for row in rows if row.get("exited_on"))
    for year in range(day.year - YEARS, day.year):
        before, after = dt.date(year - 1, 12, 31), dt.date(year, 12, 31)
        assert enrolled_at(rows, before) + starts[year] - exits[year] == enrolled_at(rows, after)
        assert 25 <= starts[year] <= 35
        assert 20 <= exits[year] <= 30
    assert 35 <= enrolled_at(rows, day) <= 45
    waiting = [
        row
        for row in rows
        if row.get("mission_received_on") and not (row.get("enrolled_on") or dt.date.max) <= day
    ]
    assert len(waiting) == 7


@given(any_day, st.integers(1, 400))
@settings(deadline=None, max_examples=20)
def test_a_later_day_only_adds_what_has_happened_since(day: dt.date, later: int) -> None:
    """So an installation that is started every morning lives on; what was true stays true."""
    before, after = stays(day), {row["own_id"]: row for row in stays(day + dt.timedelta(days=later))}
    for row in before:
        now = after.get(row["own_id"])
        if now is None:  # left before the years that the later day looks back on
            over_on = row.get("exited_on") or row["not_enrolled_on"]
            assert over_on.year < (day + dt.timedelta(days=later)).year - YEARS
            continue
        told = {key: value for key, value in row.items() if value not in (None, "", ())}
        assert {key: now.get(key) for key in told} == told


def test_the_same_day_gives_the_same_bytes_and_another_seed_another_team() -> None:
    day = dt.date(2026, 11, 22)
    first, second = io.BytesIO(), io.BytesIO()
    write_workbook(first, practice_workbook(day))
    write_workbook(second, practice_workbook(day))
    assert first.getvalue() == second.getvalue()
    assert practice_workbook(day, seed=2)["stays"] != practice_workbook(day)["stays"]


def test_what_a_practice_team_must_show_is_there() -> None:
    book = practice_workbook(dt.date(2026, 11, 22))
    rows = book["stays"]
    assert {row["exit_reason"] for row in rows if row.get("exit_reason")} == {
        "work",
        "studies",
        "other_rehab",
        "sickness_compensation",
        "parental_leave",
        "other",
    }
    persons = Counter(row["person_own_id"] for row in rows)
    years_only = [row for row in rows if "birth_year" in row]
    assert 2 <= sum(count > 1 for count in persons.values()) <= 6
    assert 2 <= len(years_only) <= 10
    assert sum(bool(row.get("early_exit")) for row in rows) >= 6
    assert any(row.get("exit_detail_text") for row in rows)
    assert any(len(row.get("income_start", ())) > 1 for row in rows)
    assert any(row.get("parallel_started_on") for row in rows)
    assert {row.get("not_enrolled_reason") for row in rows} >= {"declined", "wrong_time"}
    assert {row.get("coach", "") for row in rows} == {"", "coach", "lead"}
    assert len({row["referrer"] for row in rows}) >= 10
    assert {row["year"] for row in book["budget"]} == {2023, 2024, 2025, 2026}
    assert {row["figure"] for row in book["reported"]} >= {"Genomströmningstid", "Nyinskrivna"}
    assert all(str(row["own_id"]).startswith("OV-") for row in rows)
    assert not any(row.get("personnummer") for row in rows)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ((2025, 1, 15), (2025, 3, 10), 1 + Decimal(23) / 28),  # the agreement's own example
        ((2025, 1, 31), (2025, 2, 28), Decimal(1)),
        ((2024, 2, 29), (2025, 2, 28), Decimal(12)),
        ((2025, 5, 1), (2025, 5, 1), Decimal(0)),
    ],
)
def test_months_are_counted_as_the_agreement_counts_them(
    start: tuple[int, int, int], end: tuple[int, int, int], months: Decimal
) -> None:
    assert months_between(dt.date(*start), dt.date(*end)) == months
