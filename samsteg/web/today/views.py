"""The first page of the day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.policies import may
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.participants.own_day import has_participants
from samsteg.web.calendar.on_today import calendar_of_today
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team
from samsteg.web.today.page import day_of

PLACE = "page:today"


@never_cache
@require_safe
def today(request: ActingRequest, slug: str) -> HttpResponse:
    """Five short lists about the reader's own participants; `hela` names one to be shown whole.

    Who works for an authority begins with the participants.
    """
    actor, team = enter_team(request, slug)
    if not may(actor, "today.view", team):
        return redirect("participants", slug)
    found = day_of(actor, team).opened(request.GET.get("hela", ""))
    if not found.waits.lines and not found.person_ids and not has_participants(team):
        return redirect("team", slug)  # which says how to begin
    log_reads(actor=actor, team_id=team.pk, person_ids=found.person_ids, kind=ReadKind.LIST, place=PLACE)
    hour = timezone.localtime().hour
    name = getattr(request.user, "first_name", "")
    context = {
        "team": team,
        "day": found,
        "hour": hour,
        "name": name,
        **calendar_of_today(actor, found.staff, found.deadlines),
    }
    return render(request, "today/today.html", context)
