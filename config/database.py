"""DATABASES from the environment: embedded PostgreSQL unless DATABASE_URL names a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config import env


def _from_url(url: str) -> dict[str, Any]:
    """Parameters after `?` are libpq's (sslmode, sslrootcert); one unknown to it is refused when connecting."""
    parts = urlsplit(url)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query, keep_blank_values=True)),
    }


def databases(data_dir: Path) -> dict[str, dict[str, Any]]:
    """One alias, two users: the app's, and under OWNER the one that migrates (docs/adr/0005)."""
    common: dict[str, Any] = {
        "ENGINE": "samsteg.core.db",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 3600,  # a session keeps its planned statements (docs/adr/0021)
    }
    url = env.text("DATABASE_URL")
    if url:
        owner_url = env.text("DATABASE_OWNER_URL")
        owner = _from_url(owner_url) if owner_url else {}
        return {"default": {**common, **_from_url(url), "EMBEDDED": None, "OWNER": owner}}
    embedded = {
        "NAME": "samsteg",
        "USER": "samsteg_app",
        "EMBEDDED": data_dir,
        "OWNER": {"USER": "samsteg_owner"},
    }
    return {"default": {**common, **embedded}}
