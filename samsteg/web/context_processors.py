"""What the frame round each page needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.web.places import OFFICER_PLACES, PLACES, PlaceLink, places_for

QUICK: Final = 4


@dataclass(frozen=True, slots=True)
class Shell:
    """`team` is set on the pages of a team, `governed` on those of its controller's officer; both have places."""

    team: Team | None = None
    governed: Team | None = None
    places: tuple[PlaceLink, ...] = ()
    may_search: bool = False
    may_write: bool = False
    user_name: str = ""
    has_more: bool = False
    practice: bool = False

    @property
    def quick(self) -> tuple[PlaceLink, ...]:
        """The telephone's bar; the whole menu stands last in it."""
        return tuple(place for place in self.places if place.is_quick)[:QUICK]

    @property
    def area(self) -> Team | None:
        return self.team or self.governed


def shell(request: HttpRequest) -> dict[str, Shell]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"shell": Shell()}
    team: Team | None = getattr(request, "team", None)
    governed: Team | None = getattr(request, "governed", None)
    area = team or governed
    places = PLACES if team is not None else OFFICER_PLACES
    return {
        "shell": Shell(
            team=team,
            governed=governed,
            places=places_for(request, actor, area, places) if area is not None else (),
            may_search=team is not None and may(actor, "participants.view", team),
            may_write=team is not None and may(actor, "notes.write", team),
            user_name=getattr(request.user, "shown_name", ""),
            has_more=len(actor.team_ids) + len(actor.governed_ids) > 1,
            practice=area is not None and is_practice(area),
        )
    }
