"""The table and the pure rules of booked talks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.core.free_days import is_workday
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.records import TalkBooking
from samsteg.follow_ups.talks.rules import check_ahead, check_booking, minutes_between, next_like, usual_end
from samsteg.follow_ups.talks.workflow import (
    INSTEAD,
    MISSING,
    TABLE,
    TalkEvent,
    TalkRefused,
    TalkTransition,
    check,
    possible,
)

S, E = TalkState, TalkEvent
EVERYTHING = dict.fromkeys(MISSING, "x")
# By hand, beside the table: what may happen to what stands there.
ALLOWED = {
    None: {E.BOOK: S.BOOKED},
    S.BOOKED: {
        E.MOVE: S.MOVED,
        E.HOLD: S.HELD,
        E.MISS: S.MISSED,
        E.CANCEL: S.CANCELLED,
        E.TAKE_BACK: S.WITHDRAWN,
    },
    S.HELD: {E.UNDO: S.BOOKED},
    S.MISSED: {E.UNDO: S.BOOKED},
    S.CANCELLED: {E.UNDO: S.BOOKED},
    S.MOVED: {},
    S.WITHDRAWN: {},
}
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
CLOCK = st.times().map(lambda at: at.replace(second=0, microsecond=0))
DAY = dt.date(2026, 3, 12)
BOOKING = TalkBooking(on_day=DAY, starts_at=dt.time(10), ends_at=dt.time(11), form="talk", coach_id=7)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("state", list(ALLOWED))
@pytest.mark.parametrize("event", list(E))
def test_each_event_at_each_place_for_each_role(
    event: TalkEvent, state: TalkState | None, role: Role | None
) -> None:
    roles = {role} if role else set()
    to = ALLOWED[state].get(event)
    if to is not None and role in (Role.COACH, Role.TEAM_LEAD):
        assert check(event, state, roles, EVERYTHING).to is to
        return
    with pytest.raises(TalkRefused) as refused:
        check(event, state, roles, EVERYTHING)
    wanted = (
        str(INSTEAD[state])
        if to is None
        else "Only the team's coaches and lead can do that. Ask one of them."
    )
    assert str(refused.value) == wanted


@pytest.mark.parametrize(
    "one", [one for one in TABLE if one.required], ids=lambda one: f"{one.event}-{one.source}"
)
def test_what_is_missing_is_said_and_named(one: TalkTransition) -> None:
    for name in one.required:
        with pytest.raises(TalkRefused) as refused:
            check(one.event, one.source, {Role.COACH}, {**EVERYTHING, name: ""})
        assert (refused.value.field, str(refused.value)) == (name, str(MISSING[name]))


def test_the_ends_are_those_that_were_moved_or_taken_back() -> None:
    assert {state for state in S if not possible(state)} == {S.MOVED, S.WITHDRAWN}
    assert {one.to for one in TABLE} == set(S)
    assert len({(one.event, one.source) for one in TABLE}) == len(TABLE)


@settings(deadline=None)  # the holidays of a year are reckoned once
@given(last=DAYS, today=DAYS)
def test_the_next_is_on_the_same_weekday_after_both_and_on_no_holiday(last: dt.date, today: dt.date) -> None:
    day = next_like(last, today)
    assert day > max(last, today) and day.isoweekday() == last.isoweekday()
    assert is_workday(day) or last.isoweekday() > 5
    # No earlier week would have done.
    before = day - dt.timedelta(weeks=1)
    while before > max(last, today):
        assert not is_workday(before)
        before -= dt.timedelta(weeks=1)


def test_a_talk_on_christmas_eve_is_followed_by_one_in_the_new_year() -> None:
    assert next_like(dt.date(2026, 12, 17), dt.date(2026, 12, 17)) == dt.date(2027, 1, 7)


@given(starts_at=CLOCK)
def test_the_usual_end_is_after_the_start_within_the_day(starts_at: dt.time) -> None:
    ends_at = usual_end(starts_at)
    assert ends_at >= starts_at
    assert minutes_between(starts_at, ends_at) == min(
        60, 23 * 60 + 59 - starts_at.hour * 60 - starts_at.minute
    )


WRONG = {
    "ends as it begins": ({"ends_at": dt.time(10)}, "ends_at"),
    "ends before": ({"ends_at": dt.time(9, 59)}, "ends_at"),
    "the whole day": ({"starts_at": dt.time(1), "ends_at": dt.time(9, 1)}, "ends_at"),
    "long place": ({"place": "x" * 201}, "place"),
    "long purpose": ({"purpose": "x" * 201}, "purpose"),
    "twice the same": ({"second_coach_id": 7}, "second_coach_id"),
    "before the start": ({"on_day": DAY - dt.timedelta(days=11)}, "on_day"),
    "after the exit": ({"on_day": DAY + dt.timedelta(days=31)}, "on_day"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_what_cant_be_is_refused_at_its_field(name: str) -> None:
    changes, field = WRONG[name]
    first, last = DAY - dt.timedelta(days=10), DAY + dt.timedelta(days=30)
    check_booking(BOOKING, first, last)
    values = {one: getattr(BOOKING, one) for one in TalkBooking.__slots__}
    with pytest.raises(TalkRefused) as refused:
        check_booking(TalkBooking(**{**values, **changes}), first, last)
    assert refused.value.field == field


def test_before_somebody_has_started_the_visits_are_named() -> None:
    with pytest.raises(TalkRefused, match="visits before the start"):
        check_booking(BOOKING, None, None)


@pytest.mark.parametrize(("ahead", "says"), [(-1, "has been"), (0, ""), (366, ""), (367, "more than a year")])
def test_a_day_that_is_booked_is_ahead_and_within_a_year(ahead: int, says: str) -> None:
    day = DAY + dt.timedelta(days=ahead)
    if not says:
        check_ahead(day, DAY)
        return
    with pytest.raises(TalkRefused, match=says):
        check_ahead(day, DAY)
