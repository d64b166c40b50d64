from __future__ import annotations

from collections.abc import Iterable

from samsteg.core.facts import among
from samsteg.people import crypto
from samsteg.people.key_checks import checked_ring
from samsteg.people.keys import key_ring
from samsteg.people.models import Identity
from samsteg.people.vault import vaults_of


def persons_by_personnummer(team_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """Which of the team's persons have these numbers: {twelve digits: person id}. Found by blind index.

    Raises KeyProblem on wrong keys: a wrong index key would find nobody.
    """
    ring = checked_ring()
    wanted = {crypto.blind_index(ring, team_id, number): number for number in numbers}
    found = among(Identity.objects.filter(team_id=team_id), "personnummer_index", wanted)
    return {
        wanted[bytes(index)]: pk
        for pk, index in found.values_list("person_id", "personnummer_index")
        if index is not None and bytes(index) in wanted
    }


def personnummer_of(team_id: int, person_ids: Iterable[int]) -> dict[int, str]:
    """The numbers in clear, for whoever has already been allowed and logged. Raises KeyProblem on wrong keys."""
    ring = key_ring()
    wanted = set(person_ids)
    rows = Identity.objects.filter(team_id=team_id, personnummer_cipher__isnull=False)
    numbers = {}
    for row in among(rows, "person_id", wanted):
        if row.person_id not in wanted:
            continue
        data_key = crypto.unwrap(ring, row.key_id, bytes(row.wrapped_key), row.person_id)
        sealed = bytes(row.personnummer_cipher or b"")
        numbers[row.person_id] = crypto.decrypt(
            data_key, sealed, kind="personnummer", person_id=row.person_id
        )
    return numbers


def contact_of(team_id: int, person_id: int) -> str:
    """The person's contact data (a JSON text), empty when there is none. Raises KeyProblem on wrong keys."""
    row = Identity.objects.filter(team_id=team_id, person_id=person_id, contact_cipher__isnull=False).first()
    if row is None:
        return ""
    return vaults_of(team_id, [person_id])[person_id].open(row.contact_cipher or b"", "contact")
