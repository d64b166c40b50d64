"""Which persons an actor may see. The first fence; row-level security is the second."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment, TeamConsent
from samsteg.core.actor import Actor


def visible_persons(actor: Actor, *, team_field: str = "team_id", person_field: str = "person_id") -> Q:
    """Condition on rows that have a team and a person.

    `with_team_consent`, the default of the agreement: persons whose consent, signed by today, names the team, else only
    one's own assigned; who has neither is seen by the team lead alone, as "to be allocated". Filters the team
    explicitly too: the planner knows nothing of the policy's array (docs/adr/0005).
    """
    consent = TeamConsent.objects.filter(
        team_id=OuterRef(team_field),
        person_id=OuterRef(person_field),
        signed_on__lte=timezone.localdate(),
        withdrawn_on__isnull=True,
    )
    assigned = CoachAssignment.objects.filter(
        team_id=OuterRef(team_field), person_id=OuterRef(person_field), valid_to__isnull=True
    )
    own = Q(Exists(consent)) | Q(Exists(assigned.filter(coach_id=actor.user_id)))
    led = [team_id for team_id in actor.team_ids if actor.has_role(team_id, Role.TEAM_LEAD)]
    member = [team_id for team_id in actor.team_ids if actor.has_role(team_id, Role.COACH, Role.TEAM_LEAD)]
    unallocated = Q(**{f"{team_field}__in": led}) & ~Q(Exists(assigned))
    return Q(**{f"{team_field}__in": member}) & (own | unallocated)
