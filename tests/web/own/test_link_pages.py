"""The pages of a personal link: what they show, what they never show, and what is written about them where."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.links import links_of, make_link, revoke_link
from samsteg.participants.own_access.selectors import messages_of
from samsteg.web.own import link_views
from samsteg.web.own.link_views import COOKIE
from tests.participants.own_access.makers import HOPE, PLACE, STEP, OwnTeam
from tests.web.users import client_of, inside

pytestmark = pytest.mark.django_db
OPEN, WRITE, THANKS = (
    reverse(name, args=["english"]) for name in ("own_link", "own_link_write", "own_link_thanks")
)
EDITIONS = ("svenska", "latt-svenska", "english")


def token_for(own: OwnTeam, kind: MessageKind = MessageKind.BEFORE_MEETING) -> str:
    with inside(own.team) as actor:
        return make_link(
            actor=actor, team=own.team, person_id=own.who.person_id, kind=kind, meeting_series=own.meeting
        )


def open_with(door: Client, token: str) -> HttpResponse:
    return door.post(OPEN, {"token": token})


def test_a_link_is_opened_by_the_button_and_written_by_once(own: OwnTeam) -> None:
    door = Client()
    token = token_for(own)
    assert door.get(OPEN).status_code == 200
    assert open_with(door, token).headers["Location"] == WRITE
    assert "What has gone well?" in door.get(WRITE).content.decode()
    assert door.post(WRITE, {"well": "", "talk": " "}).status_code == 422
    assert door.post(WRITE, {"well": "Allt", "talk": ""}).headers["Location"] == THANKS
    assert "It has arrived" in door.get(THANKS).content.decode()
    assert door.post(WRITE, {"well": "Igen", "talk": ""}).status_code == 404
    with inside(own.team):
        (message,) = messages_of(own.team, own.who.person_id)
    assert message.texts == {"well": "Allt"}


def test_the_whole_link_may_be_put_in_the_field(own: OwnTeam) -> None:
    assert (
        open_with(Client(), f" https://service.example{OPEN}#{token_for(own)} ").headers["Location"] == WRITE
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_page_names_person_team_service_or_anything_stored(own: OwnTeam, edition: str) -> None:
    door = Client()
    addresses = [reverse(name, args=[edition]) for name in ("own_link", "own_link_write", "own_link_thanks")]
    open_with(door, token_for(own))
    for address in addresses:
        page = door.get(address)
        assert page.status_code == 200
        shown = re.sub(r"<(?:link|script)[^>]*>", "", page.content.decode())
        for word in (
            "samsteg",
            "prova",
            "provsson",
            own.team.name.lower(),
            STEP.lower(),
            HOPE.lower(),
            PLACE.lower(),
        ):
            assert word not in shown.lower(), (address, word)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"


def test_unknown_used_taken_back_and_too_many_are_one_page(
    own: OwnTeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, back = token_for(own), token_for(own)
    door = Client()
    open_with(door, used)
    door.post(WRITE, {"well": "Allt"})
    with inside(own.team) as actor:
        newest = links_of(own.team, own.who.person_id)[0]
        revoke_link(actor=actor, team=own.team, person_id=own.who.person_id, link_id=newest.link_id)
    answers = [open_with(Client(), token) for token in (used, back, "finns-inte", "", "x" * 5000)]
    answers += [Client().get(WRITE), Client().post(WRITE, {"well": "Allt"})]
    monkeypatch.setattr(link_views, "MOST_TRIES", 0)
    answers.append(open_with(Client(), token_for(own)))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_neither_logs_nor_addresses_nor_sessions_hold_the_token(
    own: OwnTeam, caplog: pytest.LogCaptureFixture
) -> None:
    """After # a browser sends nothing, so the only place where a server meets the token is the body of the POST."""
    caplog.set_level(logging.DEBUG)
    staff, door = client_of(own.coach), Client()
    made = staff.post(
        reverse("own_link_make", args=[own.team.slug, own.who.person_id]),
        {"kind": "answer", "edition": "english"},
    )
    address, _hash, token = made.context["link"].partition("#")
    assert address.endswith(OPEN) and len(token) == 43 and made.headers["Cache-Control"] == "no-store"
    assert (
        token
        not in staff.get(reverse("own_access", args=[own.team.slug, own.who.person_id])).content.decode()
    )
    answers = [door.get(OPEN), open_with(door, token), door.get(WRITE), open_with(Client(), token + "x")]
    handle = door.cookies[COOKIE].value
    said = "\n".join(record.getMessage() for record in caplog.records)
    for answer in answers:
        said += answer.headers.get("Location", "") + answer.content.decode()
    said += str(dict(door.session.items())) + str(dict(staff.session.items()))
    assert token not in said and handle not in said


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"origin": "null"}, 302),  # what a browser says on a page without referrer
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 302),
        ({"origin": "https://testserver"}, 302),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://other.example"}, 403),
        ({"origin": "http://testserver"}, 403),
    ],
)
def test_a_form_without_origin_needs_the_pages_token(own: OwnTeam, said: dict[str, str], status: int) -> None:
    door, token = Client(enforce_csrf_checks=True), token_for(own)
    page = door.get(OPEN, secure=True).content.decode()
    (form_token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    for forged in ({}, {"csrfmiddlewaretoken": "a" * 64}):
        assert (
            door.post(OPEN, {"token": token, **forged}, secure=True, headers=said).status_code == 403
        )  # no token, or another's
    typed = {"token": token, "csrfmiddlewaretoken": form_token}
    assert door.post(OPEN, typed, secure=True, headers=said).status_code == status
    assert Client(enforce_csrf_checks=True).post(OPEN, typed, secure=True, headers=said).status_code == 403


def test_only_the_links_pages_have_a_guard_of_their_own() -> None:
    exempt = {
        name for name, view in _views(get_resolver().url_patterns) if getattr(view, "csrf_exempt", False)
    }
    assert exempt == {"own_link", "own_link_write", "own_link_thanks"}


def _views(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[tuple[str | None, Callable[..., Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern.name, pattern.callback


def test_the_cookie_is_for_these_pages_alone(own: OwnTeam) -> None:
    door = Client()
    open_with(door, token_for(own))
    cookie = door.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/svar/", True, "Strict")


def test_the_coach_sees_what_came_on_the_day_the_meeting_and_the_person(own: OwnTeam) -> None:
    door, staff = Client(), client_of(own.coach)
    open_with(door, token_for(own, MessageKind.CANNOT_COME))
    door.post(WRITE, {"instead": "Hellre på torsdag"})
    person = reverse("own_access", args=[own.team.slug, own.who.person_id])
    day = staff.get(reverse("today", args=[own.team.slug])).content.decode()
    assert "t come, sent" in day and person in day and "Hellre" not in day
    meeting = reverse("follow_up", args=[own.team.slug, own.who.person_id, own.meeting])
    assert "Hellre på torsdag" in staff.get(meeting).content.decode()
    page = staff.get(person)
    assert "Hellre på torsdag" in page.content.decode()
    (one,) = page.context["sent"]
    done = reverse("own_message_done", args=[own.team.slug, own.who.person_id, one.message_id])
    assert staff.post(done).headers["Location"] == person
    assert "sent" not in staff.get(reverse("today", args=[own.team.slug])).content.decode()


def test_the_coach_is_told_why_somebody_can_t_log_in_or_get_a_link(own: OwnTeam) -> None:
    page = (
        client_of(own.coach)
        .get(reverse("own_access", args=[own.team.slug, own.who.person_id]))
        .content.decode()
    )
    assert "No e-ID that tells the identity number is set up here." in page
    assert "Make a link" in page


def test_what_is_shown_to_the_participant_has_no_menu_and_one_way_back(own: OwnTeam) -> None:
    staff = client_of(own.coach)
    for name, arguments, back in (("show_plan", ["plain"], "plan"), ("show_who_knows", [], "who_knows")):
        page = staff.get(reverse(name, args=[own.team.slug, own.who.person_id, *arguments])).content.decode()
        assert "<nav" not in page and own.coach.first_name not in page.split("<main")[0]
        assert f'data-back href="{reverse(back, args=[own.team.slug, own.who.person_id])}"' in page
        assert reverse("participants", args=[own.team.slug]) not in page.replace(
            reverse(back, args=[own.team.slug, own.who.person_id]), ""
        ).replace(f"{reverse('participants', args=[own.team.slug])}{own.who.person_id}/", "")
