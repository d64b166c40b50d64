"""What a person is called: kept under the person's data key, and opened for whoever already sees the person.

Whether a name may be shown is decided where the person is fetched (`visible_to`), and for protected persons by the
controller's rule. Most questions about persons ask for the three columns of `NAME_COLUMNS` along, so that a name costs
no question of its own.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.core.facts import among
from samsteg.core.swedish import swedish_order
from samsteg.organisation.models import Team
from samsteg.people import crypto
from samsteg.people.keys import KeyRing, key_ring
from samsteg.people.models import Identity
from samsteg.people.vault import vault_to_fill

PLACE = "name"
LONGEST = 80
NOT_IN_NAMES = frozenset({"Cc", "Cf", "Co", "Cs"})  # what can't be seen, or turns the line round
JOINERS = "\u200c\u200d"  # some scripts spell with them
# As seen from a row that has a person; the order is that of `open_name`.
NAME_COLUMNS = (
    "person__identity__key_id",
    "person__identity__wrapped_key",
    "person__identity__name_cipher",
)
BESIDE = ("name_key_id", "name_wrapped_key", "name_cipher")  # the same beside a row's own columns
NameRow = tuple[str | None, bytes | memoryview | None, bytes | memoryview | None]


@dataclass(frozen=True, slots=True)
class PersonName:
    """Either part may be empty: not everybody has two names, and a team may know only one of them."""

    first: str = ""
    last: str = ""

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}".strip()

    @property
    def order(self) -> str:
        """By last name, then first, as Swedish lists are."""
        return swedish_order(f"{self.last} {self.first}".strip())


NAMELESS = PersonName()


def tidied_name(text: str) -> str:
    """One line in one form of its letters. Raises Refused for what is too long or can't be part of a name."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if len(plain) > LONGEST:
        raise Refused(_("Write at most %(count)d letters of the name.") % {"count": LONGEST})
    if any(unicodedata.category(sign) in NOT_IN_NAMES and sign not in JOINERS for sign in plain):
        raise Refused(_("The name holds a sign that can't be shown. Write it by hand instead of pasting it."))
    return plain


def save_name(*, team: Team, person_id: int, name: PersonName) -> None:
    """An empty name takes it away. The caller has asked whether the person may have one here. Raises Refused."""
    kept = PersonName(tidied_name(name.first), tidied_name(name.last))
    rows = Identity.objects.filter(team=team, person_id=person_id)
    if kept == NAMELESS:
        rows.update(name_cipher=None)
        return
    sealed = vault_to_fill(team.pk, person_id).seal(json.dumps([kept.first, kept.last]), PLACE)
    rows.update(name_cipher=sealed)


def open_name(person_id: int, columns: NameRow, ring: KeyRing | None = None) -> PersonName:
    """The name in a row's NAME_COLUMNS; NAMELESS where there is none. Raises KeyProblem on wrong keys."""
    key_id, wrapped, sealed = columns
    if key_id is None or wrapped is None or sealed is None:
        return NAMELESS
    key = crypto.unwrap(ring or key_ring(), key_id, bytes(wrapped), person_id)
    first, last = json.loads(crypto.decrypt(key, bytes(sealed), kind=PLACE, person_id=person_id))
    return PersonName(first, last)


def names_beside(path: str = "") -> dict[str, F]:
    """Annotations that put the name's columns beside a row's own, for `name_beside`. `path`: from the row to one that
    has a person, with its underscores.
    """
    return {name: F(f"{path}{column}") for name, column in zip(BESIDE, NAME_COLUMNS, strict=True)}


def name_beside(row: Any, person_id: int, ring: KeyRing | None = None) -> PersonName:
    """The name in a row that was asked with `names_beside`. Raises KeyProblem on wrong keys."""
    return open_name(person_id, (row.name_key_id, row.name_wrapped_key, row.name_cipher), ring)


def names_of_persons(team_id: int, person_ids: Iterable[int]) -> dict[int, PersonName]:
    """By person; whoever has none is left out. Raises KeyProblem on wrong keys."""
    ring, wanted = key_ring(), set(person_ids)
    rows = Identity.objects.filter(team_id=team_id, name_cipher__isnull=False)
    columns = among(rows, "person_id", wanted).values_list(
        "person_id", "key_id", "wrapped_key", "name_cipher"
    )
    return {
        person_id: open_name(person_id, (key_id, wrapped, sealed), ring)
        for person_id, key_id, wrapped, sealed in columns
        if person_id in wanted
    }


def is_called(name: PersonName, text: str) -> bool:
    """Whether every word of what was typed is found in the name, with or without its accents; never by no words."""
    words = unicodedata.normalize("NFC", text).casefold().split()
    shown = unicodedata.normalize("NFC", name.full).casefold()
    told = f"{shown} {without_accents(shown)}"
    return bool(words) and all(word in told for word in words)


def without_accents(text: str) -> str:
    """As one types it in a hurry: e for e acute, a for a with a ring."""
    taken_apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in taken_apart if not unicodedata.combining(sign))


def called(name: PersonName, own_id: str) -> str:
    """How a page speaks of the person: by name, and by the team's own id where no name is kept."""
    return name.full or _("Participant %(id)s") % {"id": own_id}
