"""Encryption of what points out a person: AES-256-GCM under a data key per person, HMAC-SHA-256 blind index.

The cipher is bound to its place (kind and person), so that a value moved to another row can't be opened there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem
from samsteg.core.named_keys import KEY_BYTES, NAME_LENGTH
from samsteg.people.keys import KeyRing

NONCE_BYTES = 12


def _seal(key: bytes, plain: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def _open(key: bytes, sealed: bytes, place: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
        raise KeyProblem(_("What is stored can't be opened with the present master keys.")) from error


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap(ring: KeyRing, data_key: bytes, person_id: int) -> tuple[str, bytes]:
    """The data key under the current master key: (the master key's id, the wrapped key)."""
    return ring.current_id, _seal(ring.master(ring.current_id), data_key, f"key:{person_id}")


def unwrap(ring: KeyRing, key_id: str, wrapped: bytes, person_id: int) -> bytes:
    """Raises KeyProblem when the master key is missing or wrong."""
    return _open(ring.master(key_id), wrapped, f"key:{person_id}")


def encrypt_bytes(data_key: bytes, plain: bytes, *, kind: str, person_id: int) -> bytes:
    return _seal(data_key, plain, f"{kind}:{person_id}")


def decrypt_bytes(data_key: bytes, sealed: bytes, *, kind: str, person_id: int) -> bytes:
    """Raises KeyProblem when the key does not fit."""
    return _open(data_key, sealed, f"{kind}:{person_id}")


def encrypt(data_key: bytes, plain: str, *, kind: str, person_id: int) -> bytes:
    return encrypt_bytes(data_key, plain.encode(), kind=kind, person_id=person_id)


def decrypt(data_key: bytes, sealed: bytes, *, kind: str, person_id: int) -> str:
    """Raises KeyProblem when the key does not fit."""
    return decrypt_bytes(data_key, sealed, kind=kind, person_id=person_id).decode()


def seal_file(ring: KeyRing, content: bytes, place: str) -> bytes:
    """A whole file under the current master key, for short keeping. It opens only at its own `place`."""
    key_id = ring.current_id
    return key_id.encode() + b"\n" + _seal(ring.master(key_id), content, f"file:{place}")


def open_file(ring: KeyRing, sealed: bytes, place: str) -> bytes:
    """Raises KeyProblem when the master key is missing, or the file isn't the one that was sealed for the place."""
    rest = sealed.partition(b"\n")[2]
    return _open(ring.master(key_id_of(sealed)), rest, f"file:{place}")


def key_id_of(sealed: bytes) -> str:
    """The name of the master key that sealed a file; whatever a damaged one begins with."""
    return sealed.partition(b"\n")[0][:NAME_LENGTH].decode(errors="replace")


def blind_index(ring: KeyRing, team_id: int, personnummer: str) -> bytes:
    """Finds the same twelve digits within one team; across teams the values differ, so that none learns of another."""
    return hmac.new(ring.index_key, f"{team_id}:{personnummer}".encode(), hashlib.sha256).digest()
