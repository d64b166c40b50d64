"""The only outgoing calls of signing in: https, to hosts that the provider's settings name, and nothing is followed."""

from __future__ import annotations

import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from samsteg.accounts.oidc.providers import Provider

TIMEOUT = 10  # seconds
LARGEST = 512 * 1024  # bytes
KEPT_FOR = 3600  # seconds that a provider's metadata and keys are believed
KEYS_AGAIN = 60  # seconds at least between two looks for a key that we don't know


class WireFault(Exception):
    """The provider can't be reached, or answered something else than it should."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def fetch(
    url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> bytes:
    """Raises WireFault. Patched by the tests: nothing else here talks to the network."""
    opener = urllib.request.build_opener(
        _NoRedirects, urllib.request.HTTPSHandler(context=ssl.create_default_context())
    )
    body = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(
        url, data=body, headers={"Accept": "application/json", **(headers or {})}
    )
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            content: bytes = answer.read(LARGEST + 1)
    except (urllib.error.URLError, OSError) as error:
        raise WireFault(type(error).__name__) from error
    if len(content) > LARGEST:
        raise WireFault("too large")
    return content


def fetch_json(
    provider: Provider,
    url: object,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Raises WireFault, also for an address that the provider's settings don't allow."""
    content = fetch(allowed(provider, url), form=form, headers=headers)
    try:
        found = json.loads(content)
    except ValueError as error:
        raise WireFault("not JSON") from error
    if not isinstance(found, dict):
        raise WireFault("not an object")
    return found


def allowed(provider: Provider, url: object) -> str:
    """Raises WireFault unless the address is https on one of the provider's hosts."""
    parts = urlsplit(url if isinstance(url, str) else "")
    if parts.scheme != "https" or parts.netloc not in provider.hosts:
        raise WireFault("address not allowed")
    return parts.geturl()


_metadata: dict[str, tuple[float, dict[str, Any]]] = {}
_keys: dict[str, tuple[float, list[dict[str, Any]]]] = {}


def forget() -> None:
    """What has been read of the providers; for tests."""
    _metadata.clear()
    _keys.clear()


def metadata_of(provider: Provider) -> dict[str, Any]:
    """Raises WireFault, also when the metadata speak of another issuer."""
    at, kept = _metadata.get(provider.issuer, (0.0, {}))
    if not kept or time.time() - at >= KEPT_FOR:
        kept = fetch_json(provider, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if kept.get("issuer") != provider.issuer:
            raise WireFault("another issuer")
        _metadata[provider.issuer] = (time.time(), kept)
    return kept


def key_of(provider: Provider, key_id: str | None) -> dict[str, Any] | None:
    """The provider's signing key with the id; looks again when it is new, but not more than once a minute."""
    at, kept = _keys.get(provider.issuer, (0.0, []))
    age = time.time() - at
    found = _pick(kept, key_id)
    if age >= KEPT_FOR or (found is None and age >= KEYS_AGAIN):
        rows = fetch_json(provider, metadata_of(provider).get("jwks_uri")).get("keys")
        kept = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        _keys[provider.issuer] = (time.time(), kept)
        found = _pick(kept, key_id)
    return found


def _pick(keys: list[dict[str, Any]], key_id: str | None) -> dict[str, Any] | None:
    """A token without key id is only taken where there is one key."""
    signing = [
        row for row in keys if row.get("use", "sig") == "sig" and row.get("kty") in ("RSA", "EC", "OKP")
    ]
    if key_id is None:
        return signing[0] if len(signing) == 1 else None
    return next((row for row in signing if row.get("kid") == key_id), None)
