"""What the frame round each page needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.selectors import is_practice
from samsteg.web.places import PlaceLink, places_for


@dataclass(frozen=True, slots=True)
class Shell:
    """`team` is None outside the pages of a team, which alone have places."""

    team: Team | None = None
    places: tuple[PlaceLink, ...] = ()
    user_name: str = ""
    has_more_teams: bool = False
    practice: bool = False


def shell(request: HttpRequest) -> dict[str, Shell]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"shell": Shell()}
    team: Team | None = getattr(request, "team", None)
    return {
        "shell": Shell(
            team=team,
            places=places_for(request, team) if team is not None else (),
            user_name=getattr(request.user, "shown_name", ""),
            has_more_teams=len(actor.team_ids) > 1,
            practice=team is not None and is_practice(team),
        )
    }
