"""Guests and the note to the day from a telephone: stored once, never over what somebody else has written."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.activities.models import Attendance, GroupSession
from samsteg.organisation.models import Team
from tests.activities.offline.makers import group_today, turn_on
from tests.factories import make_team
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def kim(team: Team) -> User:
    user = make_user("kim", team, Role.TEAM_LEAD)
    turn_on(team, user)
    return user


def fetched(client: Client) -> dict[str, Any]:
    return dict(client.post(reverse("offline_package")).json())


def told(package: dict[str, Any], guests: int, note: str, **more: Any) -> dict[str, Any]:
    (session,) = package["sessions"]
    base = {"guests": session["guests"], "note": session["note"]}
    one = {"id": str(uuid.uuid4()), "token": session["token"], "guests": guests, "note": note, "base": base}
    return one | more


def send(
    client: Client, package: dict[str, Any], *written: dict[str, Any], marks: Any = ()
) -> dict[str, Any]:
    body = {"handle": package["handle"], "marks": list(marks), "told": list(written)}
    answer = client.post(reverse("offline_marks"), json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def now(team: Team, series: uuid.UUID) -> GroupSession:
    with inside(team):
        return GroupSession.objects.current().get(series=series)


def test_guests_and_note_are_stored_once_and_come_with_the_next_package(team: Team, kim: User) -> None:
    series, _people = group_today(team, [kim], ["Alva"])
    client = client_of(kim)
    package = fetched(client)
    assert str(series) not in json.dumps(package)  # the device knows no id of ours
    one = told(package, 3, "  Eld och kaffe\nvid dammen ")
    for _time in range(2):
        (answer,) = send(client, package, one)["told"]
        assert (answer["id"], answer["held"], answer["clashes"], answer["refused"]) == (
            one["id"],
            True,
            [],
            "",
        )
        assert (answer["guests"], answer["note"]) == (3, "Eld och kaffe\nvid dammen")
    row = now(team, series)
    assert (row.guest_count, row.day_note, row.state, row.version) == (
        3,
        "Eld och kaffe\nvid dammen",
        "held",
        2,
    )
    (again,) = fetched(client)["sessions"]
    assert (again["guests"], again["note"]) == (3, "Eld och kaffe\nvid dammen")


def test_what_somebody_else_has_written_is_told_and_stands_until_a_person_chooses(
    team: Team, kim: User
) -> None:
    lo = make_user("lo", team)
    series, _people = group_today(team, [kim, lo], ["Alva"])
    first, second = client_of(kim), client_of(lo)
    ours, theirs = fetched(first), fetched(second)
    send(first, ours, told(ours, 2, ""))
    mine = told(theirs, 5, "Regn")
    (answer,) = send(second, theirs, mine)["told"]
    assert not answer["held"]
    assert answer["clashes"] == [{"field": "guests", "now": 2, "by": "Kim Prov"}]
    assert (now(team, series).guest_count, now(team, series).day_note) == (2, "")
    chosen = {**mine, "id": str(uuid.uuid4()), "base": {"guests": 2, "note": ""}}
    assert send(second, theirs, chosen)["told"][0]["held"]
    assert (now(team, series).guest_count, now(team, series).day_note) == (5, "Regn")
    # fields that each has changed alone stand beside each other
    assert send(first, ours, told(ours, 5, "", base={"guests": 2, "note": ""}))["told"][0]["held"]
    assert now(team, series).day_note == "Regn"


def test_an_answer_that_was_lost_is_no_conflict_with_oneself(team: Team, kim: User) -> None:
    series, _people = group_today(team, [kim], ["Alva"])
    client = client_of(kim)
    package = fetched(client)
    send(client, package, told(package, 2, "Eld"))  # stored, but the device never heard of it
    later = told(package, 4, "Eld och regn", tried={"id": str(uuid.uuid4()), "guests": 2, "note": "Eld"})
    assert send(client, package, later)["told"][0]["held"]
    assert (now(team, series).guest_count, now(team, series).day_note) == (4, "Eld och regn")


@pytest.mark.parametrize(
    ("guests", "note", "says"),
    [
        (201, "", "from 0 to 200"),
        (-1, "", "from 0 to 200"),
        (0, "Alva Hemlig var ledsen", "names a participant"),
    ],
)
def test_what_may_not_be_written_is_said_and_the_marks_are_kept(
    team: Team, kim: User, guests: int, note: str, says: str
) -> None:
    series, people = group_today(team, [kim], ["Alva"])
    client = client_of(kim)
    package = fetched(client)
    mark = {"id": str(uuid.uuid4()), "token": package["sessions"][0]["people"][0]["token"], "mark": "present"}
    answer = send(client, package, told(package, guests, note), marks=[mark])
    assert answer["held"] == [mark["id"]] and not answer["told"][0]["held"]
    assert says in answer["told"][0]["refused"]
    with inside(team):
        assert Attendance.objects.in_team(team.pk).current().get().person_id == people[0]
    assert (now(team, series).guest_count, now(team, series).day_note) == (0, "")


def test_a_token_of_another_package_or_of_nothing_tells_of_no_session(team: Team, kim: User) -> None:
    lo = make_user("lo", team)
    series, _people = group_today(team, [kim, lo], ["Alva"])
    client, other = client_of(kim), client_of(lo)
    ours, theirs = fetched(client), fetched(other)
    stolen = {**told(ours, 9, "Inte mitt"), "token": theirs["sessions"][0]["token"]}
    (answer,) = send(client, ours, stolen)["told"]
    (unknown,) = send(client, ours, {**stolen, "token": str(uuid.uuid4())})["told"]
    assert answer["refused"] == unknown["refused"] != "" and not answer["held"]
    assert now(team, series).guest_count == 0
    send(client, ours, told(ours, 1, ""))  # and never over a package that has ended
    turn_on(team, kim, "off")
    body = json.dumps({"handle": ours["handle"], "marks": [], "told": [told(ours, 7, "")]})
    assert client.post(reverse("offline_marks"), body, content_type="application/json").status_code == 404
    assert now(team, series).guest_count == 1


def test_a_page_kept_from_before_sends_marks_alone(team: Team, kim: User) -> None:
    group_today(team, [kim], ["Alva"])
    client = client_of(kim)
    package = fetched(client)
    body = json.dumps({"handle": package["handle"], "marks": []})
    answer = client.post(reverse("offline_marks"), body, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["told"] == []
    wrong = json.dumps({"handle": package["handle"], "marks": [], "told": [{"id": "x"}]})
    assert client.post(reverse("offline_marks"), wrong, content_type="application/json").status_code == 400
