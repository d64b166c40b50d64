"""What goes wrong with groups: who leads has left, a device's clock is wrong, the same is sent twice, days that clash.

The rest of the list in the order of the work: overlapping terms, 80 weeks and a full group in `test_groups`, Midsummer
Eve there and in `activities/test_rules`, clocks that go back in `activities/calendar/test_calendar_rules` and the
feed's tests, a link that was ended in `calendar/test_feed`, twins of the employers in `placements/test_employers`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from samsteg.access.models import Membership
from samsteg.accounts.models import User
from samsteg.activities.models import Attendance, GroupMembership, GroupSession, Leader
from samsteg.activities.records import LeaderValues
from samsteg.activities.services import add_leader, share_group
from tests.activities.offline.makers import group_today, turn_on
from tests.factories import make_team
from tests.web.test_groups import Place, place
from tests.web.users import client_of, inside, make_user

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def leave_the_team(place: Place, user: User, day: dt.date) -> None:
    with inside(place.team):
        Membership.objects.filter(user=user).update(valid_to=day)


def test_a_leader_who_has_left_is_told_of_and_leads_nothing(place: Place) -> None:
    kim = make_user("kim", place.team)
    with inside(place.team) as actor:
        of_group: dict[str, Any] = {"actor": actor, "team": place.team, "group_id": place.group.pk}
        add_leader(**of_group, leader=LeaderValues(user_id=kim.pk), started_on=TODAY - 9 * DAY)
    own, address = client_of(kim), place.address("group", place.group.pk)
    assert own.get(place.roll).status_code == 200
    leave_the_team(place, kim, TODAY)
    assert own.get(place.roll).status_code in (302, 403, 404)
    assert own.post(place.roll, {"person": place.people[0]}).status_code in (302, 403, 404)
    assert "Has no role in the team now" in place.coach.get(address).content.decode()
    again = place.coach.post(address, {"act": "lead", "user": str(kim.pk), "started_on": str(TODAY)})
    assert again.status_code == 422  # no longer one of the list
    with inside(place.team):
        row = Leader.objects.get()
    place.coach.post(address, {"act": "leader_ends", "leader": str(row.pk)})
    with inside(place.team):
        assert Leader.objects.get().ended_on == TODAY
    assert "Nobody leads the group" in place.coach.get(address).content.decode()


def test_a_term_tells_that_its_leader_stops_on_the_way(place: Place) -> None:
    first = TODAY + 14 * DAY
    with inside(place.team) as actor:
        of_group: dict[str, Any] = {"actor": actor, "team": place.team, "group_id": place.group.pk}
        row = add_leader(**of_group, leader=LeaderValues(name="Ida Prov"), started_on=TODAY)
        Leader.objects.filter(pk=row.pk).update(ended_on=first + 7 * DAY)
    data = {
        "first_on": str(first),
        "last_on": str(first + 60 * DAY),
        "weekday_1": "2",
        "starts_at_1": "9",
        "ends_at_1": "11",
        "act": "preview",
    }
    page = place.coach.post(place.address("group_plan", place.group.pk), data).content.decode()
    assert f"Ida Prov leads the group only until {first + 7 * DAY}" in page


def test_the_same_person_sent_twice_is_in_the_group_once(place: Place) -> None:
    dora = place.person("Dora")
    address = place.address("group_put_in", place.group.pk)
    data = {"who": str(dora), "joined_on": str(TODAY), "act": "join"}
    assert place.coach.post(address, data).status_code == 302
    answer = place.coach.post(address, data)  # a second press before the page has changed
    assert answer.status_code == 422 and "Is already in Skogsgruppen" in answer.content.decode()
    with inside(place.team):
        assert GroupMembership.objects.current().filter(person_id=dora).count() == 1


def test_who_came_by_twice_is_marked_once(place: Place) -> None:
    dora = place.person("Dora")
    address = place.address("group_put_in", place.group.pk) + f"?tillfalle={place.session.series}"
    data = {"who": str(dora), "joined_on": str(TODAY), "act": "came_by"}
    assert place.coach.post(address, data).status_code == 302
    assert place.coach.post(address, data).status_code == 302  # the same twice is once
    assert place.marks() == {dora: "came_by"}
    alva = place.people[0]
    assert place.coach.post(place.roll, {"person": alva, f"p{alva}": "present"}).status_code == 302
    answer = place.coach.post(address, {**data, "who": str(alva)})
    assert answer.status_code == 422 and "Is already marked" in answer.content.decode()
    assert place.marks()[alva] == "present"


def test_a_term_of_eighty_weeks_and_one_that_ends_before_it_begins(place: Place) -> None:
    data = {"first_on": str(TODAY), "weekday_1": "2", "starts_at_1": "9", "ends_at_1": "11", "act": "save"}
    for last, said in ((TODAY + dt.timedelta(weeks=80), "53 weeks"), (TODAY - DAY, "before the first")):
        answer = place.coach.post(place.address("group_plan", place.group.pk), {**data, "last_on": str(last)})
        assert answer.status_code == 422 and said in answer.content.decode()
    with inside(place.team):
        assert GroupSession.objects.count() == 1  # the one that was there


def test_guests_and_partners_on_paper_are_counted_and_a_wrong_number_keeps_what_was_typed(
    place: Place,
) -> None:
    bad = {"guest_count": "2", "partner_count": "-1", "about": "Eld", "person": []}
    answer = place.coach.post(place.roll, bad)
    assert answer.status_code == 422 and "Eld" in answer.content.decode()
    assert place.coach.post(place.roll, {**bad, "partner_count": "4"}).status_code == 302
    with inside(place.team):
        now = GroupSession.objects.current().get()
        assert (now.guest_count, now.partner_count, Attendance.objects.count()) == (2, 4, 0)


@pytest.fixture
def at_noon() -> Iterator[dt.datetime]:
    noon = dt.datetime.combine(TODAY, dt.time(12), tzinfo=dt.UTC)
    with time_machine.travel(noon, tick=False):
        yield noon


@pytest.mark.parametrize("hours", [-30, -2, 1, 24 * 400])
def test_a_device_with_a_wrong_clock_marks_by_the_servers(at_noon: dt.datetime, hours: int) -> None:
    """What it says of when isn't believed; the mark is kept, and belongs to the session's day."""
    team = make_team()
    kim = make_user("kim", team)
    turn_on(team, kim)
    group_today(team, [kim], ["Alva"])
    client: Client = client_of(kim)
    package = client.post(reverse("offline_package")).json()
    (token,) = (one["token"] for session in package["sessions"] for one in session["people"])
    said = at_noon + dt.timedelta(hours=hours)
    one = {"id": str(uuid.uuid4()), "token": token, "mark": "present", "at": said.isoformat()}
    body = json.dumps({"handle": package["handle"], "marks": [one]})
    answer = client.post(reverse("offline_marks"), body, content_type="application/json")
    assert answer.json()["held"] == [one["id"]]
    with inside(team):
        row = Attendance.objects.in_team(team.pk).current().get()
    assert (row.marked_at, row.occurred_on) == (at_noon, TODAY)


def test_two_sessions_of_a_day_are_two_roll_calls_and_never_begin_at_once(place: Place) -> None:
    """Each has its own marks; day and beginning say which one it is."""
    address = place.address("group_session_new", place.group.pk)
    typed = {"on_day": str(TODAY), "starts_at": "9", "ends_at": "11", "anyway": "on"}
    answer = place.coach.post(address, typed)
    assert answer.status_code == 422 and "at that time already" in answer.content.decode()
    assert place.coach.post(address, {**typed, "starts_at": "10"}).status_code == 302
    with inside(place.team):
        second = GroupSession.objects.current().exclude(series=place.session.series).get()
    alva, other = place.people[0], place.address("roll_call", second.series)
    sent = {"person": alva, f"p{alva}": "present", f"seen{alva}": "0"}
    assert place.coach.post(place.roll, sent).status_code == 302
    assert "0 of 3" in place.coach.get(other).content.decode().replace("<strong>", "").replace(
        "</strong>", ""
    )
    assert place.coach.post(other, {**sent, f"p{alva}": "absent"}).status_code == 302
    with inside(place.team):
        assert sorted(Attendance.objects.current().values_list("mark", flat=True)) == ["absent", "present"]


def test_whose_number_comes_on_paper_stands_at_the_field_and_on_the_list(place: Place) -> None:
    assert "the number on their paper" not in place.coach.get(place.roll).content.decode()
    with inside(place.team) as actor:
        of_group: dict[str, Any] = {"actor": actor, "team": place.team, "group_id": place.group.pk}
        share_group(**of_group, partner_name="AME")
        share_group(**of_group, partner_name="F\u00f6rsamlingen")
    page = place.coach.get(place.roll).content.decode()
    assert "From AME, F\u00f6rsamlingen: the number on their paper." in page
    paper = place.coach.get(place.address("roll_list", place.session.series)).content
    text = " ".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    assert "Participants of AME, F\u00f6rsamlingen: ____" in text
    assert "Note to the day, never about a participant: ____" in text
    sent = {"partner_count": "4", "guest_count": "", "about": "", "day_note": "", "person": []}
    assert place.coach.post(place.roll, sent).status_code == 302  # marks and the number in one form
    with inside(place.team):
        assert GroupSession.objects.current().get(series=place.session.series).partner_count == 4
