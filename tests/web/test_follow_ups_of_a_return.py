"""Who comes back has a new stay: its first meeting begins with it, and no extract carries the earlier one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.follow_ups.models import FollowUp
from samsteg.follow_ups.times import set_times
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.factories import change_stay, make_authority, make_consent, make_placement, make_stay
from tests.web.users import inside

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
OLD = TODAY - 200 * DAY  # left, and back again, on the day of its last meeting
OF_OLD = ("Ansöka om körkort", "Gamla Snickeriet", "Om den gamla planen")
OF_NEW = ("Nya Bageriet",)


@pytest.fixture
def returned(coach_client: Client, team: Team) -> Stay:
    """A stay with a meeting, what was agreed and a workplace; then a new one of the same person."""
    first = make_stay(team, own_id="K-1", enrolled_on=OLD)
    make_consent(team, first.person_id)
    with inside(team) as actor:
        set_times(actor=actor, team=team, valid_from=OLD, first_weeks=6, every_months=3)
    meet(coach_client, first, TODAY, better=OF_OLD[2], agreed=OF_OLD[0])
    make_placement(first, OLD + 30 * DAY, TODAY - 10 * DAY, employer=OF_OLD[1])
    change_stay(first, exited_on=TODAY, exit_reason="other")
    again = make_stay(team, own_id="K-2", person=first.person_id, enrolled_on=TODAY)
    make_placement(again, TODAY, employer=OF_NEW[0])
    return again


def address(stay: Stay, name: str = "follow_ups", *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def book(client: Client, stay: Stay, day: dt.date, *authorities: int) -> FollowUp:
    typed = {"kind": "regular", "meeting_on": str(day), "meeting_at": "14.30", "form": "digital"}
    answer = client.post(address(stay), {**typed, "authority_ids": [str(pk) for pk in authorities]})
    assert answer.status_code == 302, answer.content.decode()
    with inside(stay.team):
        return FollowUp.objects.current().order_by("-pk")[0]


def meet(client: Client, stay: Stay, day: dt.date, **minutes: str) -> None:
    row = book(client, stay, day)
    answer = client.post(address(stay, "follow_up", row.series), {"version": 1, **minutes})
    assert answer.status_code == 302, answer.content.decode()


def test_the_first_meeting_of_a_return_starts_with_the_return(coach_client: Client, returned: Stay) -> None:
    row = book(coach_client, returned, TODAY)
    page = coach_client.get(address(returned, "follow_up", row.series))
    assert page.context["before"] is None
    words = page.content.decode()
    assert all(one in words for one in OF_NEW)
    assert not any(one in words for one in OF_OLD)


def test_an_extract_of_the_return_tells_the_receiver_nothing_of_the_earlier_stay(
    coach_client: Client, returned: Stay
) -> None:
    board = make_authority("Vuxennämnden")
    make_consent(returned.team, returned.person_id, board, categories=["planning", "work", "attendance"])
    row = book(coach_client, returned, TODAY, board.pk)
    coach_client.post(address(returned, "follow_up", row.series), {"version": 1, "better": "Nytt läge"})
    words = coach_client.get(address(returned, "follow_up_extract", row.series, board.pk)).content.decode()
    assert "Nytt läge" in words and OF_NEW[0] in words
    assert not any(one in words for one in OF_OLD)


def test_the_earlier_stays_own_meeting_still_shows_what_it_showed(
    coach_client: Client, returned: Stay
) -> None:
    with inside(returned.team):
        old = FollowUp.objects.current().exclude(stay=returned).get()
    words = coach_client.get(address(returned, "follow_up", old.series)).content.decode()
    assert OF_OLD[1] in words and OF_OLD[2] in words
    assert OF_NEW[0] not in words
