"""Whether the one a referral is about has been here before: among those whom the reader sees, and of nobody else.

Nothing of it is told to whoever refers: what is said back is the same for everybody (docs/adr/0013).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import known_at
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.records import Content
from samsteg.people.models import PersonDetail
from samsteg.people.names import NAME_COLUMNS, PersonName, called, open_name, without_accents
from samsteg.people.selectors import persons_by_personnummer

MOST = 5
YEAR_LENGTH = 4


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """`own_ids` are those of the stays that the reader sees, the newest first; `until` the last exit.

    `by_number`: the identity number is the same, so it is the same person. `goes_on`: a stay hasn't ended.
    """

    person_id: int
    title: str
    birth_year: int | None
    own_ids: tuple[str, ...]
    until: dt.date | None
    goes_on: bool
    by_number: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    person_id: int
    name: PersonName
    birth_year: int | None
    own_id: str
    until: dt.date | None
    goes_on: bool


def known_before(*, actor: Actor, team: Team, content: Content) -> tuple[KnownBefore, ...]:
    """Whoever has the number; else those of the same name whose year of birth isn't another. The caller logs the read.

    Protected persons are never among them. Raises PermissionRefused.
    """
    require(actor, "referrals.write", team)
    seen = list(_seen(actor, team))
    if content.personnummer:
        held = persons_by_personnummer(team.pk, [content.personnummer]).get(content.personnummer)
        if found := [one for one in seen if one.person_id == held]:
            return (_known(found, by_number=True),)
    year = int(content.born[:YEAR_LENGTH]) if content.born else None
    wanted = _folded(PersonName(content.first_name, content.last_name))
    same = [one for one in seen if wanted and _folded(one.name) == wanted and _may_be(one, year)]
    persons = dict.fromkeys(one.person_id for one in same)
    return tuple(
        _known([one for one in seen if one.person_id == pk], by_number=False) for pk in list(persons)[:MOST]
    )


def _seen(actor: Actor, team: Team) -> Iterable[_Seen]:
    """The stays that the actor sees in lists, the newest first."""
    born = PersonDetail.objects.filter(known_at(), team=team, person_id=OuterRef("person_id"))
    rows = (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .annotate(birth_year=Subquery(born.values("birth_year")[:1]))
        .order_by("-pk")
    )
    columns = ("person_id", "birth_year", "own_id", "exited_on", "not_enrolled_on", *NAME_COLUMNS)
    for person_id, birth_year, own_id, exited_on, not_enrolled_on, *name in rows.values_list(*columns):
        yield _Seen(
            person_id,
            open_name(person_id, (name[0], name[1], name[2])),
            birth_year,
            own_id,
            exited_on,
            exited_on is None and not_enrolled_on is None,
        )


def _folded(name: PersonName) -> str:
    return without_accents(name.full.casefold())


def _may_be(one: _Seen, year: int | None) -> bool:
    return year is None or one.birth_year is None or one.birth_year == year


def _known(stays: list[_Seen], *, by_number: bool) -> KnownBefore:
    newest = stays[0]
    ends = [one.until for one in stays if one.until]
    return KnownBefore(
        person_id=newest.person_id,
        title=called(newest.name, newest.own_id),
        birth_year=newest.birth_year,
        own_ids=tuple(one.own_id for one in stays),
        until=max(ends, default=None),
        goes_on=any(one.goes_on for one in stays),
        by_number=by_number,
    )
