"""Intake stops at their edges: one that begins later, one that has ended, one with an end that is moved nearer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.organisation.models import Team
from samsteg.participants.way.models import CURRENT, IntakeStop
from samsteg.participants.way.selectors import stop_not_over
from tests.participants.way.walking import TODAY, days_ago
from tests.web.users import inside

pytestmark = pytest.mark.django_db


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def note(client: Client, team: Team, first: int, last: int | None) -> None:
    typed = {
        "started_on": str(day(first)),
        "ended_on": "" if last is None else str(day(last)),
        "reason": "Vakans",
    }
    assert client.post(reverse("intake_stop", args=[team.slug]), typed).status_code == 302


def end(client: Client, team: Team, first: int) -> str:
    address = reverse("end_intake_stop", args=[team.slug])
    with translation.override("en"):
        answer = client.post(address, {"started_on": str(day(first))}, follow=True)
    return str(answer.content.decode())


def kept(team: Team) -> list[tuple[dt.date, dt.date | None]]:
    with inside(team):
        rows = IntakeStop.objects.filter(CURRENT, team=team)
        return list(rows.values_list("started_on", "ended_on"))


@pytest.mark.parametrize("last", [None, 40])
def test_a_stop_that_has_not_begun_is_taken_back_whole(
    lead_client: Client, team: Team, last: int | None
) -> None:
    """It was left as a stop of one day, and the page said that it ended today."""
    note(lead_client, team, 10, last)
    with translation.override("en"):
        page = lead_client.get(reverse("intake_stop", args=[team.slug])).content.decode()
    assert "Take it back" in page and "End it today" not in page
    said = end(lead_client, team, 10)
    assert "The stop is taken back." in said and "ends today" not in said
    assert kept(team) == []
    assert lead_client.get(reverse("queue", args=[team.slug])).context["queue"].stop == ""


@pytest.mark.parametrize("last", [-1, 0])
def test_a_stop_that_has_ended_is_never_made_longer(lead_client: Client, team: Team, last: int) -> None:
    """A page that was left open sends the button once more."""
    note(lead_client, team, -5, last)
    assert f"That stop ends {day(last)} already." in end(lead_client, team, -5)
    assert kept(team) == [(days_ago(5), day(last))]


def test_a_stop_with_an_end_ahead_can_be_ended_today(lead_client: Client, team: Team) -> None:
    note(lead_client, team, -5, 40)
    with translation.override("en"):
        page = lead_client.get(reverse("intake_stop", args=[team.slug])).content.decode()
    assert "End it today" in page
    assert "The stop ends today." in end(lead_client, team, -5)
    assert kept(team) == [(days_ago(5), TODAY)]


@pytest.mark.parametrize(
    ("first", "last", "stands"),
    [
        (-5, -1, False),  # ended yesterday
        (-5, 0, True),  # today is its last day
        (0, 0, True),
        (1, 1, True),  # decided for tomorrow
        (1, None, True),
    ],
)
def test_what_stands_above_the_queue(
    lead_client: Client, team: Team, first: int, last: int | None, stands: bool
) -> None:
    note(lead_client, team, first, last)
    told = lead_client.get(reverse("queue", args=[team.slug])).context["queue"].stop
    assert bool(told) is stands
    assert ("since" in told) is False  # none of these has begun without an end


def test_of_two_ahead_the_first_stands() -> None:
    first, second = (
        IntakeStop(started_on=day(number), ended_on=day(number + 2), reason="-") for number in (3, 20)
    )
    over = IntakeStop(started_on=day(-9), ended_on=day(-1), reason="-")
    assert stop_not_over([second, first, over], TODAY) is first
    assert stop_not_over([over], TODAY) is None
