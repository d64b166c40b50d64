"""Which rows a period uses, what is granted per row, what is left."""

from __future__ import annotations

import pytest

from samsteg.budget.selectors import Budget, budget_for
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.statistics.values import Period
from tests.factories import lead, make_budget_row, make_stay, make_team
from tests.statistics.asking import ask, day, numbers

pytestmark = pytest.mark.django_db


def budget(team: Team, first: str, last: str) -> Budget:
    with acting(lead(team)):
        return budget_for(team, day(first), day(last))


def rows(team: Team, *names: str, **columns: object) -> None:
    for position, name in enumerate(names):
        make_budget_row(team, name, position=position, **columns)


def test_a_granted_total_is_spread_over_the_requested_rows_in_workbook_order() -> None:
    team = make_team()
    make_budget_row(team, "Lokaler", position=2, requested_sek=1)
    make_budget_row(team, "Personal", position=1, requested_sek=2, actual_sek=50)
    make_budget_row(team, "Totalt", position=3, is_total=True, granted_sek=100)
    found = budget(team, "2025-01-01", "2025-12-31")
    assert [(line.name, line.granted, line.spread) for line in found.lines] == [
        ("Personal", 67, True),
        ("Lokaler", 33, True),
    ]
    assert (found.requested, found.granted, found.actual, found.granted_rows) == (3, 100, 50, (67, 33))


def test_rows_with_an_amount_of_their_own_keep_it() -> None:
    team = make_team()
    make_budget_row(team, "Personal", position=1, requested_sek=80, granted_sek=70)
    make_budget_row(team, "Lokaler", position=2, requested_sek=10)
    make_budget_row(team, "Resor", position=3, requested_sek=20)
    make_budget_row(team, "Totalt", position=4, is_total=True, granted_sek=100)
    assert budget(team, "2025-01-01", "2025-12-31").granted_rows == (70, 10, 20)


def test_a_total_with_nothing_to_go_by_stays_a_total() -> None:
    team = make_team()
    rows(team, "Personal", "Lokaler")
    make_budget_row(team, "Totalt", position=9, is_total=True, granted_sek=100)
    found = budget(team, "2025-01-01", "2025-12-31")
    assert (found.granted, found.granted_rows) == (100, None)


def test_rows_wholly_inside_are_used_and_two_halves_make_a_year() -> None:
    team = make_team()
    rows(team, "Personal", year=2025, period="first_half", granted_sek=10)
    rows(team, "Personal", year=2025, period="second_half", granted_sek=20)
    rows(team, "Personal", year=2026, period="first_half", granted_sek=40)
    found = budget(team, "2025-01-01", "2025-12-31")
    assert (found.granted, found.granted_rows, found.unbroken) == (30, (10, 20), True)
    assert found.days == (day("2025-01-01"), day("2025-12-31"))
    assert budget(team, "2025-07-01", "2026-06-30").granted == 60


def test_when_none_lies_inside_the_row_that_holds_the_last_day_is_used() -> None:
    team = make_team()
    rows(team, "Personal", year=2025, granted_sek=10)
    rows(team, "Personal", year=2024, granted_sek=20)
    found = budget(team, "2024-10-01", "2025-03-31")
    assert (found.granted, found.days) == (10, (day("2025-01-01"), day("2025-12-31")))
    assert budget(team, "2026-01-01", "2026-03-31") == Budget()


def test_of_nested_periods_only_the_widest_counts() -> None:
    team = make_team()
    rows(team, "Personal", "Lokaler", year=2025, granted_sek=100)
    rows(team, "Personal", year=2025, period="first_half", granted_sek=60)
    found = budget(team, "2025-01-01", "2025-12-31")
    assert (found.granted, [line.name for line in found.left_out]) == (200, ["Personal"])
    assert budget(team, "2025-01-01", "2025-06-30").granted == 60  # the half-year alone lies inside
    assert budget(team, "2025-01-01", "2025-05-31").granted == 200  # both hold 31 May


def test_deviation_is_against_actual_or_else_the_forecast() -> None:
    team = make_team()
    make_budget_row(
        team,
        "Personal",
        position=1,
        requested_sek=120,
        granted_sek=100,
        actual_half_year_sek=40,
        actual_sek=90,
    )
    make_budget_row(
        team,
        "Lokaler",
        position=2,
        requested_sek=60,
        granted_sek=50,
        actual_half_year_sek=20,
        forecast_rest_sek=35,
    )
    found = ask(team, Period(day("2025-01-01"), day("2025-12-31")))
    assert numbers(found, [code for code in found if code.startswith("budget.")]) == {
        "budget.requested": 180,
        "budget.granted": 150,
        "budget.granted.rows": [100, 50],
        "budget.actual": 90,
        "budget.forecast": 55,
        "budget.deviation": 5,  # 150 - (90 + 55)
        "budget.remaining": 5,
        "budget.deviation_requested": 35,
    }


def test_costs_need_the_budgets_period_to_be_that_of_the_figures() -> None:
    team = make_team()
    for reason in ("work", "other", ""):
        exited = {"exited_on": day("2025-03-03"), "exit_reason": reason} if reason else {}
        make_stay(team, enrolled_on=day("2024-05-05"), **exited)
    rows(team, "Personal", actual_sek=1000)
    costs = ("cost.per_treated", "cost.per_exit", "cost.per_result")
    year, half = Period(day("2025-01-01"), day("2025-12-31")), Period(day("2025-01-01"), day("2025-06-30"))
    assert list(numbers(ask(team, year), costs).values()) == [pytest.approx(1000 / 3), 500.0, 1000.0]
    found = ask(team, half)
    assert list(numbers(found, costs).values()) == [None, None, None]
    assert found["budget.actual"].as_json() == {
        "value": 1000,
        "n": None,
        "unit": "sek",
        "period": {"from": "2025-01-01", "to": "2025-12-31"},
    }
    assert found.budget_period_used == year


def test_a_gap_between_the_budgets_periods_gives_no_cost() -> None:
    team = make_team()
    make_stay(team, enrolled_on=day("2024-01-05"))
    rows(team, "Personal", year=2024, period="first_half", actual_sek=100)
    rows(team, "Personal", year=2025, period="second_half", actual_sek=100)
    found = ask(team, Period(day("2024-01-01"), day("2025-12-31")))
    assert (found["budget.actual"].value, found["cost.per_treated"].value) == (200, None)


def test_a_cost_per_nobody_is_no_number() -> None:
    team = make_team()
    rows(team, "Personal", actual_sek=100)
    assert ask(team, Period(day("2025-01-01"), day("2025-12-31")))["cost.per_result"].value is None


def test_the_budget_period_can_be_chosen() -> None:
    team = make_team()
    rows(team, "Personal", year=2024, actual_sek=100)
    rows(team, "Personal", year=2025, actual_sek=200)
    year, before = (Period(day(f"{number}-01-01"), day(f"{number}-12-31")) for number in (2025, 2024))
    assert ask(team, year, budget_period=before)["budget.actual"].value == 100
    assert ask(team, year, budget_period=before).budget_period_used == before
    assert ask(team, year)["budget.actual"].value == 200
