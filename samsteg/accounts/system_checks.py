"""System checks of the door. Where real participants may be stored, a password alone must be impossible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from samsteg.accounts.oidc.providers import WrongProvider, providers

# In this order; a backend that isn't here could let a password in beside the second step.
BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
MIDDLEWARE = (
    "samsteg.web.signing_in.limits.SessionLimitsMiddleware",
    "samsteg.web.signing_in.second_factor_gate.SecondFactorMiddleware",
    "samsteg.web.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
)
EXACTLY: dict[str, object] = {
    "ACCOUNT_ADAPTER": "samsteg.web.signing_in.adapters.AccountAdapter",
    "MFA_ADAPTER": "samsteg.web.signing_in.adapters.SecondFactorAdapter",
    "MFA_WEBAUTHN_USER_VERIFICATION": "required",
    "SESSION_ENGINE": "samsteg.accounts.sessions",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "AXES_ENABLED": True,
    "SAMSTEG_OPERATOR": None,
    "DEBUG": False,
}
LONGEST_IDLE, LONGEST = 30 * 60, 10 * 60 * 60  # seconds, ASVS 7.3
YEAR = 365 * 24 * 60 * 60


@register(Tags.security)
def check_the_door(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Nothing is asked of practice; everything of an installation that may hold real participants."""
    if settings.SAMSTEG_PRACTICE_ONLY:
        return []
    return [*_second_factor(), *_parts(), *_ways()]


def _second_factor() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.SAMSTEG_SECOND_FACTOR is not True:
        found.append(Error("A password alone would open real participants' records.", id="samsteg.E010"))
    if list(settings.AUTHENTICATION_BACKENDS) != BACKENDS:
        found.append(Error("AUTHENTICATION_BACKENDS holds a way round the second factor.", id="samsteg.E011"))
    if getattr(settings, "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", False) or getattr(
        settings, "MFA_TOTP_INSECURE_BYPASS_CODE", None
    ):
        found.append(
            Error("A short cut round the second factor, meant for development, is on.", id="samsteg.E012")
        )
    return found


def _parts() -> list[CheckMessage]:
    missing = [name for name in MIDDLEWARE if name not in settings.MIDDLEWARE]
    wrong = [name for name, value in EXACTLY.items() if getattr(settings, name, None) != value]
    if settings.SAMSTEG_SESSION_IDLE > LONGEST_IDLE or settings.SAMSTEG_SESSION_LONGEST > LONGEST:
        wrong.append("SAMSTEG_SESSION_IDLE")
    if settings.SECURE_HSTS_SECONDS < YEAR:
        wrong.append("SECURE_HSTS_SECONDS")
    found: list[CheckMessage] = []
    if missing:
        found.append(Error(f"Middleware is missing: {', '.join(missing)}.", id="samsteg.E013"))
    if wrong:
        found.append(Error(f"Settings that would open a lock: {', '.join(wrong)}.", id="samsteg.E014"))
    return found


def _ways() -> list[CheckMessage]:
    try:
        count = len(providers()) + int(settings.SAMSTEG_LOCAL_SIGN_IN)
    except WrongProvider as fault:
        return [Error(str(fault), id="samsteg.E015")]
    if count < 2:
        text = "There is one way to sign in. When it is down, nobody can work."
        return [Warning(text, hint="Name another e-ID provider in SAMSTEG_OIDC_FILE.", id="samsteg.W010")]
    return []
