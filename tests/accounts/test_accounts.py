"""Accounts are given by an invitation, signed in to by a password that holds, and closed at once."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from config.settings import base
from samsteg.accounts.models import User
from samsteg.web.signing_in.adapters import AccountAdapter

PASSWORD = "tretton-granar-i-rad"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("prov-anna", password=PASSWORD, first_name="Prov", last_name="Annasson")


def test_nobody_signs_up_on_a_page(rf: RequestFactory) -> None:
    adapter = get_adapter()
    assert isinstance(adapter, AccountAdapter)
    assert adapter.is_open_for_signup(rf.get("/")) is False


def test_the_name_shown_falls_back_on_the_user_name(user: User) -> None:
    assert user.shown_name == "Prov Annasson"
    assert User(username="prov-bo").shown_name == "prov-bo"


def test_the_right_password_and_no_other(user: User, rf: RequestFactory) -> None:
    assert authenticate(rf.post("/"), username="prov-anna", password=PASSWORD) == user
    for name, password in (("prov-anna", PASSWORD + "x"), ("prov-anna", ""), ("prov-bo", PASSWORD)):
        assert authenticate(rf.post("/"), username=name, password=password) is None


def test_a_closed_account_is_shut_at_once(user: User, rf: RequestFactory) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert authenticate(rf.post("/"), username="prov-anna", password=PASSWORD) is None


def test_a_password_is_stored_hashed_and_with_argon2_outside_tests(user: User) -> None:
    assert PASSWORD not in user.password
    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.mark.parametrize("password", ["kort-ord", "password1234", "prov-anna-prov", "elva-tecken"])
def test_a_weak_password_is_refused(user: User, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_a_long_phrase_is_accepted(user: User) -> None:
    validate_password(PASSWORD, user)


def test_user_names_are_unique(user: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="prov-anna")
