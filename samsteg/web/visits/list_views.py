"""All visits before a start as a list, and in Excel."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.access.policies import may, require
from samsteg.organisation.selectors import is_practice
from samsteg.web.downloads import attachment
from samsteg.web.lists.asked import asked_of
from samsteg.web.lists.searching import search_of, searched
from samsteg.web.lists.sheet import file_of
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team
from samsteg.web.visits.listing import LIST, about, visit_page, visits_for_file


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit_list(request: ActingRequest, slug: str) -> HttpResponse:
    """POST is a search: its text goes to the session, and back comes the list."""
    actor, team = enter_team(request, slug, "visits.view")
    if request.method == "POST":
        return searched(request, LIST.frame, request.path)
    asked = asked_of(LIST.frame, request.GET)
    search = search_of(request, asked)
    sentence, page = visit_page(actor, team, asked, search or "")
    context = {
        "team": team,
        "sentence": sentence,
        "list": page,
        "is_forgotten": search is None,
        "may_export": may(actor, "participants.export", team),
    }
    return render(request, "visits/list.html", context)


@never_cache
@require_GET
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    """All rows of what is asked for, also those that the page has not got to yet."""
    actor, team = enter_team(request, slug, "participants.export")
    require(actor, "visits.view", team)
    asked, today = asked_of(LIST.frame, request.GET), timezone.localdate()
    search = search_of(request, asked)
    if search is None:  # never more than what was asked for
        return redirect(reverse("visit_list", args=[team.slug]) + asked.query())
    found = visits_for_file(actor, team, asked, search)
    content = file_of(
        _("Visits"), LIST, found, asked, search, about(team, today), is_practice=is_practice(team)
    )
    return attachment(content, f"{team.slug}-studiebesok-{today}.xlsx")
