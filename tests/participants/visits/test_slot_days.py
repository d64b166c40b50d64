"""The days of standing times: the week, the calendar and the form that books tell the same ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.visits.days import free_between
from samsteg.participants.visits.models import VisitSlot
from samsteg.participants.visits.selectors import free_slots, week_of
from samsteg.participants.visits.services import add_slot, book_visit, end_slot
from samsteg.participants.visits.slot_days import weekdays
from tests.factories import lead, make_stay, make_team
from tests.participants.visits.test_visits import BOOKING, DAY, TODAY

pytestmark = pytest.mark.django_db
WEEKS = 4


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(team, referred_on=TODAY - 20 * DAY)


@given(
    weekday=st.integers(1, 7),
    first=st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)),
    span=st.integers(-3, 60),
)
def test_every_such_weekday_and_no_other(weekday: int, first: dt.date, span: int) -> None:
    days = [first + number * DAY for number in range(span + 1)]
    wanted = [day for day in days if day.isoweekday() == weekday]
    assert list(weekdays(weekday, first, first + span * DAY)) == wanted


def slot(team: Team, day: dt.date, hour: int, valid_from: dt.date = TODAY - 7 * DAY) -> VisitSlot:
    with acting(lead(team)) as actor:
        made = VisitSlot(weekday=day.isoweekday(), starts_at=dt.time(hour), valid_from=valid_from)
        return add_slot(actor=actor, team=team, slot=made)


def test_the_week_the_calendar_and_the_form_tell_the_same_free_times(team: Team, stay: Stay) -> None:
    """One is taken, one stands from next week on, one has ended: in whatever way one asks."""
    taken, ended = slot(team, TODAY, 9), slot(team, TODAY + DAY, 10)
    slot(team, TODAY + 2 * DAY, 11, valid_from=TODAY + 8 * DAY)
    slot(team, TODAY, 8)
    last = TODAY + dt.timedelta(weeks=WEEKS)
    with acting(lead(team)) as actor:
        by = {"actor": actor, "team": team}
        booking = replace(BOOKING, slot_id=taken.pk, on_day=TODAY, starts_at=taken.starts_at)
        book_visit(**by, person_id=stay.person_id, booking=booking)  # type: ignore[arg-type]
        end_slot(**by, slot_id=ended.pk)  # type: ignore[arg-type]
        form = [(one.slot.pk, one.on_day) for one in free_slots(team, weeks=WEEKS)]
        calendar = [(one.slot_id, one.on) for one in free_between(**by, first=TODAY, last=last)]  # type: ignore[arg-type]
        monday, week = TODAY - TODAY.weekday() * DAY, []
        while monday <= last:
            shown = week_of(**by, monday=monday).slots  # type: ignore[arg-type]
            week += [
                (one.slot.pk, one.on_day) for one in shown if not one.is_taken and TODAY <= one.on_day <= last
            ]
            monday += 7 * DAY
    assert form == calendar == week
    assert (taken.pk, TODAY) not in form and ended.pk not in {pk for pk, _day in form}
    assert len({pk for pk, _day in form}) == 3


def test_what_is_booked_in_a_time_that_has_ended_is_still_in_the_week(team: Team, stay: Stay) -> None:
    """Its visit is in no other part of the week: without the time nobody would know who comes."""
    made, day = slot(team, TODAY, 9), TODAY + 14 * DAY
    with acting(lead(team)) as actor:
        booking = replace(BOOKING, slot_id=made.pk, on_day=day, starts_at=made.starts_at)
        book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)
        end_slot(actor=actor, team=team, slot_id=made.pk)
        week = week_of(actor=actor, team=team, monday=day - day.weekday() * DAY)
        assert [(one.on_day, one.is_taken) for one in week.slots] == [(day, True)]
        (one,) = week.slots
        assert one.visit is not None and one.visit.row.person_id == stay.person_id
        assert stay.person_id in week.person_ids
