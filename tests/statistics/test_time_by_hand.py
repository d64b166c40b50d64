"""Months in the team, years of support before, the queue, referrals, study visits, the day of writing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samsteg.organisation.models import Team
from samsteg.statistics.values import Period
from tests.factories import make_stay, make_team
from tests.statistics.asking import ask, day, moment, numbers, only

pytestmark = pytest.mark.django_db


def exit_after(team: Team, start: str, end: str, reason: str = "work", **facts: object) -> None:
    make_stay(team, enrolled_on=day(start), exited_on=day(end), exit_reason=reason, **facts)


def test_throughput_is_a_mean_over_persons_not_over_sexes() -> None:
    team = make_team()
    exit_after(team, "2023-10-01", "2024-02-01", sex="women")  # 4
    exit_after(team, "2023-08-01", "2024-02-01", sex="women")  # 6
    exit_after(team, "2022-02-01", "2024-02-01", "studies", sex="men")  # 24
    exit_after(team, "2024-01-15", "2024-02-15", "other", sex="other")  # 1, no result
    found = ask(team)
    assert only(found, "throughput.results.months") == {
        "": pytest.approx(34 / 3),
        ".women": 5,
        ".men": 24,
        ".min": 4,
        ".max": 24,
        ".median": 6,
        ".without_longest_1": 5,
    }
    assert found["throughput.results.months"].n == 3
    assert found["throughput.results.months.without_longest_1"].n == 2
    assert found["throughput.exits.months"].as_json() == {"value": 35 / 4, "n": 4, "unit": "months"}
    assert found["throughput.exits.months.median"].value == 5  # of 1, 4, 6 and 24
    assert found["throughput.work.months.men"].as_json() == {"value": None, "n": 0, "unit": "months"}


def test_without_the_longest_of_one_there_is_nobody() -> None:
    team = make_team()
    exit_after(team, "2024-01-31", "2024-02-29")
    found = ask(team)
    assert found["throughput.work.months"].value == 1
    assert found["throughput.work.months.without_longest_1"].as_json() == {
        "value": None,
        "n": 0,
        "unit": "months",
    }


def test_a_stay_of_one_day_lasts_no_months_and_counts_in_the_mean() -> None:
    team = make_team()
    exit_after(team, "2024-05-05", "2024-05-05")
    exit_after(team, "2024-04-05", "2024-05-05")
    assert ask(team)["throughput.work.months"].as_json() == {"value": 0.5, "n": 2, "unit": "months"}


def test_support_before_counts_only_those_with_a_value() -> None:
    team = make_team()
    for months, sex in (
        (Decimal(108), "women"),
        (Decimal("108.5"), "women"),
        (Decimal(0), "men"),
        (None, "men"),
    ):
        exit_after(team, "2023-10-01", "2024-02-01", support_before_months=months, sex=sex)
    found = ask(team)
    assert only(found, "support_before.results.years") == {
        "": pytest.approx(216.5 / 12 / 3),
        ".women": pytest.approx(216.5 / 24),
        ".max": pytest.approx(108.5 / 12),
        ".over_9_years": 1,  # exactly nine years is not more than nine
    }
    assert found["support_before.results.years"].n == 3
    assert found["support_before.results.years.men"].as_json() == {"value": 0.0, "n": 1, "unit": "years"}
    assert found["support_before.results.years.over_9_years"].n == 3
    assert found["support_before.new.years"].as_json() == {"value": None, "n": 0, "unit": "years"}


def test_the_queue_begins_with_the_mission_where_missions_are_noted() -> None:
    team = make_team()
    make_stay(team, referred_on=day("2024-01-10"), mission_received_on=day("2024-03-31"))
    make_stay(
        team, mission_received_on=day("2023-09-01"), enrolled_on=day("2025-01-01")
    )  # later than the period
    make_stay(team, mission_received_on=day("2024-01-01"), enrolled_on=day("2024-12-31"))
    make_stay(
        team,
        mission_received_on=day("2024-01-01"),
        not_enrolled_on=day("2024-12-31"),
        not_enrolled_reason="declined",
    )
    make_stay(team, referred_on=day("2024-02-01"), study_visit_on=day("2024-02-15"))  # a visit, no mission
    make_stay(team, mission_received_on=day("2025-01-01"))
    found = ask(team)
    assert numbers(found, ("queue.count", "queue.longest_months", "queue.shortest_months")) == {
        "queue.count": 2,
        "queue.longest_months": 15,  # 1 September to 31 December of the next year
        "queue.shortest_months": 9,
    }
    assert found["queue.longest_months"].n == 2
    assert found["queue.sex.women"].value == 2


def test_the_queue_begins_with_the_referral_in_a_team_without_missions() -> None:
    team = make_team()
    make_stay(team, referred_on=day("2024-07-31"))
    found = ask(team)
    assert (found["queue.count"].value, found["queue.longest_months"].value) == (1, 5)
    make_stay(team, referred_on=day("2024-01-01"), mission_received_on=day("2024-12-31"))
    found = ask(team)
    assert (found["queue.count"].value, found["queue.longest_months"].value) == (1, 0)


def test_referrals_and_study_visits_of_the_period() -> None:
    team = make_team()
    make_stay(
        team, referred_on=day("2024-01-01"), study_visit_on=day("2024-12-31"), enrolled_on=day("2025-02-01")
    )
    make_stay(team, referred_on=day("2024-12-31"), study_visit_on=day("2025-01-01"))
    make_stay(team, referred_on=day("2024-05-05"), study_visit_on=day("2024-05-15"))
    make_stay(team, referred_on=day("2023-12-31"), enrolled_on=day("2024-02-01"))
    found = ask(team)
    assert numbers(found, ("referrals.count", "study_visits.count", "study_visits.started")) == {
        "referrals.count": 3,
        "study_visits.count": 2,
        "study_visits.started": 1,
    }
    assert found["study_visits.started"].n == 2


def test_the_day_of_writing() -> None:
    team = make_team()
    exit_after(team, "2023-05-05", "2025-02-10")
    make_stay(team, enrolled_on=day("2025-02-10"))
    make_stay(team, enrolled_on=day("2025-02-11"))
    make_stay(team, referred_on=day("2025-01-10"))
    now = ("now.enrolled", "now.to_enrol")
    assert list(numbers(ask(team, written_on=day("2025-02-09")), now).values()) == [1, 2]
    assert list(numbers(ask(team, written_on=day("2025-02-10")), now).values()) == [1, 1]
    found = ask(team, written_on=day("2025-02-11"))
    assert list(numbers(found, now).values()) == [2, 0]
    assert found.written_on == day("2025-02-11")


def test_the_day_of_writing_is_that_of_as_of_when_none_is_given() -> None:
    team = make_team()
    make_stay(team, enrolled_on=day("2025-02-10"), recorded_at=moment("2025-01-01T12:00"))
    found = ask(team, as_of=moment("2025-02-09T23:30"))  # in Sweden the 10th has begun
    assert (found.written_on, found["now.enrolled"].value) == (day("2025-02-10"), 1)
    assert (
        ask(team, Period(day("2024-01-01"), day("2024-12-31")), as_of=moment("2025-02-09T22:30"))[
            "now.to_enrol"
        ].value
        == 1
    )
