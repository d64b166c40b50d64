"""The first page: the user's teams."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from samsteg.web.requests import ActingRequest, signed_in
from samsteg.web.teams import teams_of


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """Somebody with one team goes straight to it."""
    teams = teams_of(signed_in(request))
    if len(teams) == 1:
        return redirect("team", slug=teams[0].slug)
    return render(request, "home.html", {"teams": teams})
