"""What those of a roll call are called on a telephone: a first name, and a number where several share it.

See docs/adr/0019. The order is the roll call's own, by last name, so that a leader who knows the group can tell who is
who without coverage; the count tells that a name is shared. Nobody is ever called by the team's own id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.activities.rolls import RollRow


@dataclass(frozen=True, slots=True)
class Spoken:
    """`is_told`: the name alone doesn't say who it is, so the page with coverage tells it beforehand."""

    row: RollRow
    name: str
    is_told: bool


def spoken_names(rows: Sequence[RollRow]) -> list[Spoken]:
    """In the order of the roll. Who has the same whole name as somebody else is left out: not even its pages tell them
    apart, and a wrong mark is worse than a late one.
    """
    whole = Counter(row.person.title.casefold() for row in rows)
    shared = Counter(_key(row) for row in rows)
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        key = _key(row)
        seen[key] += 1
        if whole[row.person.title.casefold()] > 1:
            continue
        name = row.person.first or _("Participant")
        if shared[key] > 1:
            told = {"name": name, "number": seen[key], "count": shared[key]}
            name = _("%(name)s %(number)d of %(count)d") % told
        found.append(Spoken(row, name, shared[key] > 1 or not row.person.first))
    return found


def _key(row: RollRow) -> str:
    return row.person.first.casefold()
