"""Which times of visits are offered, and what is told of a time before it is booked all the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.models import Membership
from samsteg.accounts.models import User
from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.records import StaffDay
from samsteg.activities.models import ClosedDays
from samsteg.core.free_days import is_workday
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.visits.models import Visit, VisitSlot
from samsteg.participants.visits.services import add_slot
from samsteg.participants.way.models import IntakeStop
from samsteg.participants.way.stopping import stop_intake
from samsteg.staffing.services import note_absence
from samsteg.web.visits.times import Known
from tests.factories import make_stay
from tests.participants.way.walking import TODAY
from tests.web.users import inside, make_user, queries_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def workdays() -> list[dt.date]:
    """A working day of next week and the same weekday of the week after, both of them working days."""
    for number in range(7, 14):
        first = TODAY + number * DAY
        if is_workday(first) and is_workday(first + 7 * DAY):
            return [first, first + 7 * DAY]
    raise AssertionError("No weekday is free twice running all week.")


FIRST, SECOND = workdays()


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(team, referred_on=TODAY)


@pytest.fixture
def slot(team: Team, kim: User) -> VisitSlot:
    """Kim receives at ten, for an hour, on the weekday of FIRST."""
    with inside(team) as actor:
        made = VisitSlot(
            weekday=FIRST.isoweekday(),
            starts_at=dt.time(10),
            minutes=60,
            host_id=kim.pk,
            valid_from=TODAY,
        )
        return add_slot(actor=actor, team=team, slot=made)


def at(stay: Stay, name: str = "person_visits", *more: int) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def free(client: Client, stay: Stay) -> set[dt.date]:
    return {one.on_day for one in client.get(at(stay)).context["form"].free.values()}


def week_line(client: Client, team: Team, day: dt.date) -> Any:
    with translation.override("en"):
        days = client.get(f"{reverse('visits', args=[team.slug])}?vecka={day}").context["days"]
    (line,) = next(one for one in days if one.on_day == day).lines
    return line


def shown_slots(client: Client, team: Team, day: dt.date) -> list[Any]:
    days = client.get(f"{reverse('calendar', args=[team.slug])}?dag={day}&visa=slot").context["days"]
    return [box for one in days for box in one.timed]


def away(team: Team, kim: User, **hours: Any) -> None:
    with inside(team) as actor:
        note_absence(actor=actor, team=team, first_on=FIRST, user_id=kim.pk, **hours)


def closed(team: Team) -> None:
    with inside(team) as actor:
        ClosedDays.objects.create(
            team=team, first_on=FIRST, last_on=FIRST, why="Planering", updated_by_id=actor.user_id
        )


def stopped(team: Team) -> None:
    with inside(team) as actor:
        stop_intake(actor=actor, team=team, started_on=FIRST, ended_on=FIRST, reason="Vakans")


def test_a_standing_time_is_offered(lead_client: Client, team: Team, stay: Stay, slot: VisitSlot) -> None:
    assert {FIRST, SECOND} <= free(lead_client, stay)
    assert week_line(lead_client, team, FIRST).state == "free"


@pytest.mark.parametrize(
    ("why", "said"), [(away, "Kim Prov is away"), (closed, "Closed: Planering"), (stopped, "Intake stop")]
)
def test_what_stands_in_the_way_is_offered_nowhere_and_said_in_the_week(
    lead_client: Client, team: Team, stay: Stay, slot: VisitSlot, kim: User, why: Any, said: str
) -> None:
    why(team, kim) if why is away else why(team)
    assert FIRST not in free(lead_client, stay) and SECOND in free(lead_client, stay)
    line = week_line(lead_client, team, FIRST)
    assert (line.state, line.why.casefold()) == ("hindered", said.casefold())
    assert week_line(lead_client, team, SECOND).state == "free"
    assert shown_slots(lead_client, team, FIRST) == [] and len(shown_slots(lead_client, team, SECOND)) == 1


@pytest.mark.parametrize(("first", "last", "is_free"), [(8, 10, True), (8, 11, False), (11, 12, True)])
def test_hours_away_hinder_the_times_they_touch(
    lead_client: Client,
    team: Team,
    stay: Stay,
    slot: VisitSlot,
    kim: User,
    first: int,
    last: int,
    is_free: bool,
) -> None:
    away(team, kim, starts_at=dt.time(first), ends_at=dt.time(last))
    assert (FIRST in free(lead_client, stay)) is is_free


def test_who_has_left_the_team_receives_nobody(
    lead_client: Client, team: Team, stay: Stay, slot: VisitSlot, kim: User
) -> None:
    with inside(team):
        Membership.objects.filter(team=team, user=kim).update(valid_to=TODAY)
    assert free(lead_client, stay) == set()
    assert "left the team" in week_line(lead_client, team, FIRST).why


def test_a_time_that_was_offered_and_is_no_longer_says_so(
    lead_client: Client, team: Team, stay: Stay, slot: VisitSlot
) -> None:
    closed(team)
    typed = {"kind": "study_visit", "slot": f"{slot.pk}:{FIRST}", "minutes": "60", "how": "place"}
    with translation.override("en"):
        answer = lead_client.post(at(stay), typed)
    assert answer.status_code == 422
    assert "That time is no longer free. Choose another." in answer.content.decode()
    with inside(team):
        assert not Visit.objects.exists()


def own_time(kim: User | None, day: dt.date = FIRST, starts_at: str = "13.00") -> dict[str, str]:
    return {
        "kind": "study_visit",
        "slot": "",
        "on_day": str(day),
        "starts_at": starts_at,
        "minutes": "60",
        "how": "place",
        "host": str(kim.pk) if kim else "",
    }


def test_another_time_has_a_receiver(lead_client: Client, team: Team, stay: Stay, kim: User) -> None:
    assert lead_client.post(at(stay), own_time(kim)).status_code == 302
    with inside(team):
        assert Visit.objects.get().host_id == kim.pk
    assert lead_client.post(at(stay), own_time(kim) | {"host": "999999"}).status_code == 422


@pytest.mark.parametrize(
    ("why", "said"), [(away, "Kim Prov is away"), (closed, "Closed: Planering"), (stopped, "Intake stop")]
)
def test_what_stands_in_the_way_is_told_and_may_be_kept(
    lead_client: Client, team: Team, stay: Stay, kim: User, why: Any, said: str
) -> None:
    why(team, kim) if why is away else why(team)
    typed = own_time(kim)
    with translation.override("en"):
        told = lead_client.post(at(stay), typed)
    assert told.status_code == 422 and said.casefold() in told.content.decode().casefold()
    assert "Book it all the same" in told.content.decode() and 'value="13.00"' in told.content.decode()
    with inside(team):
        assert not Visit.objects.exists()
    sure = {"anyway": "on", "sure": told.context["form"]["sure"].value()}
    assert lead_client.post(at(stay), {**typed, "anyway": "on"}).status_code == 422  # nothing was asked
    for other in ({"starts_at": "14.00"}, {"minutes": "90"}):  # another time is another question
        again = lead_client.post(at(stay), {**typed, **sure, **other})
        assert again.status_code == 422 and not again.context["form"]["anyway"].value()
    assert lead_client.post(at(stay), {**typed, **sure}).status_code == 302


def booked(client: Client, stay: Stay, kim: User | None, starts_at: str) -> Visit:
    assert client.post(at(stay), own_time(kim, starts_at=starts_at)).status_code == 302
    with inside(stay.team):
        return Visit.objects.get(stay=stay)


@pytest.mark.parametrize(
    ("starts_at", "clashes"), [("13.30", True), ("12.30", True), ("14.00", False), ("12.00", False)]
)
def test_the_receivers_other_times_are_told_without_anybodys_name(
    lead_client: Client, team: Team, stay: Stay, kim: User, starts_at: str, clashes: bool
) -> None:
    other = make_stay(team, own_id="NAMN-1", referred_on=TODAY)
    booked(lead_client, other, kim, "13.00")
    with translation.override("en"):
        answer = lead_client.post(at(stay), own_time(kim, starts_at=starts_at))
    assert answer.status_code == (422 if clashes else 302)
    if clashes:
        page = answer.content.decode()
        assert "has something else 13.00: Study visit" in page and "NAMN-1" not in page
        other_receives = own_time(None, starts_at=starts_at)
        assert lead_client.post(at(stay), other_receives).status_code == 302


def test_the_participants_own_other_time_is_told(lead_client: Client, team: Team, stay: Stay) -> None:
    booked(lead_client, stay, None, "13.00")
    with translation.override("en"):
        page = lead_client.post(at(stay), own_time(None, starts_at="13.15")).content.decode()
    assert "The participant has something else 13.00" in page


def test_a_moved_visit_keeps_its_receiver_and_does_not_clash_with_itself(
    lead_client: Client, team: Team, stay: Stay, kim: User
) -> None:
    visit = booked(lead_client, stay, kim, "13.00")
    address = at(stay, "visit", visit.pk)
    assert str(lead_client.get(address).context["booking"].initial["host"]) == str(kim.pk)
    move = {"act": "move", "by": "team", "version": "1"}
    assert lead_client.post(address, own_time(kim, starts_at="13.30") | move).status_code == 302
    with inside(team):
        moved = Visit.objects.get(follows=visit)
        assert (moved.host_id, moved.starts_at) == (kim.pk, dt.time(13, 30))
    closed(team)
    again = at(stay, "visit", moved.pk)
    refused = lead_client.post(again, own_time(kim, starts_at="15.00") | move)
    assert refused.status_code == 422
    sure = {"anyway": "on", "sure": refused.context["booking"]["sure"].value()}
    assert lead_client.post(again, own_time(kim, starts_at="16.00") | move | sure).status_code == 422
    assert lead_client.post(again, own_time(kim, starts_at="15.00") | move | sure).status_code == 302


def test_what_has_been_is_noted_without_questions(
    lead_client: Client, team: Team, stay: Stay, kim: User
) -> None:
    with inside(team) as actor:
        ClosedDays.objects.create(
            team=team, first_on=TODAY - DAY, last_on=TODAY - DAY, why="-", updated_by_id=actor.user_id
        )
    assert lead_client.post(at(stay), own_time(kim, TODAY - DAY)).status_code == 302


def test_the_questions_do_not_grow_with_times(
    lead_client: Client, team: Team, stay: Stay, slot: VisitSlot
) -> None:
    addresses = [at(stay), f"{reverse('visits', args=[team.slug])}?vecka={FIRST}"]
    few = [queries_of(lead_client, one) for one in addresses]
    with inside(team) as actor:
        for number in range(4):
            made = VisitSlot(
                weekday=FIRST.isoweekday(),
                starts_at=dt.time(11 + number),
                host_id=slot.host_id,
                valid_from=TODAY,
            )
            add_slot(actor=actor, team=team, slot=made)
    assert [queries_of(lead_client, one) for one in addresses] == few


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    away_from=st.integers(8 * 60, 16 * 60),
    away_for=st.integers(1, 240),
    starts=st.integers(8 * 60, 16 * 60),
    minutes=st.integers(10, 120),
)
def test_a_time_is_hindered_just_when_the_minutes_meet(
    away_from: int, away_for: int, starts: int, minutes: int
) -> None:
    def clock(number: int) -> dt.time:
        return dt.time(number // 60, number % 60)

    one = StaffDay(7, "Kim", hours={FIRST: [(clock(away_from), clock(away_from + away_for))]})
    known = Known({7: one}, (), (), {})
    meet = set(range(away_from, away_from + away_for)) & set(range(starts, starts + minutes))
    assert bool(known.hindrance(FIRST, clock(starts), minutes, 7)) is bool(meet)
    assert known.hindrance(FIRST, clock(starts), minutes, 9) != ""  # of nobody who works here
    assert Known({}, (), (), {9: "Lo"}).hindrance(FIRST, clock(starts), minutes, 9) == ""


def test_a_stop_hinders_from_its_first_to_its_last_day() -> None:
    stop = IntakeStop(started_on=FIRST, ended_on=FIRST + DAY, reason="-")
    known = Known({}, (), (stop,), {})
    days = [FIRST - DAY, FIRST, FIRST + DAY, FIRST + 2 * DAY]
    assert [bool(known.hindrance(day, dt.time(10), 60, None)) for day in days] == [False, True, True, False]


def test_anybodys_time_is_hindered_when_everybody_is_away() -> None:
    people = {pk: StaffDay(pk, str(pk), states={FIRST: PresenceState.AWAY}) for pk in (1, 2)}
    assert Known(people, (), (), {}).hindrance(FIRST, dt.time(10), 60, None)
    people[2].states[FIRST] = PresenceState.HOME
    assert not Known(people, (), (), {}).hindrance(FIRST, dt.time(10), 60, None)
