"""The scale: where the person says to stand."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.audit.enums import ReadKind
from samsteg.core.errors import Refused
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.plans.drafts import draft_of, drop_draft, scale_place
from samsteg.participants.plans.records import ReadScale
from samsteg.participants.plans.rules import StalePlan
from samsteg.participants.plans.selectors import versions_of_scale
from samsteg.participants.plans.services import correct_scale, read_scale, take_back_scale
from samsteg.web.participants.entering import Entered, log_of_person
from samsteg.web.participants.plan.entering import PLACE, enter_plan, frame, refuse, tell_stale
from samsteg.web.participants.plan.forms import ScaleEntry
from samsteg.web.requests import ActingRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    if "drop" in request.POST:
        return _drop(request, entered, None)
    draft = _draft(request, entered, None)
    initial = {"read_on": timezone.localdate(), "version": 0} | draft.texts
    entry = ScaleEntry(request.POST if request.method == "POST" else None, initial=initial, auto_id="id_%s")
    if request.method == "POST" and entry.is_valid():
        try:
            read_scale(
                actor=entered.actor,
                team=entered.team,
                person_id=person_id,
                values=entry.values(),
                once=entry.cleaned_data["once"],
            )
        except Refused as fault:
            refuse(entry, fault)
        else:
            messages.success(request, _("The number is saved."))
            return redirect("plan", slug, person_id)
    return _show(request, entered, entry, None, draft)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    now = versions_of_scale(entered.actor, entered.team, person_id, series)[0]
    if "drop" in request.POST:
        return _drop(request, entered, series)
    draft = _draft(request, entered, series)
    values = now.values
    initial = {
        "own": values.own,
        "coach": "" if values.coach is None else values.coach,
        "words": values.words,
        "read_on": values.read_on,
        "version": now.origin.version,
        **draft.texts,
    }
    entry = ScaleEntry(request.POST if request.method == "POST" else None, initial=initial, auto_id="id_%s")
    if request.method == "POST" and entry.is_valid() and _is_corrected(entered, entry, now):
        messages.success(request, _("The number is corrected. What it said before is kept."))
        return redirect("plan", slug, person_id)
    return _show(request, entered, entry, now, draft)


@never_cache
@require_POST
def take_back(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    now = versions_of_scale(entered.actor, entered.team, person_id, series)[0]
    take_back_scale(
        actor=entered.actor, team=entered.team, series=series, expected_version=now.origin.version
    )
    messages.success(request, _("The number of %(day)s is taken back.") % {"day": now.values.read_on})
    return redirect("plan", slug, person_id)


def _is_corrected(entered: Entered, entry: ScaleEntry, now: ReadScale) -> bool:
    try:
        correct_scale(
            actor=entered.actor,
            team=entered.team,
            series=now.series,
            expected_version=entry.cleaned_data["version"],
            values=entry.values(),
        )
    except StalePlan:
        tell_stale(entry, now.origin)
    except Refused as fault:
        refuse(entry, fault)
    else:
        return True
    return False


def _draft(request: ActingRequest, entered: Entered, series: uuid.UUID | None) -> Draft:
    if request.method == "POST":
        return Draft()
    return draft_of(entered.actor, entered.team, entered.person_id, scale_place(series))


def _drop(request: ActingRequest, entered: Entered, series: uuid.UUID | None) -> HttpResponse:
    drop_draft(actor=entered.actor, team=entered.team, person_id=entered.person_id, place=scale_place(series))
    messages.info(request, _("The draft is gone. The plan stands as it was."))
    return redirect("plan", entered.team.slug, entered.person_id)


def _show(
    request: ActingRequest, entered: Entered, entry: ScaleEntry, now: ReadScale | None, draft: Draft
) -> HttpResponse:
    log_of_person(entered, ReadKind.VIEW, PLACE)
    place = scale_place(now.series if now else None)
    context = {**frame(entered), "entry": entry, "now": now, "place": place, "draft": draft}
    return render(request, "plan/scale.html", context, status=422 if entry.errors else 200)
