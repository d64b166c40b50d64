"""A copied passkey is noticed: its count of signatures doesn't go up. With a key in software, at each of the doors."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.accounts.models import User
from samsteg.audit.enums import SignInEvent
from samsteg.audit.models import SignInEntry
from samsteg.web.signing_in.passkeys import COUNTED
from tests.web.signing_in.people import browser, is_inside, send_password
from tests.web.signing_in.soft_key import SoftKey
from tests.web.users import client_of, make_user


@pytest.fixture
def key(db: None) -> SoftKey:
    return SoftKey(make_user("kim"))


def sign_in(key: SoftKey, count: int) -> Client:
    door = browser()
    begun = door.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    sent = key.sign(begun.json()["request_options"], count)
    door.post(reverse("mfa_login_webauthn"), {"credential": sent})
    return door


def refusals(user: User) -> int:
    return SignInEntry.objects.filter(
        user_id=user.pk, event=SignInEvent.REFUSED, reason="passkey_count"
    ).count()


@pytest.mark.parametrize(
    ("enrolled", "counts", "let_in"),
    [
        (0, (1, 2, 3), (True, True, True)),
        (0, (0, 0), (True, True)),  # a passkey that doesn't count
        (7, (8, 8), (True, False)),  # the same once more
        (7, (7,), (False,)),  # at the first time already: the count of enrolment
        (0, (5, 3, 6), (True, False, True)),  # the copy is refused, the owner goes on
        (0, (4, 0), (True, False)),  # one that counted says that it doesn't
    ],
)
def test_the_count_must_go_up(
    key: SoftKey, enrolled: int, counts: tuple[int, ...], let_in: tuple[bool, ...]
) -> None:
    key.enrol(enrolled)
    assert tuple(is_inside(sign_in(key, count)) for count in counts) == let_in
    assert refusals(key.user) == let_in.count(False)


def test_a_refused_passkey_keeps_the_highest_count(key: SoftKey) -> None:
    passkey = key.enrol()
    for count in (9, 4, 8):
        sign_in(key, count)
    passkey.refresh_from_db()
    assert passkey.data[COUNTED] == 9


def test_a_copy_is_refused_as_second_step(key: SoftKey) -> None:
    key.enrol(5)
    for count, let_in in ((6, True), (6, False)):
        door = browser()
        send_password(door, "kim")
        page = door.get(reverse("mfa_authenticate"))
        sent = key.sign(page.context["passkey_options"], count)
        answer = door.post(reverse("mfa_authenticate"), {"credential": sent})
        assert is_inside(door) is let_in
    assert "doesn't fit" in answer.content.decode()
    assert refusals(key.user) == 1
    failed = SignInEntry.objects.filter(user_id=key.user.pk, event=SignInEvent.FAILED, reason="passkey")
    assert failed.count() == 1


def test_a_copy_confirms_nothing(key: SoftKey) -> None:
    key.enrol(5)
    for count, status in ((6, 302), (6, 422)):
        door = client_of(key.user)
        page = door.get(reverse("account_reauthenticate"))
        sent = key.sign(page.context["passkey_options"], count)
        assert door.post(reverse("account_reauthenticate"), {"credential": sent}).status_code == status
    assert refusals(key.user) == 1


def test_a_closed_account_is_not_opened_by_its_passkey(key: SoftKey) -> None:
    key.enrol()
    User.objects.filter(pk=key.user.pk).update(is_active=False)
    assert not is_inside(sign_in(key, 1))
    assert SignInEntry.objects.filter(
        user_id=key.user.pk, event=SignInEvent.REFUSED, reason="closed"
    ).exists()
