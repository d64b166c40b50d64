"""The ID token: every claim is checked here, on the server. One that is wrong in any way is refused with its reason.

OpenID Connect Core 3.1.3.7; ASVS 5.0 10.5.1-10.5.4, 6.8.1, 6.8.4.
"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from samsteg.accounts.oidc.providers import ALGORITHMS, Provider
from samsteg.accounts.oidc.wire import key_of

LEEWAY = 30  # seconds that two clocks may differ
NUMBER = re.compile(r"(?:19|20)[0-9]{6}-?[0-9]{4}")  # personnummer or samordningsnummer
OLDEST = 10 * 60  # seconds since the token was made, and since the person showed who it is
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "issued_at"),
    (jwt.InvalidIssuedAtError, "issued_at"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.MissingRequiredClaimError, "claim_missing"),
    (jwt.InvalidSignatureError, "signature"),
    (jwt.InvalidAlgorithmError, "algorithm"),
)


class Refusal(Exception):
    """The log-in is refused; `reason` is a code for the log, never anything out of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider vouches for. Nothing else of the token is used: no name, no mail.

    `number` is the identity number as the token has it, read for a participant's own page alone.
    """

    issuer: str
    subject: str
    number: str = field(default="", repr=False)


def identity_in(
    provider: Provider, token: object, *, nonce: str, begun_at: int, again: bool, with_number: bool = False
) -> Identity:
    """Raises Refusal. `again`: the person must have shown who it is after `begun_at` (a confirmation)."""
    if not isinstance(token, str):
        raise Refusal("malformed")
    claims = _decoded(provider, token)
    _check_party(provider, claims)
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise Refusal("nonce")
    if claims["acr"] not in provider.acr:
        raise Refusal("acr")
    _check_times(claims, begun_at=begun_at, again=again)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Refusal("subject")
    return Identity(provider.issuer, subject, _number(provider, claims) if with_number else "")


def _number(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Raises Refusal where the token tells none in the form of twelve digits."""
    told = next((claims[name] for name in provider.number_claims if claims.get(name)), None)
    if not isinstance(told, str) or not NUMBER.fullmatch(told):
        raise Refusal("number")
    return told.replace("-", "")


def _decoded(provider: Provider, token: str) -> Mapping[str, Any]:
    """The signature is checked with the provider's own key and an algorithm that fits the key."""
    try:
        head = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError as fault:
        raise Refusal("malformed") from fault
    algorithm = head.get("alg")
    if algorithm not in ALGORITHMS:
        raise Refusal("algorithm")
    row = key_of(provider, head.get("kid"))
    if row is None:
        raise Refusal("key")
    try:
        key = jwt.PyJWK(row, algorithm=algorithm).key
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            audience=provider.own_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce", "acr", "auth_time"]},
        )
    except (jwt.InvalidTokenError, jwt.PyJWKError) as fault:
        raise Refusal(_reason(fault)) from fault
    return claims


def _reason(fault: Exception) -> str:
    return next((reason for kind, reason in REASONS if isinstance(fault, kind)), "malformed")


def _check_party(provider: Provider, claims: Mapping[str, Any]) -> None:
    """The token is for us and nobody else, and says so."""
    audience = claims["aud"]
    others = [one for one in audience if one != provider.own_id] if isinstance(audience, list) else []
    if others:
        raise Refusal("audience")
    if claims.get("azp", provider.own_id) != provider.own_id:
        raise Refusal("azp")


def _check_times(claims: Mapping[str, Any], *, begun_at: int, again: bool) -> None:
    now, made, shown = time.time(), claims["iat"], claims["auth_time"]
    if not _is_time(made) or now - made > OLDEST:
        raise Refusal("issued_at")
    if not _is_time(shown) or shown > now + LEEWAY or now - shown > OLDEST:
        raise Refusal("auth_time")
    if again and shown < begun_at - LEEWAY:
        raise Refusal("auth_time")


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
