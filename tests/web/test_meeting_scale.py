"""The scale on a meeting's page: the line with its table, as on the plan's page, and only for who reads the plan."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.follow_ups.models import FollowUp
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.plans.records import ScaleValues
from samsteg.participants.plans.services import read_scale
from tests.factories import make_authority, make_consent, make_stay
from tests.web.representatives import representative_client
from tests.web.users import inside

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-1", enrolled_on=TODAY - dt.timedelta(days=200))
    make_consent(team, stay.person_id)
    return stay


def reads(stay: Stay, *numbers: tuple[int, int, int | None]) -> None:
    """Days ago, the participant's own number, the coach's."""
    with inside(stay.team) as actor:
        for ago, own, coach in numbers:
            values = ScaleValues(read_on=TODAY - dt.timedelta(days=ago), own=own, coach=coach)
            read_scale(actor=actor, team=stay.team, person_id=stay.person_id, values=values)


def meeting(stay: Stay, *authority_ids: int) -> FollowUp:
    booking = Booking(kind="sip", meeting_on=TODAY, form="team", authority_ids=authority_ids)
    with inside(stay.team) as actor:
        return book(actor=actor, team=stay.team, person_id=stay.person_id, booking=booking)


def page(client: Client, row: FollowUp) -> str:
    there = reverse("follow_up", args=[row.team.slug, row.person_id, row.series])
    return str(client.get(there).content.decode())


def test_the_line_has_a_table_beside(coach_client: Client, stay: Stay) -> None:
    reads(stay, (30, 2, None), (10, 4, 6), (1, 5, None))
    html = page(coach_client, meeting(stay))
    assert "own numbers were 2, 4, 5." in html
    _before, table = html.split("The numbers in a table")
    told = [f"{TODAY - dt.timedelta(days=ago)}</time>" for ago in (1, 10, 30)]
    assert sorted(told, key=table.index) == told  # newest first
    assert '<td class="s-r">6</td>' in table


def test_a_single_number_draws_no_line(coach_client: Client, stay: Stay) -> None:
    reads(stay, (1, 5, None))
    html = page(coach_client, meeting(stay))
    assert "The participant says 5" in html and "<svg viewBox" not in html


@pytest.mark.parametrize(("category", "is_drawn"), [("planning", True), ("health", False)])
def test_a_representative_sees_it_by_the_category_of_planning(
    team: Team, stay: Stay, category: str, is_drawn: bool
) -> None:
    board = make_authority("Nämnden", "board")
    make_consent(team, stay.person_id, board, categories=[category])
    reads(stay, (30, 2, None), (1, 5, None))
    html = page(representative_client(team, board), meeting(stay, board.pk))
    assert ("The numbers in a table" in html) is is_drawn
