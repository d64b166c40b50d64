"""Hits under a search field, while one types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.finding import Hit, find_participants
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:participants-search"


@never_cache
@require_POST
def find(request: ActingRequest, slug: str) -> HttpResponse:
    """A piece of a page. A POST: a name never stands in an address."""
    actor, team = enter_team(request, slug, "participants.view")
    text = request.POST.get("q", "")
    hits = _found(actor, team, text)
    return render(request, "participants/hits.html", {"team": team, "hits": hits, "text": text.strip()})


def only_one(actor: Actor, team: Team, text: str) -> HttpResponse | None:
    """The way straight to the one participant that is found; None when it isn't one."""
    hits = _found(actor, team, text)
    return redirect("participant", team.slug, hits[0].person_id) if len(hits) == 1 else None


def _found(actor: Actor, team: Team, text: str) -> tuple[Hit, ...]:
    hits = find_participants(actor=actor, team=team, text=text)
    persons = [hit.person_id for hit in hits]
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.SEARCH, place=PLACE)
    return hits
