"""The teams that an actor has pages for."""

from __future__ import annotations

from samsteg.access.policies import may, require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.web.requests import ActingRequest, signed_in


def teams_of(actor: Actor) -> list[Team]:
    return list(Team.objects.filter(pk__in=actor.team_ids).order_by("name"))


def enter_team(request: ActingRequest, slug: str, act: str = "team.view") -> tuple[Actor, Team]:
    """The actor and the team of a page, with the team noted for the frame round it.

    Raises NotVisible for a team that isn't the actor's (or isn't at all), PermissionRefused for an act beyond the role.
    """
    actor = signed_in(request)
    team = Team.objects.select_related("association").filter(pk__in=actor.team_ids, slug=slug).first()
    if team is None or not may(actor, "team.view", team):
        raise NotVisible
    request.team = team
    require(actor, act, team)
    return actor, team
