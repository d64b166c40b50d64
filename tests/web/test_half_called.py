"""A roll call that was begun and never ended is told of, until something is said of each; a row begun, too."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.activities.marking import mark_session
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, GroupMembership, GroupSession, Term
from samsteg.participants.models import Stay
from tests.activities.makers import asked, make_group, make_session
from tests.web.test_groups import Place, place, sent
from tests.web.users import client_of, inside, make_user, queries_of

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
THEN = TODAY - 3 * DAY


def begun(place: Place, **values: str) -> GroupSession:
    """Three days ago: Alva is marked, of Bo and Cilla nothing is said."""
    with inside(place.team) as actor:
        group = make_group(actor, place.team, "Kreativa gruppen", **values)
        session = make_session(actor, place.team, group, THEN)
        of_group = {"actor": actor, "team": place.team, "group_id": group.pk}
        for person in place.people:
            put_in(**of_group, person_id=person, joined_on=THEN)
        marks = [asked(place.people[0], "present")]
        mark_session(actor=actor, team=place.team, series=session.series, asked=marks)
        assert GroupSession.objects.current().get(series=session.series).state == "held"
    return session


def told(client: Client, place: Place) -> tuple[bool, bool]:
    """On the page of groups, and on Today."""
    groups = client.get(place.address("groups")).content.decode()
    today = client.get(place.address("today")).content.decode()
    return "1 of 3 marked" in groups, f"The roll call of {THEN}: 1 of 3 are marked" in today


def test_it_is_told_of_until_each_is_marked(place: Place) -> None:
    session = begun(place)
    assert told(place.coach, place) == (True, True)
    assert "1 roll call is missing" in place.coach.get(place.address("groups")).content.decode()
    address = place.address("roll_call", session.series)
    assert place.coach.post(address, sent(dict.fromkeys(place.people[1:], ""), act="rest")).status_code == 302
    assert told(place.coach, place) == (False, False)


def test_the_rest_are_those_on_the_page_not_who_came_in_since(place: Place) -> None:
    session = begun(place)
    alva, bo, cilla = place.people
    shown = {alva: "", bo: ""}  # a colleague put Cilla in after the page was opened
    answer = place.coach.post(place.address("roll_call", session.series), sent(shown, act="rest"))
    assert answer.status_code == 302
    with inside(place.team):
        marks = Attendance.objects.current().filter(session_series=session.series)
        assert dict(marks.values_list("person_id", "mark")) == {alva: "present", bo: "present"}
    assert "2 of 3 marked" in place.coach.get(place.address("groups")).content.decode()


def test_who_has_left_the_group_or_the_team_is_awaited_no_more(place: Place) -> None:
    begun(place)
    with inside(place.team):
        Stay.objects.filter(person_id=place.people[1]).update(exited_on=THEN - DAY, exit_reason="work")
        GroupMembership.objects.filter(person_id=place.people[2], joined_on=THEN).update(
            left_on=THEN, leave_reason="own_wish"
        )
    groups = place.coach.get(place.address("groups")).content.decode()
    assert "marked" not in groups and "every roll call is done" in groups


def test_nobody_is_awaited_where_people_drop_in(place: Place) -> None:
    begun(place, joining="drop_in")
    assert told(place.coach, place) == (False, False)


def test_the_number_is_of_those_whom_the_reader_sees(place: Place) -> None:
    """Cilla has a coach of her own, and hasn't let the team know of her: her coach waits for her alone."""
    begun(place)
    own = make_user("egen", place.team, Role.COACH)
    with inside(place.team):
        assign_coaches(team=place.team, coaches={place.people[2]: own.pk})
        record_team_consents(team=place.team, consents={place.people[2]: None})
    assert "1 of 2 marked" in place.coach.get(place.address("groups")).content.decode()
    assert "1 of 3 marked" in client_of(own).get(place.address("groups")).content.decode()


def test_half_roll_calls_cost_no_more_questions_the_more_there_are(place: Place) -> None:
    begun(place)
    lead = client_of(make_user("mika", place.team, Role.TEAM_LEAD))
    addresses = [place.address("groups"), place.address("today")]
    before = [queries_of(lead, address) for address in addresses]
    with inside(place.team) as actor:
        group = make_group(actor, place.team, "Temagruppen")
        put_in(actor=actor, team=place.team, group_id=group.pk, person_id=place.people[1], joined_on=THEN)
        for number in range(1, 5):
            session = make_session(actor, place.team, group, TODAY - number * DAY)
            marks = [asked(place.people[0], "came_by")]
            mark_session(actor=actor, team=place.team, series=session.series, asked=marks)
    assert [queries_of(lead, address) for address in addresses] == before


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"weekday_2": "4"}, "starts_at_2", "Write when it begins, or empty the row."),
        ({"weekday_2": "4", "starts_at_2": "9"}, "ends_at_2", "Write when it ends, or empty the row."),
        ({"starts_at_3": "9", "ends_at_3": "10"}, "weekday_3", "Choose the weekday, or empty the row."),
        ({"break_last_1": "2027-02-20"}, "break_first_1", "Write the first day of the break"),
        ({"break_why_2": "Sportlov"}, "break_first_2", "Write the first day of the break"),
    ],
)
def test_a_row_that_is_begun_is_told_of_and_nothing_is_saved(
    place: Place, typed: dict[str, str], field: str, said: str
) -> None:
    whole = {"first_on": "2027-02-01", "last_on": "2027-03-01", "weekday_1": "2", "act": "save"}
    whole |= {"starts_at_1": "9", "ends_at_1": "11"}
    answer = place.coach.post(place.address("group_plan", place.group.pk), whole | typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors and said in answer.content.decode()
    with inside(place.team):
        assert Term.objects.count() == 0


def test_who_came_when_says_how_often_of_how_many_and_goes_as_far_back_as_one_asks(place: Place) -> None:
    """Alva: here, digitally, away, and once came by: 2 of 3. Another session was twenty weeks ago."""
    alva = place.people[0]
    days = {1: "present", 2: "digital", 3: "absent", 4: "came_by"}
    with inside(place.team) as actor:
        for back, mark in days.items():
            session = make_session(actor, place.team, place.group, TODAY - back * DAY)
            by = {"actor": actor, "team": place.team, "series": session.series}
            mark_session(**by, asked=[asked(alva, mark)])
        make_session(actor, place.team, place.group, TODAY - 140 * DAY)
    address = place.address("group_attendance", place.group.pk)
    page = place.coach.get(address).content.decode()
    assert page.count("2 of 3") == 1
    assert len(place.coach.get(address).context["sessions"]) == 5  # with today's
    for weeks, count in (("26", 6), ("52", 6), ("7000", 5), ("x", 5)):
        assert len(place.coach.get(f"{address}?veckor={weeks}").context["sessions"]) == count
