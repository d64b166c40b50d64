"""Figures of earlier reports: written down, corrected, taken away and brought back. The team lead's alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.reports.formats import Formats, number
from samsteg.statistics.indicators import label
from samsteg.statistics.models import PublishedFigure
from samsteg.statistics.publishing import (
    bring_back_published,
    published_row,
    published_rows,
    save_published,
    take_away_published,
)
from samsteg.statistics.values import Period
from samsteg.web import periods
from samsteg.web.requests import ActingRequest
from samsteg.web.statistics.forms import PublishedForm, form_of, offered, unit_words
from samsteg.web.statistics.views import id_in
from samsteg.web.teams import enter_team

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_AND_POST
@never_cache
def published(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.publish")
    form = PublishedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _saved(request, actor, team, form):
        return redirect("published", slug=team.slug)
    context = {
        "team": team,
        "form": form,
        "offered": offered(),
        "rows": [_shown(row) for row in published_rows(actor, team)],
        "taken": id_in(request.GET.get("taken", "")),
    }
    return render(request, "statistics/published.html", context, status=422 if form.errors else 200)


@GET_AND_POST
@never_cache
def change(request: ActingRequest, slug: str, row_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.publish")
    row = published_row(actor, team, row_id)
    form = PublishedForm(request.POST) if request.method == "POST" else form_of(row)
    if request.method == "POST" and _saved(request, actor, team, form, row.pk):
        return redirect("published", slug=team.slug)
    context = {"team": team, "form": form, "offered": offered(), "row": _shown(row)}
    return render(request, "statistics/change_published.html", context, status=422 if form.errors else 200)


@require_POST
def take_away(request: ActingRequest, slug: str, row_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.publish")
    take_away_published(actor=actor, team=team, row_id=row_id)
    answer = redirect("published", slug=team.slug)
    answer["Location"] += f"?taken={row_id}"
    return answer


@require_POST
def bring_back(request: ActingRequest, slug: str, row_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.publish")
    bring_back_published(actor=actor, team=team, row_id=row_id)
    messages.success(request, _("The figure is back."))
    return redirect("published", slug=team.slug)


def _saved(
    request: ActingRequest, actor: Actor, team: Team, form: PublishedForm, instead_of: int | None = None
) -> bool:
    """Whether the form is stored; otherwise it says why not, with everything as typed."""
    if not form.is_valid():
        return False
    try:
        figure = save_published(actor=actor, team=team, printed=form.printed, instead_of=instead_of)
    except PermissionRefused:
        raise
    except Refused as refusal:
        form.add_error("figure", str(refusal))
        return False
    messages.success(request, _("%(figure)s is saved.") % {"figure": _name(figure)})
    return True


def _shown(row: PublishedFigure) -> dict[str, object]:
    return {
        "pk": row.pk,
        "name": _name(row.figure),
        "is_code": row.is_code,
        "period": periods.name(Period(row.period_from, row.period_to)),
        "value": number(row.value, Formats(), row.decimals, strip=False),
        "unit": "" if row.unit == "count" else unit_words().get(row.unit, row.unit),
        "source": row.source,
    }


def _name(figure: str) -> str:
    try:
        return label(figure, get_language() or "sv")
    except KeyError:
        return figure
