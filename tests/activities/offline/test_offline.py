"""What a telephone is given for a roll call without coverage, how long it holds, and what becomes of its marks."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.controller_rules import OFF
from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import Membership
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.activities.models import Attendance
from samsteg.activities.offline.models import OfflineToken
from samsteg.activities.offline.services import KEPT, LONGEST, forget_packages
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from tests.activities.offline.makers import group_today, turn_on
from tests.factories import make_team
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
NAMES = ["Alva", "Bo", "Cleo", "Bo"]


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def kim(team: Team) -> User:
    user = make_user("kim", team, Role.TEAM_LEAD)
    turn_on(team, user)
    return user


def fetched(client: Client) -> dict[str, Any]:
    answer = client.post(reverse("offline_package"))
    assert answer.status_code == 200
    return dict(answer.json())


def tokens(package: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["token"] for session in package["sessions"] for one in session["people"]}


def sent(client: Client, package: dict[str, Any], *marks: dict[str, Any]) -> Any:
    body = {"handle": package["handle"], "marks": list(marks)}
    return client.post(reverse("offline_marks"), json.dumps(body), content_type="application/json")


def mark(token: str, value: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "token": token, "mark": value, **more}


def goes_on(client: Client, package: dict[str, Any]) -> bool:
    return bool(client.get(reverse("offline_state"), {"paket": package["handle"]}).json()["open"])


def kept(team: Team) -> dict[int, str]:
    with inside(team):
        rows = Attendance.objects.in_team(team.pk).current()
        return dict(rows.values_list("person_id", "mark"))


def test_first_names_alone_and_nobody_protected_and_each_is_logged(team: Team, kim: User) -> None:
    _series, people = group_today(team, [kim], [*NAMES, "Dana"])
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=people[4], level=ProtectionLevel.MARKED)
    package = fetched(client_of(kim))
    text = json.dumps(package)
    assert "Hemlig" not in text and "Dana" not in text and "Bo" not in text  # two are called Bo
    (session,) = package["sessions"]
    assert [one["name"] for one in session["people"]] == ["Alva", "Cleo"] and session["left_out"] == 2
    assert set(session["people"][0]) == {"token", "name", "mark"}
    with inside(team):
        logged = ReadEntry.objects.filter(team_id=team.pk, kind="export", place="page:offline-roll-call")
        assert set(logged.values_list("person_id", flat=True)) == {people[0], people[2]}


def test_only_the_leaders_own_sessions_and_only_when_it_is_turned_on(team: Team, kim: User) -> None:
    group_today(team, [kim], ["Alva"])
    other = make_user("lo", team)
    assert fetched(client_of(other))["sessions"] == []
    client = client_of(kim)
    package = fetched(client)
    turn_on(team, kim, OFF)
    assert not goes_on(client, package)
    assert client.post(reverse("offline_package")).status_code == 404
    assert client.get(reverse("offline_roll")).status_code == 404
    assert sent(client, package, mark(tokens(package)["Alva"], "present")).status_code == 404
    assert kept(team) == {}


def test_what_is_sent_twice_is_stored_once_and_a_change_of_ones_own_is_no_conflict(
    team: Team, kim: User
) -> None:
    _series, people = group_today(team, [kim], ["Alva"])
    client = client_of(kim)
    package = fetched(client)
    first = mark(tokens(package)["Alva"], "present")
    for _time in range(2):
        answer = sent(client, package, first).json()
        assert (answer["held"], answer["clashes"], answer["refused"]) == ([first["id"]], [], {})
    second = mark(first["token"], "absent", base=first["id"])
    assert sent(client, package, second).json()["held"] == [second["id"]]
    assert kept(team) == {people[0]: "absent"}
    with inside(team):
        assert Attendance.objects.in_team(team.pk).count() == 2


def test_two_devices_the_later_is_told_and_a_person_decides(team: Team, kim: User) -> None:
    lo = make_user("lo", team)
    _series, people = group_today(team, [kim, lo], ["Alva", "Bo"])
    first, second = client_of(kim), client_of(lo)
    ours, theirs = fetched(first), fetched(second)
    assert set(tokens(ours).values()).isdisjoint(tokens(theirs).values())
    sent(first, ours, mark(tokens(ours)["Alva"], "present"), mark(tokens(ours)["Bo"], "present"))
    late = mark(tokens(theirs)["Alva"], "absent")
    answer = sent(second, theirs, late, mark(tokens(theirs)["Bo"], "present")).json()
    (clash,) = answer["clashes"]
    assert (clash["id"], clash["now"], clash["by"]) == (late["id"], "present", "Kim Prov")
    assert kept(team) == {people[0]: "present", people[1]: "present"}
    decided = sent(second, theirs, {**late, "over": clash["now_id"]}).json()
    assert decided["held"] == [late["id"]] and kept(team)[people[0]] == "absent"


def test_after_twelve_hours_by_the_servers_clock_it_is_over(team: Team, kim: User) -> None:
    group_today(team, [kim], ["Alva"])
    client = client_of(kim)
    package = fetched(client)
    issued = timezone.now()
    with time_machine.travel(issued + LONGEST - dt.timedelta(minutes=1), tick=False):
        client.force_login(kim)
        assert goes_on(client, package)
    with time_machine.travel(issued + LONGEST + dt.timedelta(minutes=1), tick=False):
        client.force_login(kim)
        assert not goes_on(client, package)
        assert sent(client, package, mark(tokens(package)["Alva"], "present")).status_code == 404
    with time_machine.travel(issued + LONGEST + KEPT + dt.timedelta(minutes=1), tick=False), inside(team):
        assert forget_packages(team) > 0 and not OfflineToken.objects.exists()


def test_who_leaves_who_logs_out_and_who_becomes_protected_end_it(team: Team, kim: User) -> None:
    lo = make_user("lo", team)
    _series, people = group_today(team, [kim, lo], ["Alva"])
    client, other = client_of(kim), client_of(lo)
    package, theirs = fetched(client), fetched(other)
    assert goes_on(client, package) and not goes_on(other, package)  # another's is nobody's
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    client.force_login(kim)
    assert not goes_on(client, package) and goes_on(other, theirs)
    third = fetched(client)
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=people[0], level=ProtectionLevel.MARKED)
    assert not goes_on(client, third)
    with inside(team):
        Membership.objects.filter(user=lo).update(valid_to=timezone.localdate())
    assert not goes_on(other, theirs)


def test_a_log_out_without_a_package_leaves_the_browser_alone(team: Team) -> None:
    client = client_of(make_user("lo", team))
    assert "Clear-Site-Data" not in client.post(reverse("account_logout")).headers


ID = "00000000-0000-4000-8000-000000000000"
ONE = f'{{"handle": "{ID}", "marks": [{{"id": "{ID}", "token": "{ID}", "mark": "present", %s}}]}}'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"handle": "x", "marks": []}',
        '{"marks": 3}',
        '{"handle": 5, "marks": []}',
        "[" * 100_000,
        ONE % '"over": 1e999',
        ONE % '"base": {"a": 1}',
        ONE % '"id": 7',
    ],
)
def test_what_no_device_of_ours_sends_is_refused(team: Team, kim: User, body: str) -> None:
    answer = client_of(kim).post(reverse("offline_marks"), body, content_type="application/json")
    assert answer.status_code == 400


def test_the_worker_and_the_page_hold_nobody(team: Team, kim: User) -> None:
    group_today(team, [kim], ["Alva"])
    client = client_of(kim)
    page, worker = client.get(reverse("offline_roll")), Client().get(reverse("offline_worker"))
    assert worker["Content-Type"].startswith("text/javascript") and b'"/static/' in worker.content
    for word in (b"Alva", b"Kim", b"csrf", team.name.encode()):
        assert word not in page.content and word not in worker.content
