"""Opening a participant in an emergency by the team's own id, for who doesn't see the participant otherwise."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samsteg.access.emergency import open_in_emergency, require_emergency_right
from samsteg.access.emergency_models import EmergencyOpening
from samsteg.access.protection import protected_among
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay


def open_by_own_id(*, actor: Actor, team: Team, own_id: str, reason: str) -> EmergencyOpening | int:
    """The opening, or the person's id when the actor sees the person without one.

    The right is asked for first: without it the answer is the same whoever is in the team. Raises as
    `access.emergency.open_in_emergency`, and Refused for an id that the team doesn't have.
    """
    require_emergency_right(actor, team)
    stay = Stay.objects.in_team(team.pk).known().filter(own_id__iexact=own_id.strip()).order_by("pk").first()
    if stay is None or protected_among(team.pk, [stay.person_id]):
        raise Refused(_("The team has no participant that is called that. Look at the spelling."))
    if Stay.objects.in_team(team.pk).visible_to(actor).filter(person_id=stay.person_id).exists():
        return stay.person_id
    return open_in_emergency(actor=actor, team=team, person_id=stay.person_id, reason=reason)
