"""Notices a key that has the right name and is another: what it gives for a fixed text is kept in the database.

A wrong index key would else find nobody by number and let a second person be made; a wrong master key under an old name
would seal what nobody opens again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem
from samsteg.people.keys import INDEX, KeyRing, key_ring
from samsteg.people.models import KeyCheck

TEXT = b"samsteg check of a key"


def digest_of(key: bytes) -> bytes:
    return hmac.new(key, TEXT, hashlib.sha256).digest()


def checked_ring(*, remember: bool = False) -> KeyRing:
    """The installation's keys, none of them another than the one known by its name. Raises KeyProblem.

    `remember`: the current key and the index key are noted when they are new; for those who write.
    """
    ring = key_ring()
    known = {name: bytes(digest) for name, digest in KeyCheck.objects.values_list("name", "digest")}
    if wrong := wrong_keys(ring, known):
        raise KeyProblem(
            _(
                "The key “%(key)s” in SAMSTEG_MASTER_KEYS is another than the one in use. Put the right one back."
            )
            % {"key": wrong[0]}
        )
    if remember:
        _remember(ring, known, (INDEX, ring.current_id))
    return ring


def wrong_keys(ring: KeyRing, known: dict[str, bytes]) -> list[str]:
    """Names of the ring's keys that are not what is known of them."""
    return [
        name
        for name, key in _all(ring).items()
        if name in known and not hmac.compare_digest(known[name], digest_of(key))
    ]


def _remember(ring: KeyRing, known: dict[str, bytes], names: Iterable[str]) -> None:
    keys = _all(ring)
    new = [KeyCheck(name=name, digest=digest_of(keys[name])) for name in names if name not in known]
    if new:  # somebody else may note it at the same time
        KeyCheck.objects.bulk_create(new, ignore_conflicts=True)


def _all(ring: KeyRing) -> dict[str, bytes]:
    return {**ring.masters, INDEX: ring.index_key}
