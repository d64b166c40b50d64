"""The team itself: who is in it, its workbook, and where its settings are."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.enums import Role
from samsteg.access.staff import staff_of
from samsteg.web.requests import ActingRequest
from samsteg.web.team.links import links_for
from samsteg.web.teams import enter_team


@require_safe
@never_cache
def the_team(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug)
    staff = staff_of(team.pk)
    context = {
        "team": team,
        "staff": [(one, Role(one.role).label) for one in staff],
        "staff_count": len({one.user_id for one in staff}),
        "links": links_for(actor, team),
    }
    return render(request, "team/team.html", context)
