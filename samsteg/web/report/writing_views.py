"""Writing under a sub-heading: saving it to the report, and keeping a draft for the one who writes."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.errors import StaleText, TextTooLong
from samsteg.reports.report_services import drop_draft, keep_draft
from samsteg.reports.selectors import report_for
from samsteg.reports.services import save_text
from samsteg.statistics.values import Period
from samsteg.web.report.loading import (
    SectionRequest,
    number_of,
    open_report,
    section_page,
)
from samsteg.web.report.pages import Typed
from samsteg.web.report.returning import back_to
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_POST
def text(request: ActingRequest, slug: str, period: Period, place: str) -> HttpResponse:
    """Saves the text to the report. Another button puts a figure in, or drops the draft."""
    actor, team = enter_team(request, slug, "report.write")
    report_for(actor, team, period)
    number = number_of(team, period, place)
    typed = typed_text(request, place)
    if "drop" in request.POST:
        drop_draft(actor=actor, team=team, period=period, place=place)
        messages.info(request, _("The draft is gone. The report's own text stands."))
        return back_to(slug, period, number, place)
    try:
        if "insert" in request.POST:
            return _with_figure(request, actor, team, period, number, typed)
        _save(request, actor, team, period, typed)
    except (StaleText, TextTooLong) as fault:
        return _kept_at_hand(request, actor, team, period, number, replace(typed, fault=fault))
    return back_to(slug, period, number, place)


@never_cache
@require_POST
def draft(request: ActingRequest, slug: str, period: Period, place: str) -> JsonResponse:
    """Keeps what is typed, while it is typed. Answers with a line for the page to show."""
    actor, team = enter_team(request, slug, "report.write")
    report_for(actor, team, period)
    typed = typed_text(request, place)
    try:
        kept = keep_draft(
            actor=actor, team=team, period=period, place=place, body=typed.body, based_on=typed.version
        )
    except TextTooLong as fault:
        return JsonResponse({"text": str(fault)}, status=422)
    if kept is None:
        return JsonResponse({"text": _("The same as in the report.")})
    at = timezone.localtime(kept.saved_at)
    return JsonResponse({"text": _("Draft saved at %(at)s. Only you see it.") % {"at": f"{at:%H.%M}"}})


def _save(request: ActingRequest, actor: Actor, team: Team, period: Period, typed: Typed) -> None:
    """Raises StaleText, TextTooLong."""
    row = save_text(
        actor=actor,
        team=team,
        period=period,
        place=typed.place,
        body=typed.body,
        expected_version=typed.version,
    )
    if row.version == typed.version:
        messages.info(request, _("Nothing had been changed, so nothing was saved."))
    else:
        messages.success(request, _("The text is saved in the report."))


def _kept_at_hand(
    request: ActingRequest, actor: Actor, team: Team, period: Period, number: int, typed: Typed
) -> HttpResponse:
    """The page with what couldn't be saved, kept as a draft too for a window that closes now."""
    if isinstance(typed.fault, StaleText):
        keep_draft(
            actor=actor, team=team, period=period, place=typed.place, body=typed.body, based_on=typed.version
        )
    page = section_page(open_report(actor, team, period, number), SectionRequest(number, typed))
    return render(request, "report/section.html", page, status=409)


def typed_text(request: ActingRequest, place: str) -> Typed:
    version = request.POST.get("version", "")
    is_number = version.isdecimal() and version.isascii() and len(version) < 10
    return Typed(place, request.POST.get("text", ""), int(version) if is_number else 0)


def _with_figure(
    request: ActingRequest, actor: Actor, team: Team, period: Period, number: int, typed: Typed
) -> HttpResponse:
    """Without scripts: the figure's words last in the text, kept as a draft. Raises TextTooLong."""
    words = request.POST.get("figure", "").strip()
    body = f"{typed.body.rstrip()} [{words}]".lstrip() if words else typed.body
    keep_draft(actor=actor, team=team, period=period, place=typed.place, body=body, based_on=typed.version)
    return back_to(team.slug, period, number, typed.place, skriv=typed.place)
