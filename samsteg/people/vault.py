"""What is kept in secret about a person: any number of texts and files, all under the person's one data key.

Rotation wraps the key anew and touches none of them; destroying it forgets them all (docs/adr/0006). Each cipher is
bound to its place, so that it opens nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from samsteg.core.errors import KeyProblem
from samsteg.core.facts import among
from samsteg.people import crypto
from samsteg.people.key_checks import checked_ring
from samsteg.people.keys import KeyRing, key_ring
from samsteg.people.models import Identity

SealedKey = tuple[str | None, bytes | memoryview | None]  # as Identity keeps it: key_id and wrapped_key


@dataclass(frozen=True, slots=True)
class Vault:
    """One person's opened data key. A place is a kind and what tells rows of it apart, such as "note:17"."""

    person_id: int
    _key: bytes = field(repr=False)

    def seal(self, plain: str, place: str) -> bytes:
        return crypto.encrypt(self._key, plain, kind=place, person_id=self.person_id)

    def open(self, sealed: bytes | memoryview, place: str) -> str:
        """Raises KeyProblem for what was sealed at another place, or under another key."""
        return crypto.decrypt(self._key, bytes(sealed), kind=place, person_id=self.person_id)

    def open_if_kept(self, sealed: bytes | memoryview, place: str) -> str | None:
        """None for what was sealed under a key that has been destroyed since: nobody opens it again."""
        try:
            return self.open(sealed, place)
        except KeyProblem:  # the master key is right, since this vault is open
            return None

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        return crypto.encrypt_bytes(self._key, content, kind=place, person_id=self.person_id)

    def open_bytes_if_kept(self, sealed: bytes | memoryview, place: str) -> bytes | None:
        """As `open_if_kept`."""
        try:
            return self.open_bytes(sealed, place)
        except KeyProblem:
            return None

    def open_bytes(self, sealed: bytes | memoryview, place: str) -> bytes:
        """Raises as `open`."""
        return crypto.decrypt_bytes(self._key, bytes(sealed), kind=place, person_id=self.person_id)


def vault_to_fill(team_id: int, person_id: int) -> Vault:
    """The person's vault, made at first use; two who come at once get the same. Raises KeyProblem on wrong keys."""
    ring = checked_ring(remember=True)
    known = Identity.objects.filter(team_id=team_id, person_id=person_id)
    row = known.first()
    if row is None:
        key_id, wrapped = crypto.wrap(ring, crypto.new_data_key(), person_id)
        made = Identity(team_id=team_id, person_id=person_id, key_id=key_id, wrapped_key=wrapped)
        Identity.objects.bulk_create([made], ignore_conflicts=True)
        row = known.get()
    return _opened(ring, row)


def vaults_of(team_id: int, person_ids: Iterable[int]) -> dict[int, Vault]:
    """By person; whoever has no vault, or whose key is destroyed, is left out. Raises KeyProblem on wrong keys."""
    ring, wanted = key_ring(), set(person_ids)
    rows = among(Identity.objects.filter(team_id=team_id), "person_id", wanted)
    return {row.person_id: _opened(ring, row) for row in rows if row.person_id in wanted}


def vault_of(person_id: int, sealed_key: SealedKey) -> Vault | None:
    """Of a key that was read along with something else; None for whoever has no vault. Raises as `vaults_of`."""
    key_id, wrapped = sealed_key
    if key_id is None or wrapped is None:
        return None
    return Vault(person_id, crypto.unwrap(key_ring(), key_id, bytes(wrapped), person_id))


def _opened(ring: KeyRing, row: Identity) -> Vault:
    key = crypto.unwrap(ring, row.key_id, bytes(row.wrapped_key), row.person_id)
    return Vault(row.person_id, key)
