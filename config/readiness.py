"""Whether the settings of a production installation hold. Asked before anything is served; one no stops the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SECRET_LENGTH = 50
PROVIDERS = 2  # where one can't sign in with a password and a second step, or a passkey


def faults(settings: Mapping[str, Any]) -> list[str]:
    """What is missing, in words for whoever installs. Never the value of a secret."""
    secret = str(settings.get("SECRET_KEY", ""))
    address = str(settings.get("SAMSTEG_ADDRESS", ""))
    is_enough = (
        bool(settings.get("SAMSTEG_LOCAL_SIGN_IN")) or len(settings.get("SAMSTEG_OIDC", [])) >= PROVIDERS
    )
    database = settings.get("DATABASES", {}).get("default", {})
    table = {
        f"SAMSTEG_SECRET_KEY must hold at least {SECRET_LENGTH} random characters: make them with "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'": len(secret) < SECRET_LENGTH
        or len(set(secret)) < 15,
        "SAMSTEG_MASTER_KEYS must name a master key and the key “index”, made as “Keys” says": "index:"
        not in str(settings.get("SAMSTEG_MASTER_KEYS", "")),
        "SAMSTEG_ADDRESS must be the address that users write, beginning with https://": not address.startswith(
            "https://"
        ),
        "SAMSTEG_HOSTS must name hosts, without *": not settings.get("ALLOWED_HOSTS")
        or any("*" in host for host in settings.get("ALLOWED_HOSTS", [])),
        "DATABASE_URL must name a PostgreSQL server, with the user samsteg_app": database.get("EMBEDDED")
        is not None
        or database.get("USER") != "samsteg_app",
        "a second factor must be demanded (SAMSTEG_SECOND_FACTOR)": settings.get("SAMSTEG_SECOND_FACTOR")
        is not True,
        "nobody would come in when the e-ID provider is down: leave SAMSTEG_LOCAL_SIGN_IN on, or name "
        f"{PROVIDERS} providers in SAMSTEG_OIDC_FILE": not is_enough,
        "SAMSTEG_OPERATOR must not be set": settings.get("SAMSTEG_OPERATOR") is not None,
        "SAMSTEG_PRACTICE_ONLY must be False": settings.get("SAMSTEG_PRACTICE_ONLY") is not False,
        "SAMSTEG_PRACTICE_EID must be False": settings.get("SAMSTEG_PRACTICE_EID") is not False,
        "DEBUG must be off": settings.get("DEBUG") is not False,
    }
    return [text for text, is_fault in table.items() if is_fault]


def refuse_unless_ready(settings: Mapping[str, Any]) -> None:
    """Raises ImproperlyConfigured with all that is missing."""
    if found := faults(settings):
        raise ImproperlyConfigured(
            "Not ready for production: " + "; ".join(found) + ". See docs/operations.md."
        )
