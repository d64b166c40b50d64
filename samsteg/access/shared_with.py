"""What consents in force let the authorities that an actor represents know, for the actor's own pages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from samsteg.access.consent_conditions import in_force
from samsteg.access.consent_enums import ConsentKind
from samsteg.access.consent_models import ConsentRecipient
from samsteg.access.querysets import represented
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team


@dataclass(frozen=True, slots=True)
class Shared:
    """One consent: which authority may know what, from whom (empty: from the team), up to and including which day."""

    authority: str
    source: str
    categories: tuple[str, ...]
    last_on: dt.date


def shared_with(actor: Actor, team: Team, person_ids: Collection[int]) -> dict[int, tuple[Shared, ...]]:
    """By person. Another authority's consents are never told of."""
    own = represented(actor).get(team.pk, frozenset())
    rows = (
        ConsentRecipient.objects.filter(
            in_force("consent__"),
            team=team,
            authority_id__in=sorted(own),
            consent__kind=ConsentKind.SECRECY,
            consent__person_id__in=list(person_ids),
        )
        .order_by("consent__valid_to", "pk")
        .values_list(
            "consent__person_id",
            "authority__name",
            "consent__source_authority__name",
            "consent__categories",
            "consent__valid_to",
        )
    )
    found: dict[int, list[Shared]] = defaultdict(list)
    for person_id, authority, source, categories, valid_to in rows:
        last_on = valid_to - dt.timedelta(days=1)
        found[person_id].append(Shared(authority, source or "", tuple(categories), last_on))
    return {person_id: tuple(shared) for person_id, shared in found.items()}
