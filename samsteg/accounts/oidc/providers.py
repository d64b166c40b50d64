"""The e-ID providers of the installation, as settings.SAMSTEG_OIDC describes them (docs/operations.md, Signing in)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

# What a signature may be made with. Never `none`, and never a key that both sides know.
ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA")
NEEDED = ("slug", "name", "issuer", "client_id", "client_secret", "acr")
OPTIONAL = ("hosts", "secret_in", "scope", "number_claims", "number_scope")
SLUG = re.compile(r"[a-z0-9-]{1,30}")


class WrongProvider(ValueError):
    """A provider is described wrongly; str() says how, without its secret."""


@dataclass(frozen=True, slots=True)
class Provider:
    """`acr` are the levels that are let in, exactly as the provider writes them. `hosts` may be talked to."""

    slug: str
    name: str
    issuer: str
    own_id: str
    secret: str = field(repr=False)
    acr: frozenset[str]
    hosts: frozenset[str]
    secret_in: str = "header"  # or "body"
    scope: str = "openid"
    number_claims: tuple[str, ...] = ()  # where the identity number stands, the first that is there
    number_scope: str = ""  # asked for along with the number alone


def providers() -> tuple[Provider, ...]:
    """Raises WrongProvider."""
    found = tuple(_provider(row) for row in settings.SAMSTEG_OIDC)
    for what in ("slug", "issuer"):
        values = [getattr(one, what) for one in found]
        if len(set(values)) < len(values):
            raise WrongProvider(f"Two e-ID providers have the same {what}.")
    return found


def provider_of(slug: str) -> Provider | None:
    return next((one for one in providers() if one.slug == slug), None)


def _provider(row: Mapping[str, Any]) -> Provider:
    name = str(row.get("slug", "?"))
    if missing := [key for key in NEEDED if not row.get(key)]:
        raise WrongProvider(f"The e-ID provider {name} lacks: {', '.join(missing)}.")
    if unknown := sorted(set(row) - {*NEEDED, *OPTIONAL}):
        raise WrongProvider(f"The e-ID provider {name} has unknown settings: {', '.join(unknown)}.")
    issuer, levels = str(row["issuer"]), row["acr"]
    parts = urlsplit(issuer)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise WrongProvider(f"The issuer of {name} must be an https address without query.")
    if not SLUG.fullmatch(name):
        raise WrongProvider(f"The slug {name} may hold small letters a-z, digits and hyphens.")
    if not isinstance(levels, list) or not all(isinstance(one, str) and one.strip() for one in levels):
        raise WrongProvider(f"The levels (acr) of {name} must be a list of texts.")
    if row.get("secret_in", "header") not in ("header", "body"):
        raise WrongProvider(f"secret_in of {name} must be header or body.")
    claims = row.get("number_claims", [])
    if not isinstance(claims, list) or not all(isinstance(one, str) and one.strip() for one in claims):
        raise WrongProvider(f"number_claims of {name} must be a list of texts.")
    return Provider(
        slug=name,
        name=str(row["name"]),
        issuer=issuer,
        own_id=str(row["client_id"]),
        secret=str(row["client_secret"]),
        acr=frozenset(levels),
        hosts=frozenset({parts.netloc, *row.get("hosts", [])}),
        secret_in=str(row.get("secret_in", "header")),
        scope=str(row.get("scope", "openid")),
        number_claims=tuple(claims),
        number_scope=str(row.get("number_scope", "")),
    )
