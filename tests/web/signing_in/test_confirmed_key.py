"""A confirmation gives the session a new key: whoever had the one before has not confirmed anything."""

from django.conf import settings
from django.urls import reverse

from samsteg.accounts.models import Session
from samsteg.accounts.sessions import digest_of
from tests.web.signing_in.people import browser, is_inside, send_password
from tests.web.users import PASSWORD, make_user


def test_the_key_changes_at_a_confirmation(db: None) -> None:
    user = make_user("ledare")
    door, thief = browser(), browser()
    send_password(door, user.username)
    old = door.cookies[settings.SESSION_COOKIE_NAME].value
    thief.cookies[settings.SESSION_COOKIE_NAME] = old
    assert is_inside(thief)
    answer = door.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/"})
    assert answer.status_code == 302
    assert door.cookies[settings.SESSION_COOKIE_NAME].value != old
    assert not Session.objects.filter(session_key=digest_of(old)).exists()
    assert is_inside(door)
    assert not is_inside(thief)


def test_a_confirmation_that_fails_keeps_the_key(db: None) -> None:
    user = make_user("ledare")
    door = browser()
    send_password(door, user.username)
    old = door.cookies[settings.SESSION_COOKIE_NAME].value
    assert door.post(reverse("account_reauthenticate"), {"password": "fel", "next": "/"}).status_code == 422
    assert door.cookies[settings.SESSION_COOKIE_NAME].value == old
