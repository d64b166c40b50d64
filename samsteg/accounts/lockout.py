"""Who has tried too often: what django-axes counts by, and where a request comes from."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # nosec B104: a name for "unknown", nothing listens there


def typed_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """A keyed digest of the user name as typed: somebody may have typed a password there, or a personnummer."""
    name = str((credentials or {}).get("username") or request.POST.get("login", "")).strip().lower()
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"attempt:" + name.encode(), hashlib.sha256).hexdigest()


def address_of(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; what the client itself claims is never believed."""
    proxies: int = settings.SAMSTEG_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    written = seen[-proxies] if proxies and len(seen) >= proxies else request.META.get("REMOTE_ADDR", "")
    return _plain(str(written))


def _plain(written: str) -> str:
    """Without port and zone. What is no address counts as one and the same: an odd one must never go uncounted."""
    text = written.strip().partition("%")[0]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return NOWHERE
