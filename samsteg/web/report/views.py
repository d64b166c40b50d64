"""The team's reports, a report section by section, and the finished document as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.reports.build import Choices, write_report
from samsteg.reports.document import Edition
from samsteg.reports.output import file_name, format_of
from samsteg.reports.output import render as render_document
from samsteg.reports.render import render_html
from samsteg.reports.report_services import ReportExists, start_report
from samsteg.statistics.values import Period
from samsteg.web.downloads import attachment
from samsteg.web.periods import PeriodForm, chosen_period
from samsteg.web.report.forms import start_form
from samsteg.web.report.listing import listed_reports
from samsteg.web.report.loading import (
    SectionRequest,
    open_report,
    opened_desk,
    section_page,
    shown_period,
)
from samsteg.web.report_pictures import picture_source
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: ActingRequest, slug: str) -> HttpResponse:
    """The reports that the team has begun, and beginning one. An address with a period leads to its report."""
    actor, team = enter_team(request, slug, "report.view")
    rows = listed_reports(actor, team)
    begun = {row.period: row for row in rows}
    asked = _asked_period(request, team)
    is_sent = request.method == "POST"
    if asked in begun and not is_sent:
        return redirect("report_open", slug, asked)
    form = start_form(team, begun, request.POST if is_sent else None, asked)
    if is_sent:
        require(actor, "report.write", team)
        if form.is_valid():
            return _begin(request, actor, team, form.chosen)
    context = {"team": team, "rows": rows, "form": form}
    return render(request, "report/index.html", context, status=422 if form.errors else 200)


def _asked_period(request: ActingRequest, team: Team) -> Period | None:
    """The period of the address, if it has one that can be."""
    period, form = chosen_period(team, request.GET)
    return period if "from" in request.GET and form.is_valid() else None


def _begin(request: ActingRequest, actor: Actor, team: Team, period: Period) -> HttpResponse:
    """To the period's report, begun now unless it was before."""
    try:
        start_report(actor=actor, team=team, period=period)
    except ReportExists as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("The report is begun. Its figures follow what you read in."))
    return redirect("report_open", team.slug, period)


@never_cache
@require_GET
def section(request: ActingRequest, slug: str, period: Period, number: int = 1) -> HttpResponse:
    """One section: read first. `?skriv=` names a sub-heading to write under, `?bild=` one whose pictures are open."""
    actor, team = enter_team(request, slug, "report.view")
    opened = open_report(actor, team, period, number)
    place, taken_away = request.GET.get("bild"), request.GET.get("borttagen", "")
    desk = opened_desk(opened, place, id_in(taken_away)) if place else None
    page = section_page(opened, SectionRequest(number, request.GET.get("skriv"), desk))
    return render(request, "report/section.html", page)


@never_cache
@require_GET
def download(request: ActingRequest, slug: str, fmt: str) -> HttpResponse:
    """The report as known now; as html it is a page. The protected edition is refused until it exists."""
    actor, team = enter_team(request, slug, "report.view")
    period, form = chosen_period(team, request.GET)
    _require_period(form)
    try:
        edition = Edition(request.GET.get("edition", Edition.WORK.value))
    except ValueError:
        raise Http404 from None
    choices = Choices(edition=edition, picture_content=fmt != "html")
    document = write_report(actor, team, period, choices).document
    if fmt == "html":
        sheets = render_html(document, source=picture_source(team.slug))
        context = {"team": team, "period": shown_period(period), "sheets": sheets}
        return render(request, "report/preview.html", context)
    chosen = format_of(fmt)
    return attachment(render_document(document, chosen), file_name(team, period, chosen))


def _require_period(form: PeriodForm) -> None:
    if not form.is_valid():
        raise Refused(_("The address has no right period. Go back and choose the period on the page."))
