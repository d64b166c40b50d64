"""The team's page: how things are, for a period that the address names."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.policies import may
from samsteg.reports.selectors import template_for
from samsteg.statistics.consistency import Severity, check
from samsteg.statistics.figures import figures
from samsteg.statistics.published import published_figures
from samsteg.web.figures.flow_table import flow_table
from samsteg.web.figures.reading import FigureReader
from samsteg.web.figures.results import key_figures, opening_sentence, result_figures
from samsteg.web.periods import chosen_period, proposals, span_of_facts
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@require_safe
@never_cache
def team(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.view")
    span = span_of_facts(team)
    if span is None:
        return render(
            request, "figures/empty.html", {"team": team, "may_import": may(actor, "workbook.import", team)}
        )
    period, form = chosen_period(team, request.GET)
    found = figures(actor, team, period)
    findings = check(found, published_figures(actor, team, period))
    reader = FigureReader(found, template_for(team, period))
    context = {
        "team": team,
        "period": reader.period,
        "form": form,
        "proposals": proposals(span, period),
        "sentence": opening_sentence(reader),
        "key_figures": key_figures(reader),
        "flow": flow_table(reader),
        "results": result_figures(reader),
        "clashes": [one for one in findings if one.severity is not Severity.NOTE],
        "notes": [one for one in findings if one.severity is Severity.NOTE],
        "may_import": may(actor, "workbook.import", team),
    }
    return render(request, "figures/team.html", context, status=200 if form.is_valid() else 400)
