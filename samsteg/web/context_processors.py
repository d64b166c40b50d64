"""What the frame round each page needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.selectors import is_practice


@dataclass(frozen=True, slots=True)
class Shell:
    """`team` is None outside the pages of a team; `place` is the name of the page that is open."""

    team: Team | None = None
    place: str = ""
    user_name: str = ""
    has_more_teams: bool = False
    practice: bool = False
    may_import: bool = False


def shell(request: HttpRequest) -> dict[str, Shell]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"shell": Shell()}
    team: Team | None = getattr(request, "team", None)
    match = request.resolver_match
    return {
        "shell": Shell(
            team=team,
            place=match.url_name or "" if match else "",
            user_name=getattr(request.user, "shown_name", ""),
            has_more_teams=len(actor.team_ids) > 1,
            practice=team is not None and is_practice(team),
            may_import=team is not None and may(actor, "workbook.import", team),
        )
    }
