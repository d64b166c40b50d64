"""Who has tried too often: what django-axes counts by, and where a request comes from."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def typed_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """A keyed digest of the user name as typed: somebody may have typed a password there, or a personnummer."""
    name = str((credentials or {}).get("username") or request.POST.get("login", "")).strip().lower()
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"attempt:" + name.encode(), hashlib.sha256).hexdigest()


def address_of(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; what the client itself claims is never believed."""
    proxies: int = settings.SAMSTEG_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        return str(seen[-proxies])
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")
