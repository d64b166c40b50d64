"""The way to one person in one question: what the person is called, whether protected, whether open in an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from samsteg.access.emergency_models import EmergencyOpening
from samsteg.access.enums import ProtectionRule
from samsteg.access.models import Protection
from samsteg.access.protection import rule_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.listing import BEGAN_ON, HAPPENED
from samsteg.participants.models import Stay
from samsteg.participants.querysets import StayQuerySet
from samsteg.people.names import NAME_COLUMNS, NAMELESS, PersonName, called, open_name


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """`own_id`: the team's own of the newest stay; `reason`: why it is open in an emergency, empty when it isn't."""

    own_id: str
    name: PersonName
    is_protected: bool
    reason: str

    @property
    def title(self) -> str:
        return called(self.name, self.own_id)


def find_for_staff(actor: Actor, team: Team, person_id: int) -> FoundPerson:
    """Raises NotVisible for who isn't the actor's to open as one of the staff.

    It may be a protected person whom the actor is named for.
    """
    return _find(Stay.objects.in_team(team.pk).open_to(actor), actor, team, person_id)


def find_in_part(actor: Actor, team: Team, person_id: int) -> FoundPerson:
    """As `find_for_staff`, and for those who may read only some of the record."""
    return _find(Stay.objects.in_team(team.pk).open_in_part_to(actor), actor, team, person_id)


def _find(stays: StayQuerySet[Stay], actor: Actor, team: Team, person_id: int) -> FoundPerson:
    of_person: dict[str, Any] = {"team_id": OuterRef("team_id"), "person_id": OuterRef("person_id")}
    opened = EmergencyOpening.objects.filter(
        **of_person, user_id=actor.user_id, closed_at__isnull=True, closes_at__gt=timezone.now()
    )
    found = (
        stays.filter(HAPPENED, person_id=person_id)
        .annotate(
            is_protected=Exists(Protection.objects.filter(**of_person, valid_to__isnull=True)),
            reason=Subquery(opened.order_by("closes_at", "pk").values("reason")[:1]),
        )
        .order_by(BEGAN_ON.desc(), "-pk")
        .values_list("own_id", "is_protected", "reason", *NAME_COLUMNS)
        .first()
    )
    if found is None:
        raise NotVisible
    own_id, is_protected, reason, *columns = found
    name = open_name(person_id, (columns[0], columns[1], columns[2]))
    if is_protected:
        name = name_of_protected(team, name)
    return FoundPerson(own_id, name, is_protected, reason or "")


def name_of_protected(team: Team, name: PersonName) -> PersonName:
    """Under a rule that lets the team keep no identity the name isn't shown, even where it is still stored."""
    return name if rule_of(team.pk) is ProtectionRule.NAMED_STAFF else NAMELESS
