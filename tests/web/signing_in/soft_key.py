"""A passkey in software, that counts its signatures as it is told to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from samsteg.accounts.models import User

HOST = "testserver"
ID = b"sixteen byte key"
SEEN = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


@dataclass
class SoftKey:
    user: User
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def enrol(self, count: int = 0) -> Authenticator:
        """As if the user had added it on the page."""
        held = AttestedCredentialData.create(
            bytes(16), ID, ES256.from_cryptography_key(self.key.public_key())
        )
        flags = SEEN | AuthenticatorData.FLAG.AT
        data = AuthenticatorData.create(sha256(HOST.encode()).digest(), flags, count, held)
        client = CollectedClientData.create("webauthn.create", b"x" * 32, f"https://{HOST}")
        credential = {
            "id": websafe_encode(ID),
            "rawId": websafe_encode(ID),
            "type": "public-key",
            "response": {
                "clientDataJSON": websafe_encode(bytes(client)),
                "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
            },
        }
        return Authenticator.objects.create(
            user=self.user, type="webauthn", data={"name": "nyckel", "credential": credential}
        )

    def sign(self, options: Any, count: int) -> str:
        """The answer to a challenge, as passkey.js sends it."""
        told = json.loads(options) if isinstance(options, str) else options
        client = CollectedClientData.create("webauthn.get", told["publicKey"]["challenge"], f"https://{HOST}")
        data = AuthenticatorData.create(sha256(HOST.encode()).digest(), SEEN, count)
        signature = self.key.sign(bytes(data) + client.hash, ec.ECDSA(SHA256()))
        return json.dumps(
            {
                "id": websafe_encode(ID),
                "rawId": websafe_encode(ID),
                "type": "public-key",
                "response": {
                    "clientDataJSON": websafe_encode(bytes(client)),
                    "authenticatorData": websafe_encode(bytes(data)),
                    "signature": websafe_encode(signature),
                    "userHandle": websafe_encode(user_pk_to_url_str(self.user).encode()),
                },
            }
        )
