"""Finding a participant while the name is being typed: a few, the likeliest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from samsteg.access.policies import is_member, is_representative
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.enums import Status
from samsteg.participants.listing import HAPPENED, NEWEST, ONGOING, queue_start, status_on
from samsteg.participants.models import Stay
from samsteg.participants.represented import list_in_part
from samsteg.people.names import (
    NAME_COLUMNS,
    NAMELESS,
    PersonName,
    called,
    is_called,
    open_name,
    without_accents,
)

MOST = 8
SHORTEST = 2  # letters: one alone finds nearly everybody


@dataclass(frozen=True, slots=True)
class Hit:
    """`status` is None where it isn't the reader's to know."""

    person_id: int
    own_id: str
    name: PersonName
    status: Status | None = None

    @property
    def title(self) -> str:
        return called(self.name, self.own_id)


def find_participants(*, actor: Actor, team: Team, text: str, limit: int = MOST) -> tuple[Hit, ...]:
    """Among those whom the actor sees in lists: by the words of the name, or a part of the team's own id.

    Who is here or on the way comes before who has left; a name that begins so before one that holds it. The caller logs
    the read.
    """
    wanted = " ".join(text.replace("\x00", "").split())
    if len(wanted) < SHORTEST:
        return ()
    hits: dict[int, Hit] = {}
    if is_representative(actor, team):
        found = list_in_part(actor=actor, team=team, search=wanted, limit=limit).rows
        hits = {one.person_id: Hit(one.person_id, one.own_id, one.name) for one in found}
    if is_member(actor, team):  # some are both
        hits |= {hit.person_id: hit for hit in _hits(_rows(actor, team, timezone.localdate()), wanted)}
    return tuple(sorted(hits.values(), key=lambda hit: _order(hit, wanted)))[:limit]


@KeptRows
def _rows(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    """Every stay that the actor sees, each person's newest first."""
    seen = Stay.objects.in_team(team.pk).visible_to(actor).filter(HAPPENED)
    told = seen.annotate(queue_on=queue_start(team)).annotate(status=status_on(day))
    rows: QuerySet[Any, tuple[Any, ...]] = told.order_by("person_id", *NEWEST).values_list(
        "person_id", "own_id", "person__own_id", "status", *NAME_COLUMNS
    )
    return rows


def _hits(rows: Iterable[tuple[Any, ...]], wanted: str) -> Iterable[Hit]:
    """Of each person one; found by the id of any stay."""
    newest: dict[int, Hit] = {}
    found: set[int] = set()
    for person_id, own_id, person_own_id, status, *columns in rows:
        if person_id not in newest:
            name = open_name(person_id, (columns[0], columns[1], columns[2]))
            newest[person_id] = Hit(person_id, own_id, name, Status(status))
            if is_called(name, wanted):
                found.add(person_id)
        if any(wanted.casefold() in one.casefold() for one in (own_id, person_own_id)):
            found.add(person_id)
    return (newest[person_id] for person_id in found)


def _order(hit: Hit, wanted: str) -> tuple[bool, bool, bool, str, int]:
    first_word = without_accents(wanted.casefold()).split()[0]
    begins = any(part.startswith(first_word) for part in without_accents(hit.name.full.casefold()).split())
    return (hit.status not in ONGOING, not begins, hit.name == NAMELESS, hit.name.order, hit.person_id)
