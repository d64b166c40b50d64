"""Day and beginning say which session of a group it is: never two then. And several come into a group at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.activities.members import put_in, put_in_several, take_out
from samsteg.activities.models import Group, GroupMembership, GroupSession
from samsteg.activities.planning import TermValues, plan_term, preview_term
from samsteg.activities.records import SessionValues
from samsteg.activities.refusing import GroupRefused, NeedsTick
from samsteg.activities.rules import Beat
from samsteg.activities.sessions import add_session, cancel_session, move_session
from samsteg.core.context import acting
from tests.activities.makers import NINE, TEN, make_group, make_session, whole
from tests.factories import make_stay, make_team

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2027, 2, 1)
DAY = dt.timedelta(days=1)
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_day_isnt_added_on_top_of_another_nor_moved_there() -> None:
    team = make_team()
    actor = whole(team)
    with acting(actor):
        group = make_group(actor, team)
        of_group = {"actor": actor, "team": team, "group_id": group.pk}
        first = make_session(actor, team, group, MONDAY)
        with pytest.raises(GroupRefused, match="at that time already") as refused:
            add_session(**of_group, values=SessionValues(MONDAY, NINE, dt.time(11)))
        assert refused.value.field == "starts_at"
        other = add_session(**of_group, values=SessionValues(MONDAY, TEN, dt.time(11)))
        on_top = {"series": other.series, "expected_version": other.version}
        with pytest.raises(GroupRefused, match="at that time already"):
            move_session(actor=actor, team=team, **on_top, values=SessionValues(MONDAY, NINE, TEN))
        moved = move_session(actor=actor, team=team, **on_top, values=SessionValues(MONDAY, TEN, dt.time(12)))
        assert moved.ends_at == dt.time(12)  # on itself is no other
        why = {"reason": "weather", "decided_by": "team", "expected_version": first.version}
        cancel_session(actor=actor, team=team, series=first.series, **why)
        with pytest.raises(GroupRefused, match="after all"):
            add_session(**of_group, values=SessionValues(MONDAY, NINE, TEN))
        another = make_group(actor, team, "Kreativa gruppen")
        make_session(actor, team, another, MONDAY)  # another group's is no hindrance
    with acting(actor):
        assert GroupSession.objects.current().count() == 3


def test_a_term_over_a_day_of_its_own_passes_that_minute_over_and_says_so() -> None:
    team = make_team()
    actor = whole(team)
    with acting(actor):
        group = make_group(actor, team)
        make_session(actor, team, group, MONDAY)
        values = TermValues(
            MONDAY,
            MONDAY + 14 * DAY,
            (Beat(1, NINE, TEN), Beat(1, TEN, dt.time(11))),
            anyway=frozenset({MONDAY}),
        )
        of_group = {"actor": actor, "team": team, "group_id": group.pk, "values": values}
        skipped = preview_term(**of_group).skipped
        assert [(one.on_day, one.beat.starts_at, one.is_taken) for one in skipped] == [(MONDAY, NINE, True)]
        plan_term(**of_group)
        minutes = list(GroupSession.objects.current().values_list("on_day", "starts_at"))
    assert len(minutes) == len(set(minutes)) == 6


BEATS = st.lists(
    st.builds(
        lambda day, hour: Beat(day, dt.time(hour), dt.time(hour + 1)), st.integers(1, 5), st.integers(8, 11)
    ),
    min_size=1,
    max_size=3,
    unique=True,  # two at once in one term are refused
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(terms=st.lists(st.tuples(st.integers(0, 20), st.integers(7, 20), BEATS), min_size=1, max_size=3))
def test_however_terms_overlap_no_minute_has_two(terms: list[tuple[int, int, list[Beat]]]) -> None:
    team = make_team()
    actor = whole(team)
    with acting(actor):
        group = make_group(actor, team)
        for start, length, beats in terms:
            first = MONDAY + start * DAY
            values = TermValues(first, first + length * DAY, tuple(beats), overlap_reason="two rooms")
            try:
                plan_term(actor=actor, team=team, group_id=group.pk, values=values)
            except GroupRefused as refused:
                assert "every day is passed over" in str(refused)  # all of it was there already
        minutes = list(GroupSession.objects.current().filter(group=group).values_list("on_day", "starts_at"))
    assert len(minutes) == len(set(minutes)) > 0


def group_of_three() -> tuple[Group, list[int]]:
    team = make_team()
    people = [make_stay(team, enrolled_on=TODAY - 60 * DAY).person_id for _one in range(4)]
    with acting(whole(team)) as actor:
        return make_group(actor, team, capacity=3), people


def test_several_come_in_at_once_and_who_is_there_stays_as_before() -> None:
    group, people = group_of_three()
    actor = whole(group.team)
    of_group = {"actor": actor, "team": group.team, "group_id": group.pk}
    with acting(actor):
        assert put_in_several(**of_group, person_ids=people[:2], joined_on=TODAY - 9 * DAY) == people[:2]
        assert put_in_several(**of_group, person_ids=[*people[1:3], people[2]]) == [people[2]]
        days = dict(GroupMembership.objects.current().values_list("person_id", "joined_on"))
        assert days == {people[0]: TODAY - 9 * DAY, people[1]: TODAY - 9 * DAY, people[2]: TODAY}
        with pytest.raises(GroupRefused, match="Is already in"):
            put_in_several(**of_group, person_ids=people[:3])


def test_several_of_whom_one_has_no_place_is_none_of_them() -> None:
    group, people = group_of_three()
    actor = whole(group.team)
    of_group = {"actor": actor, "team": group.team, "group_id": group.pk, "person_ids": people}
    with acting(actor):
        with pytest.raises(NeedsTick, match="All 3 places"):
            put_in_several(**of_group)
        assert GroupMembership.objects.count() == 0
        assert len(put_in_several(**of_group, over_capacity=True)) == 4


def test_a_place_is_free_only_when_it_is_so_on_every_day_to_come() -> None:
    group, people = group_of_three()
    actor = whole(group.team)
    of_group: dict[str, Any] = {"actor": actor, "team": group.team, "group_id": group.pk}
    with acting(actor):
        put_in_several(**of_group, person_ids=people[:2], joined_on=TODAY + 7 * DAY)
        short = put_in(**of_group, person_id=people[2], joined_on=TODAY)
        with pytest.raises(NeedsTick, match=f"All 3 places in .* are taken from {TODAY + 7 * DAY}"):
            put_in(**of_group, person_id=people[3], joined_on=TODAY)
        by = {"actor": actor, "team": group.team, "series": short.series}
        take_out(**by, left_on=TODAY + 7 * DAY, reason="finished")
        put_in(**of_group, person_id=people[3], joined_on=TODAY)  # three on the fullest day
