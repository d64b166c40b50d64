"""Paused time isn't waited: worked by hand, with overlaps, and as it was known before the pause was noted."""

from __future__ import annotations

import datetime as dt

import pytest

from samsteg.core.context import acting
from samsteg.participants.models import QueuePause, Stay
from samsteg.statistics.values import Period
from tests.factories import lead, make_stay, make_team
from tests.statistics.asking import ask, day, moment, numbers

pytestmark = pytest.mark.django_db
CODES = ("queue.count", "queue.longest_months", "queue.shortest_months")
EARLY = moment("2024-01-01T12:00:00")


def pause(stay: Stay, first: str, end: str | None, recorded_at: dt.datetime = EARLY) -> None:
    with acting(lead(stay.team)):
        QueuePause.objects.create(
            team=stay.team,
            stay=stay,
            started_on=day(first),
            ended_on=day(end) if end else None,
            reason="away",
            recorded_at=recorded_at,
        )


def test_pauses_move_the_beginning_of_the_wait() -> None:
    team = make_team()
    long = make_stay(team, mission_received_on=day("2024-01-01"), recorded_at=EARLY)
    make_stay(team, mission_received_on=day("2024-06-01"), recorded_at=EARLY)
    pause(long, "2023-06-01", "2024-03-01")  # the 60 days of January and February, a leap year
    pause(long, "2024-02-15", "2024-05-01")  # and 61 more; the overlap counts once
    assert numbers(ask(team), CODES) == {
        "queue.count": 2,
        "queue.longest_months": 7,  # 1 January + 121 days = 1 May; to 31 December seven whole months
        "queue.shortest_months": 6,
    }


def test_a_pause_that_goes_on_counts_up_to_the_end_of_the_period() -> None:
    team = make_team()
    stay = make_stay(team, mission_received_on=day("2024-01-01"), recorded_at=EARLY)
    pause(stay, "2024-04-01", None)
    # 274 days move 1 January to 1 October; the third month would be whole on 1 January.
    assert ask(team)["queue.longest_months"].value == 2
    half = Period(day("2024-01-01"), day("2024-03-31"))
    assert ask(team, half)["queue.longest_months"].value == 2


def test_a_pause_noted_later_does_not_change_what_was_known() -> None:
    team = make_team()
    stay = make_stay(team, mission_received_on=day("2024-01-01"), recorded_at=EARLY)
    pause(stay, "2024-02-01", "2024-12-31", recorded_at=moment("2025-02-01T12:00:00"))
    assert ask(team, as_of=moment("2025-01-15T12:00:00"))["queue.longest_months"].value == 11
    assert ask(team)["queue.longest_months"].value == 1
