"""Whether the settings of a production installation hold. Asked before anything is served; one no stops the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

NOT_YET = (
    "Samsteg kan inte köras i drift än: låsen är byggda men inte granskade tillsammans, och gallring saknas. "
    "Använd config.settings.dev med övningsdata. / Not ready for production: the locks await a review as a whole, and "
    "disposal is missing. Only practice data."
)
SECRET_LENGTH = 50
WAYS = 2


def ways_in(local: bool, providers: int) -> int:
    """Ways to sign in that don't fall together: ours (password with a code, passkey) is one, each e-ID provider one."""
    return int(local) + providers


def faults(settings: Mapping[str, Any]) -> list[str]:
    """What is missing, in words for whoever installs. Never the value of a secret."""
    secret = str(settings.get("SECRET_KEY", ""))
    address = str(settings.get("SAMSTEG_ADDRESS", ""))
    ways = ways_in(bool(settings.get("SAMSTEG_LOCAL_SIGN_IN")), len(settings.get("SAMSTEG_OIDC", [])))
    database = settings.get("DATABASES", {}).get("default", {})
    table = {
        f"SAMSTEG_SECRET_KEY must hold at least {SECRET_LENGTH} random characters": len(secret)
        < SECRET_LENGTH
        or len(set(secret)) < 15,
        "SAMSTEG_MASTER_KEYS must name a master key and the key “index”": "index:"
        not in str(settings.get("SAMSTEG_MASTER_KEYS", "")),
        "SAMSTEG_ADDRESS must be the https address that users write": not address.startswith("https://"),
        "the allowed hosts must be named, without *": not settings.get("ALLOWED_HOSTS")
        or any("*" in host for host in settings.get("ALLOWED_HOSTS", [])),
        "DATABASE_URL must name a PostgreSQL server, with the user samsteg_app": database.get("EMBEDDED")
        is not None
        or database.get("USER") != "samsteg_app",
        "a second factor must be demanded (SAMSTEG_SECOND_FACTOR)": settings.get("SAMSTEG_SECOND_FACTOR")
        is not True,
        f"there must be {WAYS} ways to sign in: name an e-ID provider in SAMSTEG_OIDC_FILE": ways < WAYS,
        "DEBUG must be off": settings.get("DEBUG") is not False,
    }
    return [text for text, is_fault in table.items() if is_fault]


def refuse_unless_ready(settings: Mapping[str, Any]) -> None:
    """Raises ImproperlyConfigured with all that is missing."""
    if settings.get("SAMSTEG_PRACTICE_ONLY", True):
        raise ImproperlyConfigured(NOT_YET)
    if found := faults(settings):
        raise ImproperlyConfigured(
            "Not ready for production: " + "; ".join(found) + ". See docs/operations.md."
        )
