"""What a person is called on pages: the team's own id of the newest stay."""

from __future__ import annotations

from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.listing import BEGAN_ON, HAPPENED
from samsteg.participants.models import Stay


def newest_own_id(actor: Actor, team: Team, person_id: int) -> str:
    """Raises NotVisible for who isn't the actor's to open; it may be a protected person whom the actor is named for."""
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(HAPPENED, person_id=person_id)
    found = seen.order_by(BEGAN_ON.desc(), "-pk").values_list("own_id", flat=True).first()
    if found is None:
        raise NotVisible
    return found
