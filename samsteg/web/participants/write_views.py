"""A note from anywhere: first who it is about, then the form."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.participants.finding import Hit, find_participants
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:write-note"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActingRequest, slug: str) -> HttpResponse:
    """One hit goes straight to the form; several are chosen between. A POST: a name never stands in an address."""
    actor, team = enter_team(request, slug, "notes.write")
    text = request.POST.get("q", "")
    hits: tuple[Hit, ...] = ()
    if request.method == "POST":
        hits = find_participants(actor=actor, team=team, text=text)
        persons = [hit.person_id for hit in hits]
        log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.SEARCH, place=PLACE)
    if len(hits) == 1:
        return redirect("note_new", team.slug, hits[0].person_id)
    context = {"team": team, "hits": hits, "text": text.strip(), "is_searched": request.method == "POST"}
    return render(request, "notes/write.html", context)
