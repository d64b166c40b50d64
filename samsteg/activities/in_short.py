"""The groups that persons are in now, in a word: for who takes over after a coach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from samsteg.activities.models import GroupMembership
from samsteg.core.facts import among
from samsteg.organisation.models import Team


def groups_now(team: Team, person_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Names of groups by person, in order of name. One question. The persons are those whom the actor sees."""
    today, wanted = timezone.localdate(), set(person_ids)
    held = (
        GroupMembership.objects.in_team(team.pk)
        .current()
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=today))
    )
    rows = among(held, "person_id", wanted).values_list("person_id", "group__name", "joined_on")
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, name, joined_on in rows:
        if person_id in wanted and joined_on <= today:
            found[person_id].add(name)
    return {person_id: tuple(sorted(names, key=str.casefold)) for person_id, names in found.items()}
