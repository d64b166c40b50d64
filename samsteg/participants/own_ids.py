"""The way to one person in one question: what the person is called, whether protected, whether open in an emergency."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from samsteg.access.emergency_models import EmergencyOpening
from samsteg.access.models import Protection
from samsteg.access.querysets import OF_STAFF, visible_persons
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.listing import BEGAN_ON, HAPPENED
from samsteg.participants.models import Stay


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """`own_id`: the team's own of the newest stay; `reason`: why it is open in an emergency, empty when it isn't."""

    own_id: str
    is_protected: bool
    reason: str


def find_for_staff(actor: Actor, team: Team, person_id: int) -> FoundPerson:
    """Raises NotVisible for who isn't the actor's to open as one of the staff.

    It may be a protected person whom the actor is named for.
    """
    of_person = {"team_id": OuterRef("team_id"), "person_id": OuterRef("person_id")}
    opened = EmergencyOpening.objects.filter(
        **of_person, user_id=actor.user_id, closed_at__isnull=True, closes_at__gt=timezone.now()
    )
    seen = Stay.objects.in_team(team.pk).filter(
        visible_persons(actor, named=True, grounds=OF_STAFF), HAPPENED, person_id=person_id
    )
    found = (
        seen.annotate(
            is_protected=Exists(Protection.objects.filter(**of_person, valid_to__isnull=True)),
            reason=Subquery(opened.order_by("closes_at", "pk").values("reason")[:1]),
        )
        .order_by(BEGAN_ON.desc(), "-pk")
        .values_list("own_id", "is_protected", "reason")
        .first()
    )
    if found is None:
        raise NotVisible
    return FoundPerson(found[0], found[1], found[2] or "")
