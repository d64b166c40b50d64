"""The team itself: who is in it, its workbook, and where its settings are."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.enums import STAFF_ROLES, Role
from samsteg.access.policies import may
from samsteg.access.staff import staff_of
from samsteg.participants.meetings.hand_over import coaches_with_persons
from samsteg.web.requests import ActingRequest
from samsteg.web.team.links import links_for
from samsteg.web.teams import enter_team


@require_safe
@never_cache
def the_team(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug)
    staff = staff_of(team.pk)
    may_hand_over = may(actor, "way.change", team)
    context = {
        "team": team,
        "coaches": coaches_with_persons(actor, team) if may_hand_over else [],
        "here": {one.user_id for one in staff if one.role in STAFF_ROLES},
        "staff": [(one, Role(one.role).label) for one in staff],
        "staff_count": len({one.user_id for one in staff}),
        "links": links_for(actor, team),
    }
    return render(request, "team/team.html", context)
