"""Writes about persons: the person, its dated details and its encrypted identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.core.bulk import insert_rows, new_ids
from samsteg.core.errors import Refused
from samsteg.core.facts import Stamp, among, replace_facts
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import takes_numbers
from samsteg.people import crypto
from samsteg.people.key_checks import checked_ring
from samsteg.people.keys import KeyRing
from samsteg.people.models import EarlierContact, Identity, Person, PersonDetail
from samsteg.people.vault import vault_to_fill

NEW_IDENTITY = ("person_id", "key_id", "wrapped_key", "personnummer_cipher", "personnummer_index")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """`birth_year` alone when only the year is known; it follows from `born_on` otherwise."""

    sex: str
    born_on: dt.date | None = None
    birth_year: int | None = None


def create_persons(*, team: Team, own_ids: Sequence[str]) -> list[int]:
    """New persons in the order given; an empty own id is allowed."""
    made = new_ids(Person, len(own_ids))
    insert_rows(Person, ("id", "own_id"), zip(made, own_ids, strict=True), same={"team_id": team.pk})
    return made


def save_own_ids(*, team: Team, own_ids: Mapping[int, str]) -> None:
    """Sets the team's own id of persons (by primary key); a person of another team is left alone."""
    stored = dict(among(Person.objects.filter(team=team), "pk", own_ids).values_list("pk", "own_id"))
    changed = [
        Person(pk=pk, own_id=own_id) for pk, own_id in own_ids.items() if stored.get(pk, own_id) != own_id
    ]
    Person.objects.bulk_update(changed, ["own_id"], batch_size=1000)


def save_details(*, team: Team, persons: Mapping[int, PersonFacts], stamp: Stamp) -> int:
    """Sex and birth as dated facts; returns how many persons changed."""
    return replace_facts(
        among(PersonDetail.objects.all(), "person_id", persons),
        team_id=team.pk,
        key=("person_id",),
        values=("sex", "born_on", "birth_year"),
        desired={
            (pk,): (facts.sex, facts.born_on, facts.born_on.year if facts.born_on else facts.birth_year)
            for pk, facts in persons.items()
        },
        stamp=stamp,
    )


def _data_key(ring: KeyRing, identity: Identity) -> bytes:
    return crypto.unwrap(ring, identity.key_id, bytes(identity.wrapped_key), identity.person_id)


def save_personnummer(*, team: Team, numbers: Mapping[int, str | None]) -> int:
    """Encrypts twelve digits per person (by primary key); None takes the number away. Returns how many changed.

    Two persons may change numbers with each other. Raises KeyProblem when a stored record can't be opened with the
    present keys, or when a key isn't the one it was; Refused for numbers in a team whose controller isn't decided,
    where real participants may be stored.
    """
    if any(numbers.values()) and not takes_numbers(team):
        raise Refused(_("The team takes no identity numbers until its controller is decided."))
    ring = checked_ring(remember=True)
    stored = {row.person_id: row for row in among(Identity.objects.filter(team=team), "person_id", numbers)}
    created: list[tuple[object, ...]] = []
    changed: dict[int, tuple[bytes, bytes] | None] = {}
    for person_id, number in numbers.items():
        index = crypto.blind_index(ring, team.pk, number) if number else None
        row = stored.get(person_id)
        if row is None and number:
            created.append((person_id, *_sealed_identity(ring, person_id, number), index))
        elif row is not None and (bytes(row.personnummer_index or b"") or None) != index:
            key = _data_key(ring, row)
            sealed = crypto.encrypt(key, number, kind="personnummer", person_id=person_id) if number else b""
            changed[person_id] = (sealed, index) if index else None
    restore_personnummer(team=team, numbers=changed)
    insert_rows(Identity, NEW_IDENTITY, created, same={"team_id": team.pk})
    return len(created) + len(changed)


def restore_personnummer(*, team: Team, numbers: Mapping[int, tuple[bytes, bytes] | None]) -> None:
    """Puts (cipher, blind index) back as they once stood, under each person's own data key; None takes them away."""
    if not numbers:
        return
    rows = among(Identity.objects.filter(team=team), "person_id", numbers)
    changed = [row for row in rows if row.person_id in numbers]
    fields = ["personnummer_cipher", "personnummer_index"]
    for row in changed:  # first free all, so that two can change places
        row.personnummer_cipher = row.personnummer_index = None
    Identity.objects.bulk_update(changed, fields, batch_size=1000)
    for row in changed:
        row.personnummer_cipher, row.personnummer_index = numbers[row.person_id] or (None, None)
    Identity.objects.bulk_update(
        [row for row in changed if row.personnummer_index is not None], fields, batch_size=1000
    )


def _sealed_identity(ring: KeyRing, person_id: int, number: str) -> tuple[str, bytes, bytes]:
    """The master key's id, the person's new data key under it, and the number under the data key."""
    data_key = crypto.new_data_key()
    sealed = crypto.encrypt(data_key, number, kind="personnummer", person_id=person_id)
    return (*crypto.wrap(ring, data_key, person_id), sealed)


def save_contact(*, team: Team, person_id: int, contact: str) -> None:
    """Encrypts the person's contact data (a JSON text) under the person's data key."""
    sealed = vault_to_fill(team.pk, person_id).seal(contact, "contact")
    Identity.objects.filter(team=team, person_id=person_id).update(contact_cipher=sealed)


def forget_identity(*, team: Team, person_id: int) -> bool:
    """Destroys the person's data key: number, contact data, notes and files under it can't be opened again, here or in
    any copy. Returns whether there was a key. Copies of the key in backups go with the backups.
    """
    EarlierContact.objects.filter(team=team, person_id=person_id).delete()
    gone, _rows = Identity.objects.filter(team=team, person_id=person_id).delete()
    return gone > 0
