"""Two things at once are told before and after a save: a group that meets twice, a leader of two groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.models import Membership
from samsteg.accounts.models import User
from samsteg.activities.clashes import Slot, clash_words, clashes, slots_of
from samsteg.activities.models import Group, GroupSession
from samsteg.activities.planning import TermPlan, TermValues, preview_term
from samsteg.activities.records import LeaderValues, SessionValues
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.rules import Beat
from samsteg.activities.services import add_leader
from samsteg.activities.sessions import add_session
from tests.activities.makers import make_group
from tests.web.test_groups import Place, place
from tests.web.users import inside, make_user, queries_of

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
FIRST = TODAY + (7 - TODAY.weekday()) * DAY  # a Monday to come
TIMES = st.tuples(st.times(), st.times()).filter(lambda one: one[0] < one[1])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TIMES, TIMES)
def test_to_overlap_is_to_share_a_moment_and_goes_both_ways(
    one: tuple[dt.time, dt.time], other: tuple[dt.time, dt.time]
) -> None:
    a, b = Slot(TODAY, *one), Slot(TODAY, *other)
    assert a.overlaps(b) == b.overlaps(a) == (max(one[0], other[0]) < min(one[1], other[1]))
    assert not a.overlaps(Slot(TODAY + DAY, *other)) and a.overlaps(a)


@pytest.fixture
def kim(place: Place) -> User:
    """Leads the forest group, and the kitchen, which meets on three Mondays at ten to twelve."""
    user = make_user("kim", place.team)
    with inside(place.team) as actor:
        kitchen = make_group(actor, place.team, "Köksgruppen")
        for group in (place.group, kitchen):
            of_group: dict[str, Any] = {"actor": actor, "team": place.team, "group_id": group.pk}
            add_leader(**of_group, leader=LeaderValues(user_id=user.pk), started_on=TODAY)
        for week in range(3):
            held(place, kitchen, FIRST + 7 * week * DAY, 10, 12)
    return user


def held(place: Place, group: Group, day: dt.date, begins: int, ends: int) -> GroupSession:
    with inside(place.team) as actor:
        values = SessionValues(on_day=day, starts_at=dt.time(begins), ends_at=dt.time(ends))
        return add_session(actor=actor, team=place.team, group_id=group.pk, values=values, anyway=True)


def planned(place: Place, *beats: Beat) -> TermPlan:
    with inside(place.team) as actor, translation.override("en"):
        values = TermValues(
            FIRST, FIRST + 20 * DAY, beats, anyway=frozenset(FIRST + n * DAY for n in range(21))
        )
        return preview_term(actor=actor, team=place.team, group_id=place.group.pk, values=values)


def test_the_preview_of_a_term_tells_who_leads_two_groups_at_once(place: Place, kim: User) -> None:
    (said,) = planned(place, Beat(1, dt.time(11), dt.time(13))).told
    assert said == (
        f"Kim Prov also leads Köksgruppen {FIRST} 10.00\u201312.00, at the same time. So it is on 2 more days."
    )
    assert planned(place, Beat(1, dt.time(12), dt.time(13))).told == ()  # one after the other
    assert planned(place, Beat(2, dt.time(11), dt.time(13))).told == ()  # another day


def test_who_leaves_before_is_no_clash_then(place: Place, kim: User) -> None:
    with inside(place.team):
        Membership.objects.filter(user=kim).update(valid_to=FIRST + 5 * DAY)
    told = planned(place, Beat(1, dt.time(11), dt.time(13))).told
    assert f"Kim Prov also leads Köksgruppen {FIRST} 10.00\u201312.00, at the same time." in told


def test_a_group_that_meets_twice_at_once_is_told_and_two_times_of_a_rhythm_are_refused(place: Place) -> None:
    held(place, place.group, FIRST, 10, 12)
    (said, *_more) = [
        text for text in planned(place, Beat(1, dt.time(11), dt.time(13))).told if "another" in text
    ]
    assert said == f"Skogsgruppen has another session {FIRST} 10.00\u201312.00, at the same time."
    with pytest.raises(GroupRefused, match="at once: 09.00\u201311.00 and 10.00\u201312.00"):
        planned(place, Beat(1, dt.time(10), dt.time(12)), Beat(1, dt.time(9), dt.time(11)))
    assert planned(place, Beat(1, dt.time(9), dt.time(10)), Beat(1, dt.time(10), dt.time(11))).held


def test_the_page_of_a_session_tells_it_after_the_save_and_as_long_as_it_is_so(
    place: Place, kim: User
) -> None:
    text = f"Kim Prov also leads Köksgruppen {FIRST} 10.00\u201312.00, at the same time."
    typed = {"on_day": str(FIRST), "starts_at": "11.30", "ends_at": "13", "anyway": "1"}
    address = place.address("group_session_new", place.group.pk)
    assert text in place.coach.post(address, typed, follow=True).content.decode()
    with inside(place.team):
        made = GroupSession.objects.current().get(group=place.group, on_day=FIRST)
        found = clashes(place.group, slots_of([made]), but=[made.series])
        with translation.override("en"):
            assert clash_words(found) == [text]
    page = place.address("group_session", made.series)
    assert text in place.coach.get(page).content.decode()
    moved = typed | {"starts_at": "12.00", "version": "1", "act": "move"}
    answer = place.coach.post(page, moved, follow=True)
    assert answer.status_code == 200 and "at the same time" not in answer.content.decode()
    assert "at the same time" not in place.coach.get(page).content.decode()


def test_a_leader_added_to_a_second_group_at_once_is_told(place: Place, kim: User) -> None:
    with inside(place.team) as actor:
        garden = make_group(actor, place.team, "Trädgården")
    held(place, garden, FIRST, 9, 11)
    typed = {"act": "lead", "user": str(kim.pk), "started_on": str(TODAY)}
    page = place.coach.post(place.address("group", garden.pk), typed, follow=True).content.decode()
    assert f"Kim Prov also leads Köksgruppen {FIRST} 10.00\u201312.00, at the same time." in page


def test_questions_do_not_grow_with_what_is_planned_then(place: Place, kim: User) -> None:
    made = held(place, place.group, FIRST, 11, 13)
    page = place.address("group_session", made.series)
    place.coach.get(page)
    before = queries_of(place.coach, page)
    for number in range(4):
        with inside(place.team) as actor:
            group = make_group(actor, place.team, f"Grupp {number}")
        held(place, group, FIRST, 11, 12)
    assert queries_of(place.coach, page) == before
