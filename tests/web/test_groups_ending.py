"""The page where a group is ended: the day is asked, what goes is told, and it can be held again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone, translation

from samsteg.activities.models import Group, GroupSession
from tests.activities.makers import make_session
from tests.web.test_groups import Place, place
from tests.web.users import inside

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def ahead(place: Place) -> list[GroupSession]:
    with inside(place.team) as actor:
        return [make_session(actor, place.team, place.group, TODAY + n * 7 * DAY) for n in (1, 2)]


def test_the_end_asks_for_the_day_tells_what_goes_and_is_undone(
    place: Place, ahead: list[GroupSession]
) -> None:
    address = place.address("group", place.group.pk)
    assert (
        "What is planned from the day that you write is taken out"
        in place.coach.get(address).content.decode()
    )
    typed = {"act": "end", "ended_on": str(TODAY + DAY)}
    page = place.coach.post(address, typed, follow=True).content.decode()
    assert "2 planned sessions are taken out." in page
    assert f"Is held no more from {TODAY + DAY}." in page
    assert place.coach.get(place.address("roll_call", ahead[0].series)).status_code == 404
    assert str(ahead[0].on_day) not in page and "Hold the group again" in page
    later = typed | {"ended_on": str(TODAY + 8 * DAY)}  # a planned end is changed where it was written
    assert f'value="{TODAY + DAY}"' in page
    page = place.coach.post(address, later, follow=True).content.decode()
    assert f"Is held no more from {TODAY + 8 * DAY}." in page and str(ahead[0].on_day) in page
    place.coach.post(address, typed)
    page = place.coach.post(address, {"act": "again"}, follow=True).content.decode()
    assert "2 planned sessions are back." in page and str(ahead[0].on_day) in page


@pytest.mark.parametrize("typed", ["", "snart", "1999-01-01"])
def test_a_wrong_day_is_told_at_its_field_and_ends_nothing(place: Place, typed: str) -> None:
    address = place.address("group", place.group.pk)
    answer = place.coach.post(address, {"act": "end", "ended_on": typed})
    assert answer.status_code == 422
    assert answer.context["ending"].errors["ended_on"]
    assert typed in answer.content.decode()  # what was typed is kept
    with inside(place.team):
        assert Group.objects.get(pk=place.group.pk).ended_on is None
        assert GroupSession.objects.current().count() == 1


def test_no_day_nor_term_in_a_group_that_has_ended(place: Place) -> None:
    address = place.address("group", place.group.pk)
    place.coach.post(address, {"act": "end", "ended_on": str(TODAY)})
    page = place.coach.get(address).content.decode()
    for name in ("group_plan", "group_session_new"):
        assert place.address(name, place.group.pk) not in page
    typed = {"on_day": str(TODAY), "starts_at": "12", "ends_at": "13", "anyway": "on"}
    answer = place.coach.post(place.address("group_session_new", place.group.pk), typed)
    assert answer.status_code == 422 and "The group has ended" in answer.content.decode()
    term = {"first_on": str(TODAY), "last_on": str(TODAY + 30 * DAY), "weekday_1": "2"}
    times = {"starts_at_1": "9", "ends_at_1": "11", "act": "save"}
    answer = place.coach.post(place.address("group_plan", place.group.pk), term | times)
    assert answer.status_code == 422 and "The group has ended" in answer.content.decode()
    with inside(place.team):
        assert GroupSession.objects.current().count() == 0
