"""The forecast where it is read: in the queue and in the letter, to who sees the whole queue."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import Protection
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.forecast import Forecast, forecast
from samsteg.participants.way.models import IntakeStop
from samsteg.participants.way.pace import pace_of, whole_months_since
from samsteg.web.way.queue import range_words
from tests.factories import make_consent, make_stay
from tests.participants.way.walking import TODAY
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date


def month(back: int) -> dt.date:
    """The tenth of the month so many months ago."""
    number = TODAY.year * 12 + TODAY.month - 1 - back
    return dt.date(number // 12, number % 12 + 1, 10)


@pytest.fixture
def waiting(team: Team) -> list[Stay]:
    """24 exits in 24 whole months, one in this month, and two who wait."""
    for back in range(25):
        make_stay(team, enrolled_on=month(30), exited_on=month(back) if back else TODAY)
    found = [make_stay(team, enrolled_on=None, mission_received_on=month(number)) for number in (5, 3)]
    for stay in found:
        make_consent(team, stay.person_id)
    return found


def shown(client: Client, team: Team) -> list[str]:
    rows = client.get(reverse("queue", args=[team.slug])).context["queue"].rows
    return [row.forecast for row in rows]


def letter(client: Client, stay: Stay) -> str:
    answer = client.get(reverse("queue_letter", args=[stay.team.slug, stay.person_id]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def expected(team: Team) -> list[str]:
    with inside(team):
        pace = pace_of(team, TODAY).pace
    assert (pace.months, pace.exits) == (24, 24)
    return [range_words(forecast(place, pace)) for place in (1, 2)]


def test_it_stands_in_the_queue_and_the_letter(lead_client: Client, team: Team, waiting: list[Stay]) -> None:
    """One exit a month, 0.74 to 1.26: the second waits for 0.19 to 3.81 places, 0.15 to 5.2 months."""
    assert shown(lead_client, team) == expected(team) == ["up to about 4 months", "up to about 6 months"]
    page = letter(lead_client, waiting[1])
    assert "may take up to about 6 months more" in page and "It is no promise" in page


def test_who_does_not_see_the_whole_queue_is_told_nothing(team: Team, waiting: list[Stay]) -> None:
    make_stay(
        team, enrolled_on=None, mission_received_on=month(9)
    )  # without consent or coach: the lead's alone
    coach = client_of(make_user("kim", team))
    assert shown(coach, team) == ["", ""]
    assert "promise" not in letter(coach, waiting[1])


def test_a_protected_person_changes_nothing_that_is_told(
    lead_client: Client, team: Team, waiting: list[Stay]
) -> None:
    before = shown(lead_client, team)
    hidden = make_stay(team, enrolled_on=None, mission_received_on=month(9))
    officer = make_user("ombud")
    with inside(team):
        Protection.objects.create(
            team=team,
            person_id=hidden.person_id,
            level=ProtectionLevel.MARKED,
            valid_from=TODAY,
            set_by=officer,
        )
    assert shown(lead_client, team) == before


@pytest.mark.parametrize(("begins", "ends"), [(0, None), (-5, 200), (-5, 0), (30, 60), (30, None)])
def test_a_stop_that_holds_or_is_to_come_has_no_forecast(
    lead_client: Client, team: Team, waiting: list[Stay], begins: int, ends: int | None
) -> None:
    """Places come free meanwhile and nobody gets them; the queue and the letter say nothing of how long."""
    first = TODAY + begins * dt.timedelta(days=1)
    last = None if ends is None else TODAY + ends * dt.timedelta(days=1)
    with inside(team):
        IntakeStop.objects.create(team=team, started_on=first, ended_on=last, reason="Flytt")
    assert shown(lead_client, team) == ["", ""]
    assert "promise" not in letter(lead_client, waiting[1])
    html = lead_client.get(reverse("queue", args=[team.slug])).content.decode()
    begun = "Intake stop since" if begins <= 0 else "Intake stop from"
    assert f"{begun} {first}, until further notice: Flytt" in html or f"Intake stop {first} to {last}" in html


def test_a_stop_that_is_over_changes_nothing(lead_client: Client, team: Team, waiting: list[Stay]) -> None:
    before = shown(lead_client, team)
    days = {"started_on": TODAY - dt.timedelta(days=9), "ended_on": TODAY - dt.timedelta(days=1)}
    with inside(team):
        IntakeStop.objects.create(team=team, reason="Flytt", **days)
    assert shown(lead_client, team) == before != ["", ""]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (None, 0),
        (DAY(2025, 6, 1), 6),
        (DAY(2025, 6, 2), 5),
        (DAY(2025, 11, 30), 0),
        (DAY(2025, 12, 1), 0),
    ],
)
def test_whole_months(first: dt.date | None, expected: int) -> None:
    assert whole_months_since(first, DAY(2025, 12, 1)) == expected


def test_the_words() -> None:
    with translation.override("en"):
        assert range_words(Forecast(0, 1)) == "up to about 1 month"
        assert range_words(Forecast(2, 5)) == "about 2\u20135 months"
    assert range_words(None) == ""
