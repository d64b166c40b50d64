"""An e-ID provider without network: keys made at run time, and every claim can be made wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from samsteg.accounts.oidc.wire import WireFault

ISSUER = "https://broker.example/oidc"
LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
SETTINGS: dict[str, Any] = {
    "slug": "provleg",
    "name": "Provlegitimation",
    "issuer": ISSUER,
    "client_id": "samsteg-prov",
    "client_secret": "hemligt:prov",
    "acr": [LOA3],
}


@cache
def _keys() -> tuple[rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey]:
    """Made once a run, never stored."""
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return pair, ec.generate_private_key(ec.SECP256R1())


def _public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, key_id: str) -> dict[str, Any]:
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**json.loads(kind.to_jwk(key.public_key())), "kid": key_id, "use": "sig"}


@dataclass
class FakeOidc:
    """`claims` and `head` are laid over the right ones; a value None takes the claim away."""

    subject: str = "199005179806"
    claims: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    signer: Any = None  # another key than the published one
    is_down: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rsa, self.ec = _keys()

    def fetch(
        self, url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """In place of samsteg.accounts.oidc.wire.fetch."""
        self.calls.append(url)
        if self.is_down:
            raise WireFault("down")
        path = urlsplit(url).path
        if path.endswith("openid-configuration"):
            return json.dumps(self._metadata()).encode()
        if path.endswith("/keys"):
            return json.dumps({"keys": [_public(self.rsa, "r"), _public(self.ec, "e")]}).encode()
        assert path.endswith("/token"), url
        return json.dumps(self._tokens(form or {}, headers or {})).encode()

    def visit(self, address: str) -> dict[str, str]:
        """The browser comes with the request; returns the query of the answer."""
        assert address.startswith(f"{ISSUER}/authorize?")
        self.asked = dict(parse_qsl(urlsplit(address).query))
        return {"code": "kod", "state": self.asked["state"]}

    def _metadata(self) -> dict[str, Any]:
        right = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
        return {**right, **self.metadata}

    def _tokens(self, form: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
        """As a real one, it gives nothing without our secret and the verifier of the challenge."""
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert (self.asked["code_challenge"], self.asked["code_challenge_method"]) == (challenge, "S256")
        assert form["redirect_uri"] == self.asked["redirect_uri"]
        secret = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
        assert secret == "samsteg-prov:hemligt%3Aprov"
        return {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(), **self.tokens}

    def _id_token(self) -> str:
        now = int(time.time())
        right = {
            "iss": ISSUER,
            "sub": self.subject,
            "aud": "samsteg-prov",
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": self.asked["nonce"],
            "acr": LOA3,
        }
        claims = {name: value for name, value in {**right, **self.claims}.items() if value is not None}
        key = self.signer or (self.ec if self.algorithm.startswith("ES") else self.rsa)
        head = {"kid": "e" if self.algorithm.startswith("ES") else "r", **self.head}
        return jwt.encode(claims, None if self.algorithm == "none" else key, self.algorithm, headers=head)
