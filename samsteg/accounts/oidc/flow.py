"""The two halves of a log-in with an e-ID: where the browser is sent, and what is done with the answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

from samsteg.accounts.oidc.providers import Provider
from samsteg.accounts.oidc.tokens import OLDEST, Identity, Refusal, identity_in
from samsteg.accounts.oidc.wire import WireFault, allowed, fetch_json, metadata_of

OWN_PAGE = "own_page"  # a participant; the one purpose that an identity number is asked for
ANEW = ("confirm", OWN_PAGE)  # who it is must be shown now: a telephone or a computer may be shared
LONGEST = 15 * 60  # seconds from the first half to the second


@dataclass(frozen=True, slots=True)
class Begun:
    """What the session keeps between the halves. Good for one answer."""

    provider: str  # slug
    purpose: str
    state: str
    nonce: str
    verifier: str
    at: int
    user_id: int | None = None  # who began it, when somebody was signed in
    next: str = ""
    kept: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def begin(
    provider: Provider,
    *,
    purpose: str,
    answer_at: str,
    user_id: int | None = None,
    next: str = "",
    kept: str = "",
) -> tuple[str, Begun]:
    """The address to send the browser to, and what to keep. Raises WireFault when the provider can't be reached."""
    begun = Begun(
        provider=provider.slug,
        purpose=purpose,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        at=int(time.time()),
        user_id=user_id,
        next=next,
        kept=kept,
    )
    scope, claims = _asked_of(provider, with_number=purpose == OWN_PAGE)
    query = {
        "response_type": "code",
        "client_id": provider.own_id,
        "redirect_uri": answer_at,
        "scope": scope,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": _challenge(begun.verifier),
        "code_challenge_method": "S256",
        "claims": json.dumps({"id_token": claims}),
        "max_age": "0" if purpose in ANEW else str(OLDEST // 2),
    }
    if purpose in ANEW:
        query["prompt"] = "login"
    address = allowed(provider, metadata_of(provider).get("authorization_endpoint"))
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", begun


def _asked_of(provider: Provider, *, with_number: bool) -> tuple[str, dict[str, Any]]:
    """The scope, and the claims of the ID token: the identity number only where it is needed."""
    levels = {"essential": True, "values": sorted(provider.acr)}
    claims: dict[str, Any] = {"acr": levels, "auth_time": {"essential": True}}
    if not with_number:
        return provider.scope, claims
    return f"{provider.scope} {provider.number_scope}".strip(), claims | dict.fromkeys(provider.number_claims)


def finish(provider: Provider, begun: Begun, answer: Mapping[str, str], *, answer_at: str) -> Identity:
    """Raises Refusal with a reason for the log; one of them is that the person said no."""
    if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
        raise Refusal("state")
    if not 0 <= time.time() - begun.at <= LONGEST:
        raise Refusal("too_late")
    if "error" in answer:
        raise Refusal("declined")
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise Refusal("issuer")
    try:
        tokens = _exchange(provider, begun, answer.get("code", ""), answer_at)
        return identity_in(
            provider,
            tokens.get("id_token"),
            nonce=begun.nonce,
            begun_at=begun.at,
            again=begun.purpose in ANEW,
            with_number=begun.purpose == OWN_PAGE,
        )
    except WireFault as fault:
        raise Refusal("unreachable") from fault


def _exchange(provider: Provider, begun: Begun, code: str, answer_at: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": answer_at,
        "code_verifier": begun.verifier,
    }
    headers = {}
    if provider.secret_in == "header":  # nosec B105: where it is sent
        pair = f"{quote(provider.own_id, safe='')}:{quote(provider.secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form |= {"client_id": provider.own_id, "client_secret": provider.secret}
    return fetch_json(provider, metadata_of(provider).get("token_endpoint"), form=form, headers=headers)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
