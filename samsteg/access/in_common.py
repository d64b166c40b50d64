"""What several actors may all see: the persons whom each of them sees, and of a record what each of them may read.

Whatever one of them may not see is left out for all. An opening in an emergency is its own reader's and is never lent
to a room; a protected person is there only where everybody is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from samsteg.access.enums import DataCategory, Ground
from samsteg.access.opened import Opened, Source, opened_among, opened_columns, visible_items
from samsteg.access.querysets import NOTHING, OF_STAFF, Rows, visible_persons
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.people.models import Person

LENT = frozenset(Ground) - {Ground.EMERGENCY}
NOTHING_OPEN = Opened()


def seen_by_all(
    actors: Sequence[Actor], *, team_field: str = "team_id", person_field: str = "person_id"
) -> Q:
    """Condition on rows that have a team and a person: each of the actors sees the person. Nobody sees nobody."""
    return _by_all(actors, LENT, team_field, person_field)


def read_whole_by_all(
    actors: Sequence[Actor], *, team_field: str = "team_id", person_field: str = "person_id"
) -> Q:
    """As `seen_by_all`, and each of them reads the team's own record whole, as one of the staff."""
    return _by_all(actors, LENT & OF_STAFF, team_field, person_field)


def _by_all(actors: Sequence[Actor], grounds: Collection[Ground], team_field: str, person_field: str) -> Q:
    conditions = [
        visible_persons(
            actor, team_field=team_field, person_field=person_field, named=True, grounds=sorted(grounds)
        )
        for actor in actors
    ]
    return reduce(and_, conditions) if conditions else NOTHING


def items_read_by_all(actors: Sequence[Actor], *, source_field: str, category_field: str) -> Q:
    """Condition on rows as `opened.visible_items`: each of the actors may read the item."""
    conditions = [
        visible_items(actor, source_field=source_field, category_field=category_field, named=True)
        for actor in actors
    ]
    return reduce(and_, conditions) if conditions else NOTHING


def opened_to_all(actors: Sequence[Actor], team: Team, person_id: int) -> Opened:
    """What each of them may read of one person's record; empty where one of them doesn't see the person.

    One question, however many they are.
    """
    rows = Rows(person_field="pk")
    asked = {
        f"a{number}_{name}": column
        for number, actor in enumerate(actors)
        for name, column in opened_columns(actor, rows).items()
    }
    of_person = Person.objects.filter(team_id=team.pk, pk=person_id)
    held = of_person.annotate(**asked).values(*asked).first() if asked else None
    if held is None:
        return NOTHING_OPEN
    return common(
        opened_among(actor, team, _own_columns(held, f"a{number}_")) for number, actor in enumerate(actors)
    )


def _own_columns(held: Mapping[str, Any], start: str) -> dict[str, Any]:
    """Of one actor, without what is not lent."""
    own = {name.removeprefix(start): value for name, value in held.items() if name.startswith(start)}
    return own | {f"is_{one}": False for one in Ground if one not in LENT}


def common(all_opened: Iterable[Opened]) -> Opened:
    """What each of them lets be read. The grounds are nobody's any more: none are told."""
    return reduce(_both, all_opened)


def _both(one: Opened, other: Opened) -> Opened:
    named: set[Source] = {*one.whole, *other.whole, *one.by_source, *other.by_source}
    whole = one.whole & other.whole
    in_part = named - whole
    return Opened(
        whole=whole,
        by_source=MappingProxyType(
            {source: one.of_source(source) & other.of_source(source) for source in in_part}
        ),
        of_two=MappingProxyType(
            {source: _of_two(one, source) & _of_two(other, source) for source in in_part}
        ),
    )


def _of_two(opened: Opened, source: Source) -> frozenset[str]:
    return frozenset(DataCategory) if source in opened.whole else opened.of_two.get(source, frozenset())
