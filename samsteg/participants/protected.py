"""The protected persons whom somebody is named for: the only place where they are listed."""

from __future__ import annotations

from dataclasses import dataclass

from samsteg.access.enums import ProtectionLevel, ProtectionRule
from samsteg.access.models import Protection
from samsteg.access.policies import require
from samsteg.access.protection import rule_of
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import NAMELESS, PersonName, called, names_of_persons


@dataclass(frozen=True, slots=True)
class ProtectedPerson:
    """`own_ids` are those of the stays, the newest first; no name where the controller's rule keeps none."""

    person_id: int
    own_ids: tuple[str, ...]
    level: ProtectionLevel
    name: PersonName = NAMELESS

    @property
    def title(self) -> str:
        return called(self.name, self.own_ids[0])


def protected_persons(*, actor: Actor, team: Team) -> list[ProtectedPerson]:
    """Those whom the actor is named for. Raises PermissionRefused."""
    require(actor, "protection.open", team)
    levels = dict(
        Protection.objects.filter(team=team, valid_to__isnull=True).values_list("person_id", "level")
    )
    rows = Stay.objects.in_team(team.pk).open_to(actor).filter(person_id__in=levels).order_by("-pk")
    found: dict[int, list[str]] = {}
    for person_id, own_id in rows.values_list("person_id", "own_id"):
        found.setdefault(person_id, []).append(own_id)
    may_name = rule_of(team.pk) is ProtectionRule.NAMED_STAFF
    names = names_of_persons(team.pk, found) if may_name and found else {}
    return [
        ProtectedPerson(
            person_id,
            tuple(own_ids),
            ProtectionLevel(levels[person_id]),
            names.get(person_id, NAMELESS),
        )
        for person_id, own_ids in found.items()
    ]
