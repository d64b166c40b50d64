"""What happens to a placement: steps of the ladder, the end, an early end, and undoing."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.audit.enums import ReadKind
from samsteg.core.errors import Refused
from samsteg.placements.ladders import add_hours, remove_hours
from samsteg.placements.services import end_placement, reopen_placement, take_back_placement
from samsteg.web.dates import parse_day
from samsteg.web.participants.entering import enter_person, log_of_person
from samsteg.web.participants.placements.forms import EndEntry, HoursEntry
from samsteg.web.participants.placements.pages import frame, read_one, view_of
from samsteg.web.participants.placements.views import ACT, PLACE, attempt, show, who
from samsteg.web.requests import ActingRequest, id_in


@never_cache
@require_POST
def hours(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """A new step of the ladder."""
    entered = enter_person(request, slug, person_id, ACT)
    now = read_one(entered, series)
    entry = HoursEntry(request.POST)
    if entry.is_valid():
        version = entry.cleaned_data["version"] or 0

        def save() -> Any:
            return add_hours(**who(entered), series=series, expected_version=version, rung=entry.rung())

        if attempt(entry, save, now) is not None:
            messages.success(request, _("The hours are saved."))
            return redirect("placement", slug, person_id, series)
    return show(request, entered, now, entry)


@never_cache
@require_POST
def remove(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """A step of the ladder that was wrong."""
    entered = enter_person(request, slug, person_id, ACT)
    read_one(entered, series)
    version = id_in(request.POST.get("version", ""))
    try:
        day = parse_day(request.POST.get("day", ""))
        remove_hours(**who(entered), series=series, expected_version=version, day=day)
    except ValueError:
        messages.error(request, _("That step is gone. Load the page again."))
    except Refused as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The step is taken away."))
    return redirect("placement", slug, person_id, series)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """It ended as planned, and what came of it."""
    return _ended(request, slug, person_id, series, early=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def break_off(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """It ended earlier than planned: whose decision, in kind words."""
    return _ended(request, slug, person_id, series, early=True)


def _ended(
    request: ActingRequest, slug: str, person_id: int, series: uuid.UUID, *, early: bool
) -> HttpResponse:
    entered = enter_person(request, slug, person_id, ACT)
    now = read_one(entered, series)
    today = timezone.localdate()
    last = min(day for day in (now.values.ended_on, now.exited_on, today) if day)
    data = request.POST if request.method == "POST" else None
    entry = EndEntry(data, early=early, initial={"ended_on": last, "version": now.version})
    if request.method == "POST" and entry.is_valid():
        told: dict[str, Any] = {
            "expected_version": entry.cleaned_data["version"] or 0,
            "ending": entry.ending(),
        }

        def save() -> Any:
            return end_placement(**who(entered), series=series, early=early, **told)

        if attempt(entry, save, now) is not None:
            messages.success(request, _("The end is noted."))
            return redirect("placement", slug, person_id, series)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {**frame(entered), "one": view_of(now, may_write=True), "entry": entry, "early": early}
    return render(request, "placements/end.html", context, status=422 if entry.errors else 200)


@never_cache
@require_POST
def undo(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Opens again what was ended by mistake, or takes back what never came to be."""
    entered = enter_person(request, slug, person_id, ACT)
    now = read_one(entered, series)
    version = id_in(request.POST.get("version", ""))
    given = {**who(entered), "series": series, "expected_version": version}
    is_back = request.POST.get("event") == "take_back"
    try:
        if is_back:
            take_back_placement(**given)
        else:
            reopen_placement(**given, anyway="anyway" in request.POST)
    except Refused as fault:
        if getattr(fault, "field", "") == "anyway":
            return show(request, entered, now, full=str(fault))
        messages.error(request, str(fault))
        return redirect("placement", slug, person_id, series)
    if is_back:
        messages.success(request, _("The placement is taken back. It is counted nowhere."))
        return redirect("placements", slug, person_id)
    messages.success(request, _("The placement is open again."))
    return redirect("placement", slug, person_id, series)
