"""The team's page: how things are, for a period that the address names."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.policies import may
from samsteg.statistics.consistency import Severity, check
from samsteg.web.figures.flow_table import flow_table
from samsteg.web.figures.results import beside, opening_sentence, result_figures
from samsteg.web.periods import proposals
from samsteg.web.requests import ActingRequest
from samsteg.web.statistics.room import FIRST, enter_room
from samsteg.web.teams import enter_team


@require_safe
@never_cache
def team(request: ActingRequest, slug: str) -> HttpResponse:
    """Who has no figures, a representative, begins with the participants."""
    actor, team = enter_team(request, slug)
    if not may(actor, "figures.view", team):
        return redirect("participants", slug)
    room = enter_room(actor, team, request.GET, FIRST)
    may_import = may(actor, "workbook.import", team)
    if room.span is None:
        return render(request, "figures/empty.html", {"team": team, "may_import": may_import})
    period, reader = room.choices.period, room.cells.reader
    findings = check(reader.found, room.published)
    context = {
        "team": team,
        "period": reader.period,
        "form": room.form,
        "proposals": proposals(room.span, period),
        "room_notes": room.notes,
        "sentence": opening_sentence(reader),
        "key_figures": beside(reader, room.other.reader if room.other else None),
        "before_name": room.choices.other_name,
        "rows_url": reverse("figure_rows", args=[team.slug]),
        "flow": flow_table(reader),
        "results": result_figures(reader),
        "clashes": [one for one in findings if one.severity is not Severity.NOTE],
        "notes": [one for one in findings if one.severity is Severity.NOTE],
        "may_import": may_import,
    }
    return render(request, "figures/team.html", context, status=200 if room.form.is_valid() else 400)
