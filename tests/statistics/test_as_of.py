"""Figures as known at a moment: before and after corrections of every kind of fact."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from samsteg.budget.models import BudgetRow
from samsteg.core.context import acting
from samsteg.core.errors import Refused
from samsteg.organisation.models import TeamSettings
from samsteg.placements.models import Placement
from samsteg.statistics.figures import parse_as_of
from samsteg.statistics.rows import stay_ids
from samsteg.statistics.values import Period
from tests.factories import (
    change_person,
    change_stay,
    lead,
    make_budget_row,
    make_person,
    make_placement,
    make_position,
    make_settings,
    make_stay,
    make_team,
)
from tests.statistics.asking import YEAR, ask, day, moment

pytestmark = pytest.mark.django_db
THIS_YEAR = Period(day("2025-01-01"), day("2025-12-31"))
FIRST, BEFORE, CORRECTED, AFTER = (
    moment(text) for text in ("2025-01-10T12:00", "2025-01-15T12:00", "2025-01-20T12:00", "2025-01-25T12:00")
)


def test_a_corrected_exit_date_changes_the_figures_from_then_on() -> None:
    team = make_team()
    stay = make_stay(
        team,
        enrolled_on=day("2023-05-01"),
        exited_on=day("2024-12-20"),
        exit_reason="work",
        recorded_at=FIRST,
    )
    change_stay(stay, exited_on=day("2025-01-07"), recorded_at=CORRECTED)
    now, then = ask(team), ask(team, as_of=BEFORE)
    assert (now["flow.exits"].value, now["flow.closing"].value, now["results.count"].value) == (0, 1, 0)
    assert (then["flow.exits"].value, then["flow.closing"].value, then["results.count"].value) == (1, 0, 1)
    assert then["throughput.work.months"].as_json()["value"] == pytest.approx(19 + 19 / 31)
    written = day("2025-03-01")
    assert ask(team, as_of=AFTER, written_on=written).as_json() == ask(team, written_on=written).as_json()


def test_what_had_not_begun_then_is_not_counted_whatever_day_a_report_bears() -> None:
    team = make_team()
    stay = make_stay(team, enrolled_on=day("2025-01-02"), recorded_at=FIRST)
    make_placement(stay, day("2025-02-03"), hours_per_week=20, recorded_at=FIRST)
    for written in (None, day("2025-01-26"), day("2026-02-01")):
        then = ask(team, THIS_YEAR, as_of=AFTER, written_on=written)
        assert (then["work_training.people"].value, then["work_training.treated.hours"].value) == (0, None)
    began = ask(team, THIS_YEAR, as_of=moment("2025-02-03T12:00"))
    assert (began["work_training.people"].value, began["work_training.treated.hours"].value) == (1, 20)
    with acting(lead(team)):
        (only_one,) = stay_ids(team, THIS_YEAR, "work_training.people")
        assert only_one == stay.pk
        assert (
            stay_ids(team, THIS_YEAR, "work_training.people", as_of=AFTER, written_on=day("2026-02-01")) == ()
        )


@pytest.mark.parametrize(("asked", "known"), [(-1, 1), (0, 0), (1, 0)])
def test_the_moment_of_a_correction_already_knows_it(asked: int, known: int) -> None:
    team = make_team()
    stay = make_stay(team, enrolled_on=day("2024-05-01"), recorded_at=FIRST)
    change_stay(stay, enrolled_on=day("2025-05-01"), recorded_at=CORRECTED)
    assert ask(team, as_of=CORRECTED + dt.timedelta(microseconds=asked))["flow.new"].value == known


def test_what_is_known_of_persons_and_stays_is_as_of_then() -> None:
    team = make_team()
    person = make_person(team, sex="men", born_on=day("1993-01-01"), recorded_at=FIRST)
    stay = make_stay(
        team,
        person=person,
        enrolled_on=day("2024-05-01"),
        referrer="soc",
        municipality_code="2083",
        income_start=("salary",),
        support_before_months=Decimal(12),
        parallel_started_on=day("2024-06-01"),
        recorded_at=FIRST,
    )
    change_person(team, person, sex="women", born_on=day("1994-01-01"), recorded_at=CORRECTED)
    change_stay(
        stay,
        referrer="fk",
        municipality_code="2084",
        income_start=("none",),
        support_before_months=Decimal(24),
        parallel_started_on=None,
        recorded_at=CORRECTED,
    )
    codes = {
        "new.sex.men": (1, 0),
        "new.age.31_45": (1, 0),
        "new.age.mean": (31, 30),
        "new.referrer.soc": (1, 0),
        "new.municipality.2083": (1, 0),
        "new.income.salary": (1, 0),
        "new.payer.none": (0, 1),
        "support_before.new.years": (1, 2),
        "parallel.forstarkt_samarbete.people": (1, 0),
    }
    then, now = ask(team, as_of=BEFORE), ask(team)
    assert {code: (then[code].value, now[code].value) for code in codes} == codes


def test_placements_staff_budget_and_settings_are_as_of_then() -> None:
    team = make_team()
    stay = make_stay(
        team,
        enrolled_on=day("2023-05-01"),
        exited_on=day("2024-05-01"),
        exit_reason="work",
        recorded_at=FIRST,
    )
    make_placement(stay, day("2024-02-01"), recorded_at=CORRECTED)
    make_position(team, 50, recorded_at=CORRECTED)
    make_budget_row(team, "Personal", year=2024, granted_sek=100, recorded_at=FIRST, superseded_at=CORRECTED)
    make_budget_row(team, "Personal", year=2024, granted_sek=200, recorded_at=CORRECTED)
    make_settings(team, result_definition=["studies"], recorded_at=CORRECTED)
    with acting(lead(team)):
        counted = [model.objects.count() for model in (Placement, BudgetRow, TeamSettings)]
    assert counted == [1, 2, 1]
    codes = {
        "work_training.people": (0, 1),
        "staff.fte": (0, Decimal("0.5")),
        "budget.granted": (100, 200),
        "results.count": (1, 0),
    }
    then, now = ask(team, as_of=BEFORE), ask(team)
    assert {code: (then[code].value, now[code].value) for code in codes} == codes


def test_before_the_first_record_is_refused_not_answered_with_zeros() -> None:
    team = make_team()
    make_settings(team, recorded_at=moment("2020-01-01T00:00"))  # settings are no record of anything
    make_stay(team, enrolled_on=day("2024-05-01"), recorded_at=FIRST)
    with pytest.raises(Refused):
        ask(team, as_of=FIRST - dt.timedelta(microseconds=1))
    assert ask(team, as_of=FIRST)["flow.new"].value == 1


def test_a_budget_alone_is_a_record() -> None:
    team = make_team()
    make_budget_row(team, "Personal", year=2024, granted_sek=100, recorded_at=FIRST)
    assert ask(team, as_of=BEFORE)["flow.new"].value == 0


def test_a_team_without_any_record_is_refused_only_when_a_moment_is_asked() -> None:
    team = make_team()
    assert ask(team)["flow.new"].value == 0
    with pytest.raises(Refused):
        ask(team, as_of=AFTER)


def test_a_moment_without_zone_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="aware"):
        ask(make_team(), YEAR, as_of=dt.datetime.fromisoformat("2025-01-01T12:00"))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-01-31", "2025-01-31T22:59:59.999999"),  # the end of the Swedish day
        ("2025-07-31", "2025-07-31T21:59:59.999999"),  # summer time
        ("2025-01-31T12:00", "2025-01-31T11:00"),
        ("2025-01-31 12:00:30", "2025-01-31T11:00:30"),
        ("2025-01-31T12:00Z", "2025-01-31T12:00"),
        ("2025-01-31T12:00+05:00", "2025-01-31T07:00"),
        (" 20250131 ", "2025-01-31T22:59:59.999999"),
    ],
)
def test_moments_as_text(text: str, utc: str) -> None:
    assert parse_as_of(text) == moment(utc)


def test_a_moment_without_zone_is_swedish_time() -> None:
    assert parse_as_of("2025-07-01T12:00").tzinfo == ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize("text", ["", "igår", "2025-02-30", "31/1 2025", "2025-01-31T25:00"])
def test_text_that_is_no_moment_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="2026-01-31"):
        parse_as_of(text)


def test_a_period_the_wrong_way_round_is_a_fault() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(day("2024-02-01"), day("2024-01-31"))
