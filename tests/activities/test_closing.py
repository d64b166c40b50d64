"""Days when the team is closed: what is planned then is decided when they are closed, and nothing slips in later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.activities.closing import close_days, open_days
from samsteg.activities.models import ClosedDays, GroupSession
from samsteg.activities.records import SessionValues
from samsteg.activities.refusing import NeedsTick
from samsteg.activities.sessions import add_session, move_session, restore_session
from samsteg.core.errors import PermissionRefused
from samsteg.participants.visits.models import Visit
from samsteg.web.calendar.sheet import sheet_of
from tests.activities.makers import NINE, TEN, make_session
from tests.factories import make_stay, representative
from tests.web.test_groups import Place, place
from tests.web.users import inside

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
# a Tuesday that is no holiday, with the two days after it
FIRST = next(day for day in (TODAY + n * DAY for n in range(300)) if (day.month, day.weekday()) == (2, 1))
LAST = FIRST + 2 * DAY


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def states(place: Place) -> list[tuple[str, str]]:
    with inside(place.team):
        rows = GroupSession.objects.current().filter(on_day__gte=FIRST).order_by("on_day")
        return list(rows.values_list("state", "reason"))


def close(place: Place, **more: str) -> Any:
    typed = {"first_on": str(FIRST), "last_on": str(LAST), "why": "Sportlov"} | more
    return place.coach.post(place.address("group_closed_days"), typed, follow=True)


def planned(place: Place, *days: dt.date) -> list[GroupSession]:
    with inside(place.team) as actor:
        return [make_session(actor, place.team, place.group, day) for day in days]


def test_what_is_planned_is_listed_and_nothing_is_closed_before_it_is_decided(place: Place) -> None:
    planned(place, FIRST, LAST, LAST + DAY)
    answer = close(place)
    page = answer.content.decode()
    assert answer.status_code == 422 and "2 sessions are planned on the days" in page
    assert str(FIRST) in page and "Sportlov" in page and "Skogsgruppen" in page
    with inside(place.team):
        assert ClosedDays.objects.count() == 0
    assert [state for state, _why in states(place)] == ["planned"] * 3


def test_they_are_cancelled_with_the_reason_or_held_all_the_same(place: Place) -> None:
    planned(place, FIRST, LAST + DAY)
    assert "1 session is cancelled." in close(place, planned="cancel").content.decode()
    assert states(place) == [("cancelled", "holiday"), ("planned", "")]
    with inside(place.team):
        closed = ClosedDays.objects.get().pk
    opened = place.coach.post(place.address("group_closed_days"), {"open": str(closed)}, follow=True)
    assert "1 session is cancelled then." in opened.content.decode()
    with inside(place.team) as actor:
        row = GroupSession.objects.current().get(on_day=FIRST)
        by = {"actor": actor, "team": place.team}
        restore_session(**by, series=row.series, expected_version=row.version)
        assert open_days(**by, closed_id=closed) == 0  # twice is once
    close(place, planned="keep")
    assert [state for state, _why in states(place)] == ["planned", "planned"]


def test_sessions_and_a_visit_are_asked_about_at_once(place: Place) -> None:
    """Neither answer alone closes the days."""
    planned(place, FIRST)
    with inside(place.team):
        stay = make_stay(place.team, referred_on=TODAY)
        Visit.objects.create(
            team=place.team, person_id=stay.person_id, stay=stay, kind="study_visit", form="place",
            on_day=FIRST, starts_at=NINE, recorded_by_id=1,
        )  # fmt: skip
    page = close(place).content.decode()
    assert "1 session is planned on the days." in page and "1 visit, talk or follow-up is booked" in page
    assert close(place, planned="keep").status_code == 422
    anyway = {"anyway": "on", "sure": f"{FIRST} {LAST}"}
    assert close(place, **anyway).status_code == 422
    with inside(place.team):
        assert ClosedDays.objects.count() == 0
    assert close(place, planned="keep", **anyway).status_code == 200
    with inside(place.team):
        assert ClosedDays.objects.count() == 1


def test_where_nothing_is_planned_nothing_is_asked_and_an_odd_answer_is_refused(place: Place) -> None:
    assert "passed over when you plan" in close(place).content.decode()
    planned(place, FIRST)
    assert close(place, planned="kanske").status_code == 422
    with inside(place.team):
        assert ClosedDays.objects.count() == 1


def test_the_same_days_sent_twice_are_closed_once(place: Place) -> None:
    close(place)
    assert close(place).status_code == 200
    with inside(place.team):
        assert ClosedDays.objects.count() == 1
    close(place, why="Studiedag")
    with inside(place.team):
        assert set(ClosedDays.objects.values_list("why", flat=True)) == {"Sportlov", "Studiedag"}


def test_a_day_of_its_own_or_moved_into_closed_days_asks_first(place: Place) -> None:
    (row,) = planned(place, LAST + DAY)
    close(place)
    with inside(place.team) as actor:
        by: dict[str, Any] = {"actor": actor, "team": place.team}
        new = SessionValues(FIRST, NINE, TEN)
        with pytest.raises(NeedsTick, match="Sportlov") as refused:
            add_session(**by, group_id=place.group.pk, values=new)
        assert refused.value.field == "anyway"
        why = {"reason": "weather", "decided_by": "team", "expected_version": 1}
        with pytest.raises(NeedsTick, match="Sportlov"):
            move_session(**by, series=row.series, values=new, **why)
        add_session(**by, group_id=place.group.pk, values=new, anyway=True)
    assert [state for state, _why in states(place)] == ["planned", "planned"]


def test_who_may_not_write_closes_nothing(place: Place) -> None:
    days = {"first_on": FIRST, "last_on": LAST, "why": "Lov"}
    with inside(place.team), pytest.raises(PermissionRefused):
        close_days(actor=representative(place.team), team=place.team, **days)
    with inside(place.team), pytest.raises(PermissionRefused):
        open_days(actor=representative(place.team), team=place.team, closed_id=1)


def test_the_week_and_its_sheet_say_that_the_team_is_closed(place: Place) -> None:
    close(place)
    address = reverse("calendar", args=[place.team.slug])
    page = place.coach.get(address, {"vecka": str(FIRST)}).content.decode()
    assert page.count("Closed: Sportlov") == 3
    assert "Closed: Sportlov" in place.coach.get(address, {"dag": str(FIRST)}).content.decode()
    assert "Closed" not in place.coach.get(address, {"dag": str(LAST + DAY)}).content.decode()
    with inside(place.team):
        closed = list(ClosedDays.objects.all())
        sheet = str(sheet_of(place.team, FIRST - DAY, [FIRST, LAST + DAY], [], {}, "", closed))
    assert sheet.count("Closed") == 1 and "Sportlov" not in sheet  # why isn't said on a wall
