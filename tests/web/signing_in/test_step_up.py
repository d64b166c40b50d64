"""Sensitive acts ask once more who it is: password and code together, within ten minutes, and nothing typed is lost."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from samsteg.accounts.models import User
from samsteg.audit.models import SignInEntry
from samsteg.web.signing_in.confirming import safe_next
from samsteg.web.signing_in.proofs import CONFIRMED, mark_confirmed
from samsteg.web.signing_in.step_up import confirm_first, recently_confirmed, step_up
from tests.web.signing_in.people import (
    add_app,
    add_codes,
    browser,
    code_of,
    confirm,
    send_code,
    send_password,
)
from tests.web.users import PASSWORD, client_of, make_user

pytestmark = pytest.mark.django_db

CONFIRM = "/konto/bekrafta/"
SENSITIVE = (
    "account_change_password",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
)


@pytest.fixture
def user(db: None) -> User:
    found = make_user("kim")
    add_app(found)
    return found


@pytest.mark.parametrize("name", SENSITIVE)
def test_each_sensitive_page_asks_first_also_right_after_signing_in(user: User, name: str) -> None:
    """allauth's own question is switched off: this is the test that ours is there on each."""
    add_codes(user)
    door = browser()
    send_password(door, "kim")
    send_code(door, code_of())
    assert (
        door.get(reverse(name)).headers["Location"] == f"{CONFIRM}?next={reverse(name).replace('/', '%2F')}"
    )
    assert door.post(reverse(name), {"password1": "x"}).status_code == 403


def test_password_and_code_together_open_for_ten_minutes(user: User) -> None:
    with time_machine.travel("2026-11-22 10:00:01+00:00", tick=False) as clock:
        door = client_of(user)
        form = {"password": PASSWORD, "code": code_of(), "next": "/konto/losenord/"}
        assert door.post(CONFIRM, form).headers["Location"] == "/konto/losenord/"
        for minutes, status in ((0, 200), (9, 200), (1, 302)):
            clock.shift(minutes * 60)
            assert door.get("/konto/losenord/").status_code == status
    assert SignInEntry.objects.filter(event="confirmed", user_id=user.pk).count() == 1


@pytest.mark.parametrize(
    ("password", "code"),
    [(PASSWORD, "000000"), ("fel-losenord", ""), ("fel-losenord", "right"), (PASSWORD, "")],
)
def test_one_of_the_two_is_not_enough(user: User, password: str, code: str) -> None:
    door = client_of(user)
    written = code_of() if code == "right" else code
    assert door.post(CONFIRM, {"password": password, "code": written}).status_code == 422
    assert door.get("/konto/losenord/").status_code == 302


def test_a_recovery_code_serves_too(user: User) -> None:
    door = client_of(user)
    answer = door.post(
        CONFIRM, {"password": PASSWORD, "code": add_codes(user)[3], "next": "/konto/app/ta-bort/"}
    )
    assert answer.headers["Location"] == "/konto/app/ta-bort/"


def test_guessing_is_slowed(user: User) -> None:
    door = client_of(user)
    answers = [door.post(CONFIRM, {"password": f"fel-{n}", "code": "1"}).status_code for n in range(11)]
    assert answers[-1] == 429


def test_a_confirmation_does_not_survive_another_user(user: User) -> None:
    """Two tabs: who signs in next has not confirmed anything."""
    other = make_user("robin")
    door = client_of(user)
    confirm(door, user)
    kept = door.session[CONFIRMED]
    door.force_login(other)
    session = door.session
    session[CONFIRMED] = kept
    session.save()
    assert door.get("/konto/losenord/").status_code == 302


def test_what_was_typed_comes_back(user: User) -> None:
    """The whole way: a form sent too late, the question, and one button that sends the form again."""
    door = client_of(user)
    typed = {"password1": "fjorton gröna <granar>", "password2": "fjorton gröna <granar>"}
    asked = door.post("/konto/losenord/", typed)
    assert asked.status_code == 403
    hidden = asked.context["form"].initial
    assert json.loads(hidden["kept"]) == [
        ["password1", typed["password1"]],
        ["password2", typed["password2"]],
    ]
    page = door.post(CONFIRM, {"password": PASSWORD, "code": code_of(), **hidden})
    assert page.context["target"] == "/konto/losenord/"
    assert dict(page.context["fields"]) == typed
    assert "fjorton gröna &lt;granar&gt;" in page.content.decode()
    assert door.post(page.context["target"], dict(page.context["fields"])).headers["Location"] == "/konto/"
    user.refresh_from_db()
    assert user.check_password(typed["password1"])


@pytest.mark.parametrize("kept", ["ej json", "{}", "7", '[["a"]]', "[[1, 2, 3]]", ""])
def test_what_is_no_kept_form_is_left_out(user: User, kept: str) -> None:
    form = {"password": PASSWORD, "code": code_of(), "next": "/konto/", "kept": kept}
    assert client_of(user).post(CONFIRM, form).headers["Location"] == "/konto/"


@pytest.mark.parametrize(
    "address",
    ["https://ond.example/", "//ond.example/", "javascript:alert(1)", "\\\\ond.example", "", "/\\ond"],
)
def test_nobody_is_sent_elsewhere(rf: RequestFactory, address: str) -> None:
    assert safe_next(rf.get("/"), address) == "/"


def test_the_helper_for_other_pages(user: User, rf: RequestFactory) -> None:
    @step_up
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("hemligt")

    request = rf.get("/team/provdalen/export/?fran=2025")
    request.user, request.session = user, client_of(user).session
    assert isinstance(request.session, SessionBase)
    assert not recently_confirmed(request)
    answer = view(request)
    assert answer.headers["Location"] == f"{CONFIRM}?next=%2Fteam%2Fprovdalen%2Fexport%2F%3Ffran%3D2025"
    assert confirm_first(request).status_code == 302
    with time_machine.travel("2026-11-22 10:00:00+00:00", tick=False) as clock:
        mark_confirmed(request, user)
        assert recently_confirmed(request)
        assert view(request).content == b"hemligt"
        clock.shift(600)
        assert not recently_confirmed(request)


def test_in_practice_the_password_alone_confirms_who_has_nothing_else() -> None:
    door = client_of(make_user("robin"))
    assert door.post(CONFIRM, {"password": PASSWORD, "next": "/konto/losenord/"}).status_code == 302
    assert door.get("/konto/losenord/").status_code == 200
