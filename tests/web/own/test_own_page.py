"""The own page by e-ID: who is let in, what is shown, when it ends, and that all else stays shut."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import ProtectionLevel, RuleName
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry, SignInEntry
from samsteg.core.actor import PARTICIPANT_ID
from samsteg.participants.own_access.selectors import messages_of
from samsteg.people.services import save_personnummer
from tests.accounts.fake_oidc import FakeOidc
from tests.participants.own_access.makers import (
    HOPE,
    NUMBER,
    PLACE,
    STEP,
    OwnTeam,
    decide,
    make_own_team,
    make_participant,
)
from tests.web.own.door import ENGLISH, PAGE, walk_in
from tests.web.users import client_of, inside

pytestmark = pytest.mark.django_db
OTHER = "199005179814"


def enter(fake: FakeOidc, number: str = NUMBER) -> Client:
    door = Client()
    answer = walk_in(door, fake, number)
    assert answer.headers.get("Location") == ENGLISH, answer.content.decode()
    return door


def text_of(door: Client, address: str) -> str:
    page = door.get(address)
    assert page.status_code == 200, page.content.decode()
    return page.content.decode()


def test_who_shows_the_number_sees_the_own_meeting_step_and_plan(fake: FakeOidc, own: OwnTeam) -> None:
    door = enter(fake)
    first = text_of(door, ENGLISH)
    assert "Hello, Prova" in first and STEP in first and PLACE in first and "10.00" in first
    assert "Meeting about how it goes" in first
    assert "Möte om hur det går" in text_of(door, reverse("own_page", args=["latt-svenska"]))
    assert HOPE in text_of(door, reverse("own_plan", args=["english"]))
    assert "Who knows what about you" in text_of(door, reverse("own_who_knows", args=["english"]))
    assert User.objects.filter(username__contains=NUMBER).count() == 0
    entry = SignInEntry.objects.latest("pk")
    assert (entry.event, entry.user_id, entry.reason) == ("signed_in", None, "own_page")


def test_every_page_is_logged_with_the_participant_as_reader(fake: FakeOidc, own: OwnTeam) -> None:
    door = enter(fake)
    for name in ("own_page", "own_plan", "own_who_knows"):
        text_of(door, reverse(name, args=["english"]))
    with inside(own.team):
        rows = ReadEntry.objects.filter(person_id=own.who.person_id, actor_id=PARTICIPANT_ID)
        assert sorted(rows.values_list("place", flat=True)) == ["own:page", "own:plan", "own:who-knows"]
    assert "You" in text_of(door, reverse("own_who_knows", args=["english"]))


def test_the_number_is_asked_for_only_here(fake: FakeOidc, own: OwnTeam) -> None:
    enter(fake)
    asked = json.loads(fake.asked["claims"])["id_token"]
    assert "https://id.oidc.se/claim/personalIdentityNumber" in asked
    assert fake.asked["scope"] == "openid https://id.oidc.se/scope/naturalPersonNumber"
    assert (fake.asked["prompt"], fake.asked["max_age"]) == ("login", "0")
    Client().post(reverse("eid_start", args=["provleg"]), {"purpose": "sign_in"})
    page = Client().post(reverse("eid_start", args=["provleg"]), {"purpose": "sign_in"})
    fake.visit(page.context["address"])
    assert "personalIdentityNumber" not in fake.asked["claims"] and fake.asked["scope"] == "openid"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"acr": "http://id.elegnamnden.se/loa/1.0/loa2"}, "eid_acr"),
    ({"iss": "https://ond.example"}, "eid_issuer"),
    ({"aud": "nagon-annan"}, "eid_audience"),
    ({"nonce": "gammal"}, "eid_nonce"),
    ({"auth_time": 1_700_000_000}, "eid_auth_time"),
]


@pytest.mark.parametrize(("claims", "reason"), WRONG)
def test_a_wrong_token_lets_nobody_in(
    fake: FakeOidc, own: OwnTeam, claims: dict[str, Any], reason: str
) -> None:
    fake.claims = claims
    door = Client()
    answer = walk_in(door, fake, NUMBER)
    assert answer.status_code == 403 and "You are not logged in" in answer.content.decode()
    assert SignInEntry.objects.latest("pk").reason == reason
    assert "Log in with" in text_of(door, ENGLISH)


@pytest.mark.parametrize(
    "number", [None, "", "9005179806", "199005179806 ", "1990051798060", ["199005179806"], 199005179806]
)
def test_a_number_in_another_form_is_refused(fake: FakeOidc, own: OwnTeam, number: Any) -> None:
    answer = walk_in(Client(), fake, number)
    assert answer.status_code == 403
    assert SignInEntry.objects.latest("pk").reason == "eid_number"


def test_a_number_with_its_hyphen_is_the_same(fake: FakeOidc, own: OwnTeam) -> None:
    assert walk_in(Client(), fake, "19900517-9806").headers["Location"] == ENGLISH


def test_not_known_and_not_allowed_get_the_same_page(fake: FakeOidc, own: OwnTeam) -> None:
    unknown = walk_in(Client(), fake, OTHER)
    decide(own.team, RuleName.OWN_PAGE, value="off")
    other = make_own_team(number=OTHER)  # so that own pages are offered at all
    closed = walk_in(Client(), fake, NUMBER)
    with inside(other.team) as actor:
        set_protection(
            actor=actor, team=other.team, person_id=other.who.person_id, level=ProtectionLevel.MARKED
        )
    protected = walk_in(Client(), fake, OTHER)
    pages = {one.content.decode().split("<main")[1] for one in (unknown, closed, protected)}
    assert len(pages) == 1 and "We find no page for you here" in pages.pop()
    assert {one.status_code for one in (unknown, closed, protected)} == {403}


def test_protected_persons_are_let_in_where_the_controller_has_decided_it(
    fake: FakeOidc, own: OwnTeam
) -> None:
    with inside(own.team) as actor:
        set_protection(actor=actor, team=own.team, person_id=own.who.person_id, level=ProtectionLevel.MARKED)
    assert walk_in(Client(), fake, NUMBER).status_code == 403
    decide(own.team, RuleName.OWN_PAGE_PROTECTED)
    assert PLACE not in text_of(enter(fake), ENGLISH)


def test_what_the_controller_decides_holds_at_the_next_page(fake: FakeOidc, own: OwnTeam) -> None:
    door = enter(fake)
    text_of(door, ENGLISH)
    decide(own.team, RuleName.OWN_PAGE, value="off")
    assert door.get(ENGLISH).status_code == 403
    assert door.get(ENGLISH).status_code == 404  # not signed in any more, and nothing is offered


def test_without_a_stored_number_nobody_is_found(fake: FakeOidc, own: OwnTeam) -> None:
    with inside(own.team):
        save_personnummer(team=own.team, numbers={own.who.person_id: None})
    assert walk_in(Client(), fake, NUMBER).status_code == 403


def test_nothing_is_offered_before_a_decision_or_without_a_provider(fake: FakeOidc, settings: Any) -> None:
    undecided = make_own_team(decided=False)
    assert Client().get(PAGE).status_code == 404
    decide(undecided.team, RuleName.OWN_PAGE)
    assert Client().get(PAGE).status_code == 200
    settings.SAMSTEG_OIDC = []
    assert Client().get(PAGE).status_code == 404


def test_a_session_ends_after_15_minutes_of_silence_and_after_two_hours(fake: FakeOidc, own: OwnTeam) -> None:
    began = timezone.now()
    with time_machine.travel(began, tick=False) as clock:
        door = enter(fake)
        for _quarter in range(8):
            assert STEP in text_of(door, ENGLISH)
            clock.shift(dt.timedelta(minutes=14, seconds=59))
        assert STEP in text_of(door, ENGLISH)
        clock.move_to(began + dt.timedelta(hours=2))
        assert STEP not in text_of(door, ENGLISH)
        door = enter(fake)
        clock.shift(dt.timedelta(minutes=15))
        assert STEP not in text_of(door, ENGLISH)
        assert door.get(reverse("own_plan", args=["english"])).headers["Location"] == ENGLISH


def test_somebody_in_two_teams_chooses_and_sees_one_at_a_time(fake: FakeOidc, own: OwnTeam) -> None:
    other = make_own_team("Lag Andra")
    third = make_participant(own.team, OTHER)
    assert third.person_id != own.who.person_id
    door = enter(fake)
    assert "Which team?" in text_of(door, ENGLISH)
    choose = reverse("own_choose", args=["english"])
    door.post(choose, {"way": "1"})
    assert other.team.name in text_of(door, ENGLISH)
    door.post(choose, {"way": "7"})
    door.post(choose, {"way": "-1"})
    assert "Which team?" in text_of(door, ENGLISH)
    door.post(choose, {"way": "0"})
    assert own.team.name in text_of(door, ENGLISH)


def test_staff_in_the_same_browser_are_no_participant_and_the_other_way_round(
    fake: FakeOidc, own: OwnTeam
) -> None:
    door = enter(fake)
    door.force_login(own.coach)
    page = text_of(door, ENGLISH)
    assert STEP not in page and "Log out first" in page
    staff = client_of(own.coach)
    assert (
        staff.post(reverse("eid_start", args=["provleg"]), {"purpose": "own_page"}).headers["Location"] == "/"
    )


def test_what_is_written_reaches_the_coach_sealed_and_once(fake: FakeOidc, own: OwnTeam) -> None:
    door = enter(fake)
    address = reverse("own_write", args=["english", "infor-motet"])
    once = door.get(address).context["form"]["once"].value()
    empty = door.post(address, {"once": once, "well": " ", "talk": ""})
    assert empty.status_code == 422 and "Write something before you send." in empty.content.decode()
    sent = {"once": once, "well": "Jag har vågat <b>åka buss</b> 🚌", "talk": ""}
    assert door.post(address, sent).status_code == 302
    assert door.post(address, sent).status_code == 302
    with inside(own.team):
        (message,) = messages_of(own.team, own.who.person_id)
        assert message.texts == {"well": sent["well"]}
        assert (message.kind, message.channel, message.meeting_series) == (
            "before_meeting",
            "own_page",
            own.meeting,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT content_cipher FROM participants_ownmessage")
            assert b"buss" not in bytes(cursor.fetchone()[0])


def test_too_long_is_refused_and_nothing_typed_is_lost(fake: FakeOidc, own: OwnTeam) -> None:
    door = enter(fake)
    answer = door.post(
        reverse("own_write", args=["english", "egna-ord"]), {"meant": "x" * 4001, "better": "Mer fika"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "At most 4000 characters" in page and "Mer fika" in page and "x" * 4001 in page


def test_who_logs_out_is_out(fake: FakeOidc, own: OwnTeam) -> None:
    door = enter(fake)
    assert door.get(reverse("own_sign_out", args=["english"])).status_code == 405
    door.post(reverse("own_sign_out", args=["english"]))
    assert STEP not in text_of(door, ENGLISH)
    assert SignInEntry.objects.latest("pk").event == "signed_out"


def test_the_consent_form_can_be_read(fake: FakeOidc, own: OwnTeam) -> None:
    answer = enter(fake).get(reverse("own_consent_blank", args=["english"]))
    assert answer.content.startswith(b"%PDF")
