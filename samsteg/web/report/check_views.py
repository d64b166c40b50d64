"""The checks of a report: both figures, and answers to those that stand as they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.access.policies import require
from samsteg.reports.report_services import ReasonMissing, answer_check, withdraw_answer
from samsteg.statistics.values import Period
from samsteg.web.report.checks import checked_findings
from samsteg.web.report.loading import Opened, frame, open_report
from samsteg.web.report.sections import navigator
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: ActingRequest, slug: str, period: Period) -> HttpResponse:
    actor, team = enter_team(request, slug, "report.view")
    opened = open_report(actor, team, period)
    if request.method != "POST":
        return _page(request, opened)
    require(actor, "report.write", team)
    fingerprint = request.POST.get("check", "")
    if "withdraw" in request.POST:
        withdraw_answer(actor=actor, team=team, period=period, fingerprint=fingerprint)
        messages.info(request, _("The answer is taken back. The check waits again."))
        return redirect("report_checks", slug, period)
    return _answered(request, opened, fingerprint)


def _answered(request: ActingRequest, opened: Opened, fingerprint: str) -> HttpResponse:
    found = next((one for one in checked_findings(opened.report) if one.fingerprint == fingerprint), None)
    reason = request.POST.get("reason", "")
    if found is None:
        messages.warning(
            request,
            _("The figures have changed since you opened the page. Look at them again before you answer."),
        )
        return _page(request, opened, status=409, left_over=reason)
    try:
        answer_check(
            actor=opened.actor,
            team=opened.team,
            period=opened.period,
            finding=found.finding,
            reason=reason,
        )
    except ReasonMissing as refusal:
        return _page(request, opened, status=422, faulty=fingerprint, typed=reason, error=str(refusal))
    messages.success(request, _("The answer is saved. It holds as long as both figures are the same."))
    return redirect("report_checks", opened.team.slug, opened.period)


def _page(
    request: ActingRequest,
    opened: Opened,
    *,
    status: int = 200,
    faulty: str = "",
    typed: str = "",
    error: str = "",
    left_over: str = "",
) -> HttpResponse:
    checked = checked_findings(opened.report, faulty=faulty, typed=typed, error=error)
    context = {
        **frame(opened),
        "navigator": navigator(opened.report, checked, 0),
        "waiting": [one for one in checked if one.waits],
        "answered": [one for one in checked if one.answer],
        "notes": [one for one in checked if one.is_note and not one.answer],
        "left_over": left_over,
    }
    return render(request, "report/checks.html", context, status=status)
