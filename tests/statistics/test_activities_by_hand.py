"""Placements, parallel efforts and staff."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import time_machine

from samsteg.core.context import acting
from samsteg.participants.models import Stay
from samsteg.placements.models import HoursStep, Placement
from samsteg.staffing.selectors import positions
from samsteg.statistics.values import Period
from tests.factories import lead, make_placement, make_position, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day, only

pytestmark = pytest.mark.django_db


def test_work_training_counts_people_with_a_day_in_the_period() -> None:
    team = make_team()
    stays = [make_stay(team, enrolled_on=day("2023-01-10")) for _number in range(5)]
    make_placement(stays[0], day("2023-02-01"), day("2024-01-01"))  # its last day is the period's first
    make_placement(stays[1], day("2023-02-01"), day("2023-12-31"))  # over before
    make_placement(stays[2], day("2024-12-31"))  # still going on
    make_placement(stays[2], day("2024-05-05"), day("2024-05-06"))  # the same person
    make_placement(stays[3], day("2025-01-01"))  # later
    make_placement(stays[4], day("2024-05-05"), form="exploratory_placement")
    make_placement(stays[4], day("2024-05-05"), form="work_ability_assessment")
    found = ask(team)
    assert only(found, "work_training.") == {
        "people": 2,
        "exploratory_placement.people": 1,
        "work_ability_assessment.people": 1,
        "share": 0.4,
    }
    assert found["work_training.people"].n == 5
    assert found["work_training.study_visit.people"].as_json() == {"value": 0, "n": 5, "unit": "persons"}


def test_work_training_before_a_job_may_lie_before_the_period() -> None:
    team = make_team()
    for form, reason, started in (
        ("work_training", "work", "2022-05-05"),
        ("work_training", "work", "2024-02-02"),  # after the exit
        ("work_training", "studies", "2022-05-05"),
        ("study_visit", "work", "2022-05-05"),
    ):
        stay = make_stay(team, enrolled_on=day("2022-01-10"), exited_on=day("2024-02-01"), exit_reason=reason)
        make_placement(stay, day(started), day(started), form=form)
    found = ask(team)
    assert found["work_training.before_job"].as_json() == {"value": 1, "n": 3, "unit": "persons"}


def test_hours_are_those_of_the_last_day_in_the_period() -> None:
    """Ada: 8, from May 12, from 2025 20. Bo: 30 and left with 10 on a later place. Cy: hours nobody knows."""
    team = make_team()
    ada, bo, cy = (
        make_stay(
            team,
            enrolled_on=day("2023-01-10"),
            exited_on=day(out) if out else None,
            exit_reason="work" if out else "",
        )
        for out in ("", "2024-06-01", "")
    )
    place = make_placement(ada, day("2024-02-01"), hours_per_week=Decimal(20))
    with acting(lead(team)):
        for first, hours in (("2024-02-01", 8), ("2024-05-01", 12), ("2025-01-01", 20)):
            HoursStep.objects.create(
                team=team,
                person_id=ada.person_id,
                stay=ada,
                series=place.series,
                valid_from=day(first),
                hours_per_week=hours,
            )
    make_placement(bo, day("2024-01-05"), day("2024-03-01"), hours_per_week=Decimal(30))
    make_placement(bo, day("2024-03-02"), day("2024-05-20"), hours_per_week=Decimal(10))
    make_placement(cy, day("2024-01-05"))
    found = ask(team)
    assert (found["work_training.treated.hours"].value, found["work_training.treated.hours"].n) == (11, 2)
    assert (found["work_training.exits.hours"].value, found["work_training.exits.hours"].n) == (10, 1)
    assert (found["work_training.results.hours"].value, found["work_training.results.hours"].n) == (10, 1)
    assert (found["work_training.share"].value, found["work_training.share"].n) == (1, 3)


def test_work_training_that_was_to_begin_after_the_exit_is_counted_nowhere() -> None:
    team = make_team()
    ada, bo = (
        make_stay(
            team,
            enrolled_on=day("2023-01-10"),
            exited_on=day("2024-06-01"),
            exit_reason="work",
            exit_detail="unsubsidised",
        )
        for _ in range(2)
    )
    make_placement(
        ada, day("2024-06-01"), hours_per_week=Decimal(10)
    )  # began on the last day, and never ended
    make_placement(bo, day("2024-06-02"), hours_per_week=Decimal(30))
    found = ask(team)
    assert found["work_training.people"].value == 1
    assert (found["work_training.share"].value, found["work_training.share"].n) == (Decimal("0.5"), 2)
    assert (found["work_training.treated.hours"].value, found["work_training.treated.hours"].n) == (10, 1)
    assert found["work_training.before_job"].value == 1


def test_a_made_up_team_cell_by_cell() -> None:
    """Eight stays and what each gives, worked by hand for 2024 as it is written on 1 September that year.

    | who | placement | counted | hours on the last day known of |
    | Ada | from 2023-11-01 to 2024-01-01, 10 h | yes, one day | 10 |
    | Bo | 2023-02-01 to 2023-12-31 | no, ended the day before the period | |
    | Cy, first stay | 2024-02-01 to 2024-03-01, exit 2024-03-01, 8 h | yes | 8, also among exits |
    | Cy, second stay | 2024-05-02 on, 16 h | yes: a stay of its own | 16 |
    | Di | planned from 2024-10-01, 40 h | not yet | |
    | Ed | broken off 2024-06-01 after 6 h, then nothing | yes | 6 |
    | Fia | two places at once, 8 h and 12.5 h, both going on | once | 20.5 |
    | Gus | 4 h, from July 14, planned from November 30 | yes | 14 |
    | Hal | a ladder that begins after his only day, 9 h | yes | 9, its first step |
    """
    team = make_team()

    def enrolled(out: str = "", reason: str = "", **more: Any) -> Stay:
        begun = more.pop("begun", "2023-01-10")
        return make_stay(
            team, enrolled_on=day(begun), exited_on=day(out) if out else None, exit_reason=reason, **more
        )

    def at_work(stay: Stay, first: str, last: str = "", hours: float = 0, **more: Any) -> Placement:
        told = Decimal(str(hours)) if hours else None
        return make_placement(stay, day(first), day(last) if last else None, hours_per_week=told, **more)

    at_work(enrolled(), "2023-11-01", "2024-01-01", 10)
    at_work(enrolled(), "2023-02-01", "2023-12-31", 40)
    first = enrolled("2024-03-01", "studies")
    at_work(first, "2024-02-01", "2024-03-01", 8)
    at_work(enrolled(begun="2024-05-01", person=first.person_id), "2024-05-02", hours=16)
    at_work(enrolled(), "2024-10-01", hours=40)
    at_work(enrolled(), "2024-05-01", "2024-06-01", 6, ended_how="broken_off")
    fia = enrolled()
    at_work(fia, "2024-02-01", hours=8)
    at_work(fia, "2024-04-01", hours=12.5, employer="En annan")
    gus, hal = enrolled(), enrolled()
    ladders = {
        at_work(gus, "2024-02-01", hours=14): {"2024-02-01": 4, "2024-07-01": 14, "2024-11-01": 30},
        at_work(hal, "2024-03-01", "2024-03-01", 25): {"2024-04-01": 9, "2024-05-01": 25},
    }
    with acting(lead(team)):
        for place, rungs in ladders.items():
            for begins, hours in rungs.items():
                HoursStep.objects.create(
                    team=team,
                    person_id=place.stay.person_id,
                    stay=place.stay,
                    series=place.series,
                    valid_from=day(begins),
                    hours_per_week=hours,
                )
    with time_machine.travel("2024-09-01T12:00:00+02:00"):
        found = ask(team)
    assert only(found, "work_training.") == {
        "people": 7,
        "share": pytest.approx(7 / 9),
        "treated.hours": pytest.approx((10 + 8 + 16 + 6 + 20.5 + 14 + 9) / 7, abs=0.005),
        "exits.hours": 8,
        "results.hours": 8,
    }
    assert (found["work_training.people"].n, found["work_training.treated.hours"].n) == (9, 7)
    later = ask(team)  # by now what was planned has begun
    assert later["work_training.people"].value == 8
    whole = (10 + 8 + 16 + 40 + 6 + 20.5 + 30 + 9) / 8
    assert later["work_training.treated.hours"].value == pytest.approx(Decimal(whole), abs=Decimal("0.005"))


def test_parallel_efforts_and_how_they_ended() -> None:
    team = make_team()

    def effort(started: str, ended: str | None, exited: str | None = None, detail: str = "") -> None:
        make_stay(
            team,
            enrolled_on=day("2023-01-10"),
            exited_on=exited and day(exited),
            exit_reason="other_rehab" if exited else "",
            exit_detail=detail,
            parallel_started_on=day(started),
            parallel_ended_on=ended and day(ended),
        )

    effort("2023-02-01", "2023-12-31")  # over before the period
    effort("2025-01-01", None)  # later
    effort("2023-02-01", "2024-05-05", "2024-05-05", "forstarkt_samarbete")  # moved on
    effort("2023-02-01", "2024-05-05", "2024-05-05", "regular_job_seeking")  # ended with the stay
    effort("2023-02-01", "2024-05-05", "2024-08-01")  # ended, the stay went on for a while
    effort("2023-02-01", "2024-05-05")  # ended, the stay goes on
    effort("2024-12-31", None)  # both going on
    effort("2024-02-01", "2025-02-01")
    effort("2024-02-01", None, "2024-12-31")  # left with the effort still on
    found = ask(team)
    assert only(found, "parallel.forstarkt_samarbete.") == {
        "people": 7,
        "moved_on": 1,
        "ended": 2,
        "continuing": 2,
    }
    assert found["parallel.forstarkt_samarbete.people"].n == 9
    assert found["parallel.forstarkt_samarbete.ended"].n == 7


def test_staff_is_the_mean_over_the_days_of_the_period() -> None:
    team = make_team()
    june = Period(day("2024-06-01"), day("2024-06-30"))
    make_position(team, 75, day("2020-01-01"))
    make_position(team, 50, day("2024-06-16"))  # 15 of 30 days
    make_position(team, 100, day("2020-01-01"), day("2024-06-03"))  # 3 of 30
    make_position(team, None, day("2020-01-01"))  # empty counts 0
    make_position(team, 100, day("2020-01-01"), day("2024-05-31"))
    make_position(team, 100, day("2024-07-01"))
    found = ask(team, june)
    assert found["staff.fte"].as_json() == {"value": pytest.approx(0.75 + 0.25 + 0.1), "n": 4, "unit": "fte"}
    with acting(lead(team)):
        assert [one.percent for one in positions(team, june.first, june.last)] == [75, 50, 100, None]


def test_a_team_without_staff_has_none() -> None:
    assert ask(make_team(), YEAR)["staff.fte"].as_json() == {"value": 0.0, "n": 0, "unit": "fte"}
