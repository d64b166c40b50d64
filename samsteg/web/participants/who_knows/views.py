""" "Vem vet vad" for one participant: the page, the paper, and the decisions that leave openings out of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samsteg.access.extracts import end_withholding, units_of_team, withheld_now, withhold_openings
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.selectors import is_practice
from samsteg.reports.render import render_pdf
from samsteg.web.downloads import attachment
from samsteg.web.participants.entering import Entered, enter_person, log_of_person, require_id
from samsteg.web.participants.who_knows.forms import DecisionEntry
from samsteg.web.participants.who_knows.page import who_knows
from samsteg.web.participants.who_knows.paper import paper
from samsteg.web.requests import ActingRequest

SHOWN = 30


@never_cache
@require_GET
def page(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """`?alla=1` shows every opening."""
    entered = _enter(request, slug, person_id)
    shown = None if request.GET.get("alla") else SHOWN
    found = who_knows(entered.team, person_id, entered.title, shown=shown)
    log_of_person(entered, ReadKind.VIEW, "page:who-knows")
    context = {
        "team": entered.team,
        "person": entered,
        "tabs": entered.tabs("who_knows"),
        "page": found,
    }
    return render(request, "who_knows/page.html", context)


@never_cache
@require_GET
def pdf(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = _enter(request, slug, person_id)
    today = timezone.localdate()
    found = who_knows(entered.team, person_id, entered.title)
    log_of_person(entered, ReadKind.PRINT, "page:who-knows-pdf")
    document = paper(found, today=today, is_practice=is_practice(entered.team))
    return attachment(render_pdf(document), f"vem-vet-vad-{today}.pdf")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withheld(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The decisions that hold, and recording one. Not for the participant's eyes."""
    entered = _enter(request, slug, person_id, "who_knows.withhold")
    entry = DecisionEntry(request.POST if request.method == "POST" else None, units_of_team(entered.team.pk))
    if request.method == "POST" and entry.is_valid():
        try:
            withhold_openings(
                actor=entered.actor, team=entered.team, person_id=person_id, decision=entry.decision()
            )
        except Refused as fault:
            entry.add_error(None, str(fault))
        else:
            messages.success(request, _("The decision is recorded. What it covers is left out from now on."))
            return redirect("withheld", slug, person_id)
    log_of_person(entered, ReadKind.VIEW, "page:withheld")
    context = {
        "team": entered.team,
        "person": entered,
        "tabs": entered.tabs("who_knows"),
        "entry": entry,
        "decisions": withheld_now(entered.team.pk, person_id),
    }
    return render(request, "who_knows/withheld.html", context, status=422 if entry.errors else 200)


@never_cache
@require_POST
def end_withheld(request: ActingRequest, slug: str, person_id: int, withheld_id: int) -> HttpResponse:
    entered = _enter(request, slug, person_id, "who_knows.withhold")
    require_id(withheld_id)
    end_withholding(actor=entered.actor, team=entered.team, person_id=person_id, withheld_id=withheld_id)
    messages.success(request, _("The decision no longer holds. What it covered is shown again."))
    return redirect("withheld", slug, person_id)


def _enter(request: ActingRequest, slug: str, person_id: int, act: str = "who_knows.view") -> Entered:
    """For those who see the record whole. Raises NotVisible, PermissionRefused."""
    entered = enter_person(request, slug, person_id, act)
    if not entered.is_staff:
        raise NotVisible
    return entered
