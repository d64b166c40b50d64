"""The link to one's own calendar: what a calendar program reads, and who reads nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from samsteg.access.enums import Role
from samsteg.access.models import Membership
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.activities.calendar.models import CalendarFeed
from samsteg.activities.calendar.records import EventValues
from samsteg.activities.calendar.services import add_event, change_day
from samsteg.activities.records import LeaderValues
from samsteg.activities.services import add_leader
from samsteg.audit.models import SignInEntry
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import PersonName, save_name
from tests.activities.makers import make_group, make_session
from tests.factories import make_authority, make_stay
from tests.web.users import client_of, inside, join, make_user

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = dt.datetime(2026, 10, 1, 10, tzinfo=dt.UTC)
FRIDAY, MONDAY = dt.date(2026, 10, 23), dt.date(2026, 10, 26)  # the clocks go back between them
WEEKLY = EventValues(
    kind="team_meeting",
    title="Om Prov Provsson",
    place="Provvägen 1",
    starts_on=FRIDAY,
    starts_at=dt.time(9),
    rhythm="weekly",
    until_on=dt.date(2027, 1, 8),
)


@pytest.fixture(autouse=True)
def october() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user(team: Team) -> User:
    return make_user("samordnare", team, Role.COACH)


def link_of(client: Client, **choices: str) -> str:
    answer = client.post(reverse("own_feed"), {"act": "make", **choices})
    return str(answer.context["link"]).removeprefix("http://testserver")


def times(address: str) -> list[Any]:
    answer = Client().get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def meeting(team: Team, user: User, day: dt.date, at: dt.time | None) -> Stay:
    stay = make_stay(team, enrolled_on=dt.date(2026, 5, 4))
    with inside(team) as actor:
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
        save_name(team=team, person_id=stay.person_id, name=PersonName("Alva", "Hemlig"))
        booking = Booking(kind="sip", meeting_on=day, meeting_at=at, form="authority", place="Gömda gatan 4")
        book(actor=_seeing(actor, team), team=team, person_id=stay.person_id, booking=booking)
    return stay


def _seeing(actor: Any, team: Team) -> Any:
    return replace(actor, team_access={team.pk: "whole_team"})


def test_times_are_right_on_both_sides_of_the_clocks_and_nobody_is_named(team: Team, user: User) -> None:
    meeting(team, user, FRIDAY, dt.time(13))
    meeting(team, user, MONDAY, dt.time(13))
    meeting(team, make_user("annan", team), MONDAY, dt.time(14))  # a colleague's
    meeting(team, user, MONDAY, None)
    address = link_of(client_of(user))
    found = times(address)
    assert [
        (one.decoded("dtstart"), one.decoded("dtend") - one.decoded("dtstart"), str(one["summary"]))
        for one in found
    ] == [
        (dt.datetime(2026, 10, 23, 13, tzinfo=STOCKHOLM), dt.timedelta(hours=1), "Samtal"),
        (MONDAY, dt.timedelta(days=1), "Samtal"),
        (dt.datetime(2026, 10, 26, 13, tzinfo=STOCKHOLM), dt.timedelta(hours=1), "Samtal"),
    ]
    offsets = [
        one.decoded("dtstart").utcoffset() for one in found if isinstance(one.decoded("dtstart"), dt.datetime)
    ]
    assert offsets == [dt.timedelta(hours=2), dt.timedelta(hours=1)]
    content = Client().get(address).content
    assert b"TZID:Europe/Stockholm" in content and b"BEGIN:DAYLIGHT" in content
    for word in ("Alva", "Hemlig", "Gömda", "LOCATION", "ATTENDEE", "SIP"):
        assert word.encode() not in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_what_comes_back_skips_holidays_and_a_cancelled_day_says_so(team: Team, user: User) -> None:
    with inside(team) as actor:
        row = add_event(actor=actor, team=team, values=WEEKLY)
        change_day(actor=actor, team=team, event_id=row.pk, on_day=FRIDAY)
    address = link_of(client_of(user))
    found = times(address)
    days = [one.decoded("dtstart").date() for one in found]
    assert days[0] == FRIDAY and days[-1] == dt.date(2027, 1, 8) and len(days) == 10
    assert not {dt.date(2026, 12, 25), dt.date(2027, 1, 1)} & set(days)
    assert [str(one["status"]) for one in found][:2] == ["CANCELLED", "CONFIRMED"]
    assert {str(one["summary"]) for one in found} == {"Teammöte"}  # the kind, not what somebody wrote
    again = [(str(one["uid"]), one["sequence"]) for one in times(address)]
    assert again == [(str(one["uid"]), one["sequence"]) for one in found]
    assert len({uid for uid, _sequence in again}) == len(days)
    with inside(team) as actor:
        change_day(actor=actor, team=team, event_id=row.pk, on_day=FRIDAY, moved_on=MONDAY)
    moved = times(address)[0]
    assert (str(moved["uid"]), moved.decoded("dtstart").date()) == (again[0][0], MONDAY)
    assert moved["sequence"] > again[0][1]


def test_another_reader_finds_the_same_times(team: Team, user: User) -> None:
    """One that shares no code with the writer: across the clocks, a holiday, a cancelled day and one of all day."""
    with inside(team) as actor:
        row = add_event(actor=actor, team=team, values=WEEKLY)
        change_day(actor=actor, team=team, event_id=row.pk, on_day=FRIDAY)
        group = make_group(_seeing(actor, team), team, "Skogsgruppen, med s\u00e5g; \u00e5ska & regn")
        leader = LeaderValues(user_id=user.pk)
        add_leader(actor=actor, team=team, group_id=group.pk, leader=leader, started_on=FRIDAY)
        for day in (FRIDAY, FRIDAY + dt.timedelta(days=2), MONDAY):  # Sunday the 25th has 25 hours
            make_session(actor, team, group, day)
    meeting(team, user, MONDAY, None)
    content = Client().get(link_of(client_of(user), groups="1")).content
    theirs = [
        (one.uid, one.start, one.end, one.summary, one.status.value if one.status else "")
        for one in IcsCalendarStream.calendar_from_ics(content.decode()).events
    ]
    ours = [
        (
            str(one["uid"]),
            one.decoded("dtstart"),
            one.decoded("dtend"),
            str(one["summary"]),
            str(one["status"]),
        )
        for one in Calendar.from_ical(content).walk("VEVENT")
    ]
    assert sorted(theirs) == sorted(ours) and len(ours) == 14
    starts = [start for _uid, start, _end, name, _status in theirs if name.startswith("Grupp: Skogsgruppen")]
    assert [start.utcoffset() for start in sorted(starts)] == [
        dt.timedelta(hours=2),
        dt.timedelta(hours=1),
        dt.timedelta(hours=1),
    ]


def test_a_groups_name_is_told_only_where_that_was_chosen(team: Team, user: User) -> None:
    with inside(team) as actor:
        group = make_group(_seeing(actor, team), team, "Efter missbruket")
        leader = LeaderValues(user_id=user.pk)
        add_leader(actor=actor, team=team, group_id=group.pk, leader=leader, started_on=FRIDAY)
        make_session(actor, team, group, FRIDAY)
    client = client_of(user)
    plain = link_of(client)
    assert [str(one["summary"]) for one in times(plain)] == ["Grupp"]
    assert b"missbruket" not in Client().get(plain).content
    page = client.get(reverse("own_feed"))
    assert not page.context["feed"].tells_groups and "only that it is a group" in page.content.decode()
    chosen = link_of(client, groups="1")
    assert [str(one["summary"]) for one in times(chosen)] == ["Grupp: Efter missbruket"]
    assert Client().get(plain).status_code == 404
    page = client.get(reverse("own_feed")).content.decode()
    assert "names of groups too." in page and 'value="1" checked' in page
    assert [str(one["summary"]) for one in times(link_of(client, groups="ja"))] == [
        "Grupp"
    ]  # nothing but the tick


def test_a_link_is_off_until_made_renewed_by_a_new_one_and_ended(team: Team, user: User) -> None:
    client = client_of(user)
    assert client.get(reverse("own_feed")).context["feed"] is None
    first = link_of(client)
    assert client.get(reverse("own_feed")).context["link"] == ""  # told once
    second = link_of(client)
    secret = second.rpartition("/")[2].removesuffix(".ics")
    assert secret not in str(list(CalendarFeed.objects.values_list("token_hash", flat=True)))
    assert Client().get(second).status_code == 200
    ended = Client().get(first)
    client.post(reverse("own_feed"), {"act": "end"})
    never = Client().get(reverse("feed", args=["x" * 43]))
    assert (ended.status_code, Client().get(second).status_code, never.status_code) == (404, 404, 404)
    told = [re.sub(rb'value="[^"]*"', b"", answer.content) for answer in (ended, never)]
    assert told[0] == told[1]
    events = list(SignInEntry.objects.filter(user_id=user.pk).order_by("pk").values_list("event", flat=True))
    assert events == ["feed_made", "feed_made", "feed_read", "feed_ended"]


def test_who_has_left_the_team_gets_an_empty_calendar_and_a_closed_account_none(
    team: Team, user: User
) -> None:
    with inside(team) as actor:
        add_event(actor=actor, team=team, values=WEEKLY)
    address = link_of(client_of(user))
    assert times(address)
    with inside(team):
        Membership.objects.filter(user=user).update(valid_to=NOW.date())
    assert times(address) == []
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_guessing_is_stopped_and_nothing_is_kept_by_a_proxy(team: Team, user: User) -> None:
    address = link_of(client_of(user))
    answer = Client().get(address)
    assert answer["Cache-Control"] == "no-store" and answer["Content-Type"].startswith("text/calendar")
    unknown = reverse("feed", args=["y" * 43])
    statuses = [Client().get(unknown).status_code for _try in range(22)]
    assert statuses == [404] * 20 + [429] * 2
    assert Client().get(address).status_code == 200  # who has the link isn't stopped by who guesses


def test_a_representative_reads_nothing(team: Team) -> None:
    user = make_user("foretradare")
    join(team, user, Role.REPRESENTATIVE, make_authority())
    with inside(team) as actor:
        add_event(actor=actor, team=team, values=WEEKLY)
    assert times(link_of(client_of(user))) == []
