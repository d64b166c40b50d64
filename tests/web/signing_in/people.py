"""Users with second factors, for tests of the door."""

from __future__ import annotations

import base64
import time
from urllib.parse import parse_qs, urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.accounts.models import User
from samsteg.web.signing_in.proofs import CONFIRMED
from tests.web.users import PASSWORD

SECRET = base64.b32encode(b"ett prov, tjugo byte").decode()


def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def add_app(user: User, secret: str = SECRET) -> str:
    """An app that is enrolled already; returns its secret."""
    TOTP.activate(user, secret)
    return secret


def add_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()


def code_of(secret: str = SECRET, *, later: int = 0) -> str:
    """What the app shows, or will show so many half minutes later."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + later))


def send_password(door: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return door.post(reverse("account_login"), {"login": username, "password": password, **more})


def send_code(door: Client, code: str) -> HttpResponse:
    return door.post(reverse("mfa_authenticate"), {"code": code})


def is_inside(door: Client) -> bool:
    answer = door.get(reverse("my_account"))
    return bool(answer.status_code == 200)


def confirm(door: Client, user: User) -> None:
    """As if the user had just confirmed who it is."""
    session = door.session
    session[CONFIRMED] = {"user": user.pk, "at": int(timezone.now().timestamp())}
    session.save()


def factors_of(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def secret_in(url: str) -> str:
    return parse_qs(urlsplit(url).query)["secret"][0]
