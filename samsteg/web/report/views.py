"""The report: what the team writes itself, on one page, and the finished document as a file."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.core.errors import Refused
from samsteg.reports.build import build_report
from samsteg.reports.document import Edition
from samsteg.reports.output import file_name, format_of
from samsteg.reports.output import render as render_document
from samsteg.reports.periods import report_title
from samsteg.reports.selectors import template_for, texts_for
from samsteg.statistics.values import Period
from samsteg.web import periods
from samsteg.web.downloads import attachment
from samsteg.web.figures.reading import ShownPeriod
from samsteg.web.periods import PeriodForm, chosen_period, proposals, span_of_facts
from samsteg.web.report.pages import anchor_of, page_of
from samsteg.web.report.typed import Faulty, read_typed, save_typed
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "report.view")
    period, form = chosen_period(team, request.GET)
    template = template_for(team, period)
    faults: Mapping[str, Faulty] = {}
    if request.method == "POST":
        _require_period(form)
        outcome = save_typed(actor, team, period, read_typed(request.POST, template.places()))
        if not outcome.faults:
            return _saved(request, slug, period, outcome.saved)
        faults = outcome.faults
    context = {
        "team": team,
        "period": _shown(period),
        "form": form,
        "proposals": proposals(span_of_facts(team), period),
        "title": report_title(period),
        "page": page_of(template, texts_for(actor, team, period), faults),
    }
    status = 409 if faults else 200 if form.is_valid() else 400
    return render(request, "report/texts.html", context, status=status)


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
    document = build_report(actor, team, period, edition=edition)
    if fmt == "html":
        sheets = render_document(document, "html").decode()
        return render(
            request, "report/preview.html", {"team": team, "period": _shown(period), "sheets": sheets}
        )
    chosen = format_of(fmt)
    return attachment(render_document(document, chosen), file_name(team, period, chosen))


def _shown(period: Period) -> ShownPeriod:
    return ShownPeriod(period, periods.name(period), periods.as_query(period))


def _require_period(form: PeriodForm) -> None:
    if not form.is_valid():
        raise Refused(_("The address has no right period. Go back and choose the period on the page."))


def _saved(request: ActingRequest, slug: str, period: Period, places: tuple[str, ...]) -> HttpResponse:
    if places:
        text = ngettext("%(count)d text was saved.", "%(count)d texts were saved.", len(places))
        messages.success(request, text % {"count": len(places)})
    else:
        messages.info(request, _("Nothing had been changed, so nothing was saved."))
    address = f"{reverse('report', args=[slug])}?{periods.as_query(period)}"
    pressed = request.POST.get("save", "")
    return redirect(f"{address}#{anchor_of(pressed)}" if pressed in places else address)
