"""What this part holds of a person, forgotten by `exchange.protecting`."""

from __future__ import annotations

from django.utils import timezone

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.own_access.models import OwnMessage, PersonalLink


def forget_own_access(actor: Actor, team: Team, person_id: int) -> None:
    """Ends the links, and closes what was sent, which nobody can read again without the person's data key."""
    of_person = {"team": team, "person_id": person_id}
    now = timezone.now()
    PersonalLink.objects.filter(**of_person, used_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by_id=actor.user_id, handle_digest=None, handle_until=None
    )
    OwnMessage.objects.filter(**of_person, handled_at__isnull=True).update(
        handled_at=now, handled_by_id=actor.user_id
    )
