"""Password and code: what is asked, what is refused, and that nothing is left open beside it."""

from __future__ import annotations

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from samsteg.accounts.models import User
from samsteg.audit.enums import SignInEvent
from samsteg.audit.models import SignInEntry
from samsteg.core.errors import KeyProblem
from samsteg.web.signing_in.sealing import seal, unseal
from tests.web.signing_in.people import (
    SECRET,
    add_app,
    add_codes,
    browser,
    code_of,
    confirm,
    factors_of,
    is_inside,
    send_code,
    send_password,
)
from tests.web.users import PASSWORD, client_of, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db: None) -> User:
    return make_user("kim")


def events(user: User) -> list[tuple[str, str]]:
    rows = SignInEntry.objects.filter(user_id=user.pk).order_by("pk")
    return list(rows.values_list("event", "reason"))


def test_the_password_alone_is_not_enough_where_there_is_an_app(user: User) -> None:
    add_app(user)
    door = browser()
    answer = send_password(door, "kim")
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_inside(door)
    assert send_code(door, code_of()).headers["Location"] == reverse("home")
    assert is_inside(door)
    assert events(user) == [(SignInEvent.SIGNED_IN, "factor")]


def test_the_code_step_is_no_door_of_its_own(user: User) -> None:
    add_app(user)
    door = browser()
    assert send_code(door, code_of()).headers["Location"].startswith(reverse("account_login"))
    assert not is_inside(door)


def test_a_wrong_code_is_refused_with_words_and_logged(user: User) -> None:
    add_app(user)
    door = browser()
    send_password(door, "kim")
    answer = send_code(door, "000000" if code_of() != "000000" else "111111")
    assert answer.status_code == 200
    assert "The code isn&#x27;t right. Write the one that the app shows now." in answer.content.decode()
    assert not is_inside(door)
    assert events(user) == [(SignInEvent.FAILED, "code")]


def test_a_code_is_used_once(user: User) -> None:
    """Also a minute later, when allauth alone would have forgotten it though the clock's tolerance lets it in."""
    add_app(user)
    with time_machine.travel("2026-11-22 10:00:01+00:00", tick=False) as clock:
        code = code_of(later=1)
        first, second = browser(), browser()
        send_password(first, "kim")
        assert send_code(first, code).status_code == 302
        clock.shift(45)
        send_password(second, "kim")
        assert send_code(second, code).status_code == 200
        assert not is_inside(second)


def test_a_recovery_code_works_once_and_with_the_space_it_is_shown_with(user: User) -> None:
    add_app(user)
    code = add_codes(user)[0]
    for expected in (True, False):
        door = browser()
        send_password(door, "kim")
        send_code(door, f"{code[:5]} {code[5:]}")
        assert is_inside(door) is expected


def test_guessing_codes_comes_to_an_end(user: User) -> None:
    """Twenty wrong codes an hour, counted per user in the database; then not even the right one helps."""
    add_app(user)
    right, door = code_of(), browser()
    send_password(door, "kim")
    for number in range(20):
        wrong = f"{(int(right) + 1 + number) % 1_000_000:06}"
        assert send_code(door, wrong).status_code == 200
    answer = send_code(door, code_of(later=1))
    assert "too many attempts" in answer.content.decode()
    assert not is_inside(door)


def test_going_back_to_the_log_in_page_begins_anew(user: User) -> None:
    add_app(user)
    door = browser()
    send_password(door, "kim")
    assert door.get(reverse("account_login")).status_code == 200
    assert send_code(door, code_of()).headers["Location"].startswith(reverse("account_login"))


def test_the_secret_is_sealed_in_the_database(user: User) -> None:
    add_app(user)
    add_codes(user)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    sealed = seal(SECRET)
    assert unseal(sealed) == SECRET
    with pytest.raises(KeyProblem):
        unseal(sealed[:-4] + ("AAA=" if not sealed.endswith("AAA=") else "BBB="))


class TestWhereASecondFactorIsDemanded:
    """SAMSTEG_SECOND_FACTOR: on everywhere but in practice on one's own machine."""

    @pytest.fixture(autouse=True)
    def demanded(self, settings: LazySettings) -> None:
        settings.SAMSTEG_SECOND_FACTOR = True

    @pytest.mark.parametrize(
        "name", ["home", "my_account", "account_change_password", "mfa_view_recovery_codes"]
    )
    def test_a_password_alone_opens_nothing_but_enrolment(self, user: User, name: str) -> None:
        door = browser()
        send_password(door, "kim")
        assert door.get(reverse(name)).headers["Location"] == reverse("second_factor")
        assert "Choose a second step first" in door.get(reverse("second_factor")).content.decode()

    def test_no_form_can_be_sent_either(self, user: User) -> None:
        door = browser()
        send_password(door, "kim")
        assert door.post(reverse("end_other_sessions")).headers["Location"] == reverse("second_factor")

    def test_enrolment_opens_the_rest_and_shows_the_recovery_codes(self, user: User) -> None:
        door = browser()
        send_password(door, "kim")
        page = door.get(reverse("mfa_activate_totp"))
        secret = page.context["secret"]
        assert page.context["picture"]["path"].startswith("M2 2h1v1h-1z")
        answer = door.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
        codes = door.get(reverse("mfa_view_recovery_codes"))
        assert len(codes.context["codes"]) == 10
        assert is_inside(door)
        assert factors_of(user) == ["recovery_codes", "totp"]
        assert (SignInEvent.FACTOR_ADDED, "totp") in events(user)

    def test_a_wrong_code_at_enrolment_keeps_the_secret(self, user: User) -> None:
        door = browser()
        send_password(door, "kim")
        secret = door.get(reverse("mfa_activate_totp")).context["secret"]
        again = door.post(reverse("mfa_activate_totp"), {"code": "abc"})
        assert again.context["secret"] == secret
        assert factors_of(user) == []

    def test_a_session_opened_before_somebody_else_enrolled_is_not_let_in(self, user: User) -> None:
        door = browser()
        send_password(door, "kim")
        add_app(user)  # from another browser
        assert door.get(reverse("home")).headers["Location"] == reverse("second_factor")
        assert (
            door.get(reverse("mfa_activate_totp"))
            .headers["Location"]
            .startswith(reverse("account_reauthenticate"))
        )

    def test_the_last_second_factor_stays(self, user: User) -> None:
        add_app(user)
        door = browser()
        send_password(door, "kim")
        send_code(door, code_of())
        confirm(door, user)
        answer = door.post(reverse("mfa_deactivate_totp"))
        assert (answer.status_code, factors_of(user)) == (409, ["totp"])
        assert "Add another one first" in answer.content.decode()

    def test_a_test_client_that_skips_the_door_is_stopped_too(self, user: User) -> None:
        assert client_of(user).get(reverse("home")).headers["Location"] == reverse("second_factor")


def test_taking_the_app_away_takes_the_codes_with_it(user: User) -> None:
    add_app(user)
    add_codes(user)
    door = client_of(user)
    confirm(door, user)
    assert door.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert door.post(reverse("mfa_deactivate_totp")).headers["Location"] == reverse("my_account")
    assert factors_of(user) == []


def test_new_recovery_codes_end_the_old_ones(user: User) -> None:
    add_app(user)
    old = add_codes(user)
    door = client_of(user)
    confirm(door, user)
    door.post(reverse("mfa_generate_recovery_codes"))
    shown = {code.replace(" ", "") for code in door.get(reverse("mfa_view_recovery_codes")).context["codes"]}
    assert len(shown) == 10
    assert shown.isdisjoint(old)


def test_the_page_of_a_foreign_passkey_does_not_exist(user: User) -> None:
    other = make_user("robin")
    theirs = Authenticator.objects.create(user=other, type="webauthn", data={"name": "x", "credential": {}})
    door = client_of(user)
    confirm(door, user)
    for send in (door.get, door.post):
        assert send(reverse("mfa_remove_webauthn", args=[theirs.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "null",
        "{}",
        "[]",
        '"x"',
        "ej json",
        '{"response": {"userHandle": null}}',
        '{"rawId": "AA", "response": {}}',
    ],
)
def test_a_passkey_that_is_none_is_refused(credential: str) -> None:
    door = Client(headers={"accept-language": "en"})
    door.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = door.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.headers["Location"] == reverse("account_login")
    assert not is_inside(door)
    assert SignInEntry.objects.filter(event=SignInEvent.FAILED, reason="passkey").count() == 1


def test_the_closed_and_the_unknown_get_the_same_answer(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    pages = []
    for name, password in (("kim", PASSWORD), ("kim", "fel-" + PASSWORD), ("ingen", PASSWORD)):
        answer = send_password(browser(), name, password)
        lines = answer.content.decode().splitlines()
        pages.append([line.replace(name, "") for line in lines if "csrfmiddlewaretoken" not in line])
    assert pages[0] == pages[1] == pages[2]
    assert "belong together" in "".join(pages[0])
