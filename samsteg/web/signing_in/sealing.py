"""Keys for what signing in must keep secret: seeds of codes, and the subjects of e-IDs.

Derived from the installation's index key, which is never changed (docs/operations.md), so that no rotation locks
everybody out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem
from samsteg.people.keys import key_ring

NONCE_BYTES = 12


def _key(purpose: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"samsteg {purpose}".encode()).derive(key_ring().index_key)


def seal(text: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_key("second factor")).encrypt(nonce, text.encode(), None)
    return base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str) -> str:
    """Raises KeyProblem where the index key is another than the one that sealed."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_key("second factor")).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
    except (InvalidTag, ValueError) as error:
        raise KeyProblem(_("What is stored can't be opened with the present master keys.")) from error


def subject_digest(issuer: str, subject: str) -> str:
    """Finds the same subject of the same issuer again. The same subject elsewhere is somebody else."""
    text = f"{len(issuer)}:{issuer}{subject}".encode()
    return hmac.new(_key("electronic id"), text, hashlib.sha256).hexdigest()
