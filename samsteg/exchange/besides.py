"""What an import changes that isn't a fact dated twice: own ids, numbers, coaches, consents, links, the team itself.

It is read before and after, and the difference is kept sealed with the import, so that it can be put back.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from samsteg.access.selectors import coaches_and_consents
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.activities.from_file import group_states, restore_groups
from samsteg.core.facts import among
from samsteg.exchange.columns import SheetName
from samsteg.exchange.plan import Plan
from samsteg.organisation.models import Team
from samsteg.organisation.services import TeamState, restore_team, team_state
from samsteg.participants.models import Stay
from samsteg.participants.services import move_stays
from samsteg.people.crypto import open_file, seal_file
from samsteg.people.keys import key_ring
from samsteg.people.models import EarlierContact, Identity, Person
from samsteg.people.services import restore_personnummer, save_own_ids


@dataclass(frozen=True, slots=True)
class PersonState:
    """Of one person. `number` is the blind index in hex; `has_contact` tells that something stands there, or did."""

    own_id: str = ""
    coach_id: int | None = None
    consent_on: str | None = None
    number: str = ""
    has_contact: bool = False


@dataclass(frozen=True, slots=True)
class Besides:
    """A reading: persons by primary key, each stay's person, the ciphers of the numbers, the team's own row;
    groups with their leaders as `group_states` gives them, None for a group that was not there.
    """

    team: TeamState
    persons: Mapping[int, PersonState] = field(default_factory=dict)
    stays: Mapping[int, int] = field(default_factory=dict)
    ciphers: Mapping[int, str] = field(default_factory=dict)  # base64, under the person's own key
    groups: Mapping[int, Mapping[str, Any] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """What to put back (`before`) and what must still stand for that (`after`)."""

    before: Besides
    after: Besides


def read_besides(team: Team, plan: Plan, known: Besides | None = None) -> Besides:
    """Everything that the plan may touch; after an apply with what was read before it as `known`."""
    own_ids = [str(row.key[0]) for row in plan.of(SheetName.STAYS)]
    rows = among(Stay.objects.in_team(team.pk), "own_id", own_ids)
    wanted = set(own_ids)
    stays = {
        pk: person_id
        for pk, own_id, person_id in rows.values_list("pk", "own_id", "person_id")
        if own_id in wanted
    }
    linked = {row.record.get("person_id") for row in plan.of(SheetName.STAYS)}
    persons = {*stays.values(), *(pk for pk in linked if isinstance(pk, int))}
    return read_persons(team, persons | set(known.persons if known else ()), stays)


def read_persons(team: Team, persons: Collection[int], stays: Mapping[int, int]) -> Besides:
    own_ids = dict(among(Person.objects.filter(team=team), "pk", persons).values_list("pk", "own_id"))
    coaches, consents = coaches_and_consents(team.pk)
    numbers: dict[int, str] = {}
    ciphers: dict[int, str] = {}
    contacts: set[int] = set()
    identities = among(Identity.objects.filter(team=team), "person_id", persons)
    columns = ("person_id", "personnummer_index", "personnummer_cipher", "contact_cipher", "name_cipher")
    for person_id, index, cipher, contact, name in identities.values_list(*columns):
        if index is not None:
            numbers[person_id] = bytes(index).hex()
            ciphers[person_id] = base64.b64encode(bytes(cipher or b"")).decode()
        if contact is not None or name is not None:  # written on a page
            contacts.add(person_id)
    earlier = among(EarlierContact.objects.filter(team=team), "person_id", persons)
    contacts.update(earlier.values_list("person_id", flat=True))
    return Besides(
        team=team_state(team),
        persons={
            pk: PersonState(
                own_id=own_ids[pk],
                coach_id=coaches.get(pk),
                consent_on=_text(consents.get(pk)),
                number=numbers.get(pk, ""),
                has_contact=pk in contacts,
            )
            for pk in persons
            if pk in own_ids
        },
        stays=stays,
        ciphers={pk: cipher for pk, cipher in ciphers.items() if pk in persons},
        groups=group_states(team),
    )


def difference(before: Besides, after: Besides) -> Difference:
    """Only what differs, and each person that the import made, who was nothing before; a stay that it made stays as
    it is.
    """
    nothing = PersonState()
    changed = [pk for pk, state in after.persons.items() if before.persons.get(pk) != state]
    moved = [pk for pk, person in before.stays.items() if after.stays.get(pk, person) != person]
    groups = [pk for pk, state in after.groups.items() if before.groups.get(pk) != state]
    return Difference(
        before=Besides(
            team=before.team,
            persons={pk: before.persons.get(pk, nothing) for pk in changed},
            stays={pk: before.stays[pk] for pk in moved},
            ciphers={pk: before.ciphers[pk] for pk in changed if pk in before.ciphers},
            groups={pk: before.groups.get(pk) for pk in groups},
        ),
        after=Besides(
            team=after.team,
            persons={pk: after.persons[pk] for pk in changed},
            stays={pk: after.stays[pk] for pk in moved},
            groups={pk: after.groups[pk] for pk in groups},
        ),
    )


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def seal(found: Difference, source_id: int) -> bytes:
    """Encrypted under the current master key, for this import alone."""
    plain = zlib.compress(json.dumps(found, default=_by_name).encode())
    return seal_file(key_ring(), plain, place_of(source_id))


_NAMES: dict[type[object], tuple[str, ...]] = {
    kind: tuple(one.name for one in fields(kind)) for kind in (Difference, Besides, PersonState, TeamState)
}


def _by_name(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


def unseal(sealed: bytes, source_id: int) -> Difference:
    """Raises KeyProblem when the master key that sealed it is gone."""
    read = json.loads(zlib.decompress(open_file(key_ring(), sealed, place_of(source_id))))
    return Difference(before=_besides(read["before"]), after=_besides(read["after"]))


def place_of(source_id: int) -> str:
    """What an import's sealed part is bound to."""
    return f"import:{source_id}"


def _besides(read: Mapping[str, Any]) -> Besides:
    return Besides(
        team=TeamState(**{**read["team"], "controllers": tuple(read["team"]["controllers"])}),
        persons={int(pk): PersonState(**state) for pk, state in read["persons"].items()},
        stays={int(pk): person for pk, person in read["stays"].items()},
        ciphers={int(pk): cipher for pk, cipher in read["ciphers"].items()},
        groups={int(pk): state for pk, state in read.get("groups", {}).items()},
    )


def changed_since(team: Team, found: Difference) -> Iterable[SheetName]:
    """The sheets whose things besides facts no longer are as the import left them, one for each thing."""
    after = found.after
    stays = dict(among(Stay.objects.in_team(team.pk), "pk", after.stays).values_list("pk", "person_id"))
    now = read_persons(team, list(after.persons), {pk: stays[pk] for pk in after.stays if pk in stays})
    if found.before.team != after.team and now.team != after.team:
        yield SheetName.TEAM
    for pk, state in after.persons.items():
        if now.persons.get(pk) != state:
            yield SheetName.STAYS
    for pk, person in after.stays.items():
        if now.stays.get(pk) != person:
            yield SheetName.STAYS
    yield from [SheetName.STAYS] * _taken(team, found)
    yield from (SheetName.GROUPS for pk, state in after.groups.items() if now.groups.get(pk) != state)


def _taken(team: Team, found: Difference) -> int:
    """Own ids and numbers to be put back that somebody else has got since."""
    back = found.before.persons
    others = Person.objects.filter(team=team).exclude(own_id="")
    wanted = {state.own_id for state in back.values() if state.own_id}
    taken = sum(
        own_id in wanted and pk not in back
        for pk, own_id in among(others, "own_id", wanted).values_list("pk", "own_id")
    )
    numbers = {bytes.fromhex(state.number) for state in back.values() if state.number}
    holders = among(Identity.objects.filter(team=team), "personnummer_index", numbers)
    return taken + sum(
        bytes(index or b"") in numbers and pk not in back
        for pk, index in holders.values_list("person_id", "personnummer_index")
    )


def put_back(team: Team, found: Difference) -> None:
    """Makes everything besides facts as it was before the import."""
    before, after = found.before, found.after
    if before.team != after.team:
        restore_team(team, before.team)
    pairs = {pk: (state, after.persons[pk]) for pk, state in before.persons.items()}
    renamed = {pk: old.own_id for pk, (old, new) in pairs.items() if old.own_id != new.own_id}
    save_own_ids(
        team=team, own_ids=dict.fromkeys(renamed, "")
    )  # first free all, so that two can change places
    save_own_ids(team=team, own_ids=renamed)
    restore_personnummer(
        team=team,
        numbers={
            pk: (base64.b64decode(before.ciphers[pk]), bytes.fromhex(old.number)) if old.number else None
            for pk, (old, new) in pairs.items()
            if old.number != new.number
        },
    )
    assign_coaches(
        team=team,
        coaches={pk: old.coach_id for pk, (old, new) in pairs.items() if old.coach_id != new.coach_id},
    )
    record_team_consents(
        team=team,
        consents={
            pk: dt.date.fromisoformat(old.consent_on) if old.consent_on else None
            for pk, (old, new) in pairs.items()
            if old.consent_on != new.consent_on
        },
    )
    move_stays(team=team, persons=before.stays)
    restore_groups(team, before.groups)
