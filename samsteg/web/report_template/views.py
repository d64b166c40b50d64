"""The team's report template: what holds, a draft in four steps with the report beside, taking it into use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samsteg.core.actor import Actor
from samsteg.reports.images import ImageRefused
from samsteg.reports.template_errors import TemplateRefused
from samsteg.reports.template_faults import BASE
from samsteg.reports.template_selectors import images_of, templates_of
from samsteg.reports.template_services import StaleDraft, save_draft, save_template
from samsteg.web.periods import chosen_period
from samsteg.web.report_template import steps
from samsteg.web.report_template.forms import StartForm, UseForm
from samsteg.web.report_template.preview import sheets_of
from samsteg.web.report_template.working import Working, title_of, working_on
from samsteg.web.requests import ActingRequest, signed_in
from samsteg.web.teams import enter_team

ACT = "team.settings"


@never_cache
@require_GET
def overview(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    return render(request, "report_template/overview.html", _overview(actor, working_on(actor, team)))


@never_cache
@require_POST
def start(request: ActingRequest, slug: str) -> HttpResponse:
    """Begins the draft anew on a shipped template; what the draft held stays in the history."""
    actor, team = enter_team(request, slug, ACT)
    working, form = working_on(actor, team), StartForm(request.POST)
    if form.is_valid():
        data = {BASE: form.cleaned_data["base"]}
        save_draft(actor=actor, team=team, data=data, expected_version=working.version)
        return redirect("report_template_step", slug=slug, step="rubriker")
    context = {**_overview(actor, working), "start_form": form}
    return render(request, "report_template/overview.html", context, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActingRequest, slug: str, step: str) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    working = working_on(actor, team)
    asked = request.GET.get("tabell", "")
    if request.method != "POST":
        return _show(request, step, working, asked)
    version = steps.version_of(request.POST)
    try:
        working = working.with_changes(steps.changed(step, working, request.POST, request.FILES, actor))
        save_draft(actor=actor, team=team, data=working.changes, expected_version=version)
    except StaleDraft as fault:
        return _show(request, step, working, asked, str(fault), 409)
    except ImageRefused as fault:
        typed = working.with_changes(steps.changed(step, working, request.POST, {}, actor))
        return _show(request, step, typed, asked, str(fault), 422)
    messages.success(request, _("The draft is saved. No report follows it until you take it into use."))
    address = reverse("report_template_step", args=[slug, step])
    return redirect(f"{address}?tabell={asked}" if asked else address)


@never_cache
@require_POST
def use(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    working, form = working_on(actor, team), UseForm(request.POST)
    faults: tuple[str, ...] = ()
    if steps.version_of(request.POST) != working.version:
        form.add_error(
            None, _("Somebody else has changed the draft meanwhile. Look at it before you take it into use.")
        )
    if form.is_valid():
        day = form.cleaned_data["valid_from"]
        try:
            save_template(actor=actor, team=team, valid_from=day, data=working.changes)
        except TemplateRefused as fault:
            faults = fault.faults
        else:
            text = _("Reports whose period ends on %(day)s or later follow the template now.")
            messages.success(request, text % {"day": day.isoformat()})
            return redirect("report_template", slug=slug)
    context = {**_overview(actor, working), "use_form": form, "faults": faults}
    return render(request, "report_template/overview.html", context, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: ActingRequest, slug: str) -> HttpResponse:
    """A GET shows the saved draft on a page; a POST what is typed in a step, as a piece of one, and saves nothing."""
    actor, team = enter_team(request, slug, ACT)
    working, template = working_on(actor, team), "report_template/preview.html"
    if request.method == "POST":
        name = request.POST.get("step", "")
        working = working.with_changes(steps.changed(name, working, request.POST, {}, actor))
        template = template if "sida" in request.GET else "report_template/sheets.html"
    period, _form = chosen_period(team, request.GET)
    context = {"team": team, "working": working, "sheets": sheets_of(actor, working, period)}
    return render(request, template, context)


@require_GET
def image(request: ActingRequest, slug: str, digest: str) -> HttpResponse:
    _actor, team = enter_team(request, slug, "report.view")
    row = images_of(team, [digest]).get(digest)
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.content), content_type=row.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _overview(actor: Actor, working: Working) -> dict[str, Any]:
    team = working.team
    today = timezone.localdate()
    held_data = working.shape.data_at(today)
    return {
        "today_title": title_of(held_data),
        "team": team,
        "working": working,
        "steps": steps.links(team.slug, ""),
        "held": templates_of(actor, team),
        "holds_today": held_data == working.changes,
        "start_form": StartForm(initial={"base": working.base}),
        "use_form": UseForm(
            initial={"valid_from": (team.report_from or today.replace(month=1, day=1)).isoformat()}
        ),
        "faults": working.faults if working.version else (),
    }


def _show(
    request: ActingRequest, name: str, working: Working, asked: str, error: str = "", status: int = 200
) -> HttpResponse:
    team = working.team
    period, _form = chosen_period(team, request.GET)
    context = {
        "team": team,
        "working": working,
        "step": name,
        "steps": steps.links(team.slug, name),
        "error": error,
        "sheets": sheets_of(signed_in(request), working, period),
        **steps.context(name, working, asked),
    }
    return render(request, f"report_template/{steps.TEMPLATES[name]}", context, status=status)
