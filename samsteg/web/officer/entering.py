"""The team of an officer's page: one whose controller the actor answers for."""

from __future__ import annotations

from samsteg.access.policies import may, require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.web.requests import ActingRequest, signed_in


def governed_teams(actor: Actor) -> list[Team]:
    return list(Team.objects.filter(pk__in=actor.governed_ids).order_by("name"))


def enter_governed(request: ActingRequest, slug: str, act: str = "staff.grant") -> tuple[Actor, Team]:
    """The actor and the team, noted for the frame round the page. Raises NotVisible for a team of others."""
    actor = signed_in(request)
    team = Team.objects.filter(pk__in=actor.governed_ids, slug=slug).first()
    if team is None or not may(actor, "staff.grant", team):
        raise NotVisible
    request.governed = team
    require(actor, act, team)
    return actor, team
