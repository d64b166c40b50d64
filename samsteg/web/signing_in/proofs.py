"""How the user of this session has shown who it is. The one place that reads and writes it.

allauth keeps the records of a session: a password, a code or passkey (`mfa`), an e-ID (`eid`).
"""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from samsteg.accounts.models import User

CONFIRMED = "confirmed_at"
CONFIRMED_FOR = 10 * 60  # seconds
STRONG = frozenset({"mfa", "eid"})


def record_eid(request: HttpRequest, user: User) -> None:
    record_authentication(request, user, method="eid")


def record_factor(request: HttpRequest, user: User, factor: Authenticator) -> None:
    """A factor that was just enrolled has been shown."""
    record_authentication(request, user, method="mfa", id=factor.pk, type=factor.type)


def is_strong(request: HttpRequest, user: User) -> bool:
    """Whether this session rests on more than a password."""
    return any(record.get("method") in STRONG for record in get_authentication_records(request, user))


def used_eid(request: HttpRequest, user: User) -> bool:
    records = get_authentication_records(request, user)
    return any(record.get("method") == "eid" for record in records)


def way_in(request: HttpRequest, user: User) -> str:
    """In what way the session was opened, for the log."""
    methods = {record.get("method") for record in get_authentication_records(request, user)}
    return "eid" if "eid" in methods else "factor" if "mfa" in methods else "password"


def has_factor(user: User) -> bool:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def must_enrol(request: HttpRequest, user: User) -> bool:
    return bool(settings.SAMSTEG_SECOND_FACTOR) and not is_strong(request, user)


def mark_confirmed(request: HttpRequest, user: User) -> None:
    request.session.cycle_key()  # whoever had the key before has not confirmed anything
    request.session[CONFIRMED] = {"user": user.pk, "at": int(timezone.now().timestamp())}


def is_confirmed(request: HttpRequest) -> bool:
    kept = request.session.get(CONFIRMED)
    if not isinstance(kept, dict) or not request.user.is_authenticated:
        return False
    age = timezone.now().timestamp() - kept.get("at", 0)
    return bool(kept.get("user") == request.user.pk and 0 <= age < CONFIRMED_FOR)


def seconds_since_log_in(request: HttpRequest, user: User) -> float | None:
    """Since the session's first proof; None where there is none."""
    records = get_authentication_records(request, user)
    return time.time() - records[0]["at"] if records else None
