"""One person's placements: the list, a new one, one with all that belongs to it, and changing what is agreed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.accounts.names import names_of
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import Refused
from samsteg.placements.employers.selectors import employers_of, register_row
from samsteg.placements.enums import PlacementForm, TextPart
from samsteg.placements.records import ReadPlacement
from samsteg.placements.services import change_placement, plan_placement
from samsteg.placements.storing import StalePlacement
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.participants.placements.forms import AgreementEntry, HoursEntry, PlacementEntry
from samsteg.web.participants.placements.pages import (
    exit_words,
    frame,
    may_write_of,
    read_all,
    read_one,
    signed_views,
    view_of,
)
from samsteg.web.participants.words import moment
from samsteg.web.requests import ActingRequest

PLACE = "page:placements"
ACT = "placements.write"


@never_cache
@require_safe
def placements(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_person(request, slug, person_id)
    found, may_write = read_all(entered), may_write_of(entered)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **frame(entered),
        "placements": [view_of(one, may_write=may_write) for one in found],
        "may_write": may_write,
    }
    return render(request, "placements/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_person(request, slug, person_id, ACT)
    has_employer = not entered.is_protected
    initial = {"employer": request.GET.get("hos", "")[:200]}
    if (form := request.GET.get("slag")) in PlacementForm.values:
        initial["form"] = str(form)
    data = request.POST if request.method == "POST" else None
    entry = PlacementEntry(data, is_new=True, has_employer=has_employer, initial=initial)
    if request.method == "POST" and entry.is_valid():
        once = entry.cleaned_data["once"]

        def plan() -> Any:
            anyway = entry.cleaned_data["anyway"]
            return plan_placement(**who(entered), values=entry.values(), once=once, anyway=anyway)

        if (row := attempt(entry, plan)) is not None:
            messages.success(request, _("The placement is saved."))
            return redirect("placement", slug, person_id, row.series)
    return show_form(request, entered, entry, None)


@never_cache
@require_safe
def placement(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    entered = enter_person(request, slug, person_id)
    return show(request, entered, read_one(entered, series))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    entered = enter_person(request, slug, person_id, ACT)
    now, has_employer = read_one(entered, series), not entered.is_protected
    data = request.POST if request.method == "POST" else None
    entry = PlacementEntry(data, is_new=False, has_employer=has_employer, initial=_initial(now))
    if request.method == "POST" and entry.is_valid():
        version = entry.cleaned_data["version"] or 0

        def save() -> Any:
            return change_placement(
                **who(entered),
                series=series,
                expected_version=version,
                values=entry.values(),
                anyway=entry.cleaned_data["anyway"],
            )

        if attempt(entry, save, now) is not None:
            messages.success(request, _("The placement is saved."))
            return redirect("placement", slug, person_id, series)
    return show_form(request, entered, entry, now)


def who(entered: Entered) -> dict[str, Any]:
    return {"actor": entered.actor, "team": entered.team, "person_id": entered.person_id}


def attempt(entry: forms.Form, save: Callable[[], Any], now: ReadPlacement | None = None) -> Any | None:
    """What was saved; None when it was refused, and then the form says why and keeps what was typed."""
    try:
        return save()
    except StalePlacement as fault:
        name = names_of([fault.writer_id]).get(fault.writer_id or 0, "")
        said = str(fault)
        if name:
            said = _(
                "%(name)s changed the placement at %(at)s, after you opened it. What you typed is kept. Compare, and "
                "save again."
            ) % {"name": name, "at": moment(fault.written_at)}
        entry.add_error(None, said)
        if now is not None:  # compared and saved again, it goes by what holds now
            entry.data = entry.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            entry.data["version"] = str(now.version)  # type: ignore[index]  # as above
    except Refused as fault:
        name = getattr(fault, "field", "")
        name = {"break_reason": "reason"}.get(name, name)
        entry.add_error(name if name in entry.fields else None, str(fault))
    return None


def show(
    request: ActingRequest,
    entered: Entered,
    one: ReadPlacement,
    faulty: HoursEntry | None = None,
    full: str = "",
    agreement: AgreementEntry | None = None,
) -> HttpResponse:
    """The placement's page, with its forms. `full`: why it isn't opened again before one has asked."""
    log_of_person(entered, ReadKind.VIEW, PLACE)
    may_write = may_write_of(entered)
    view = view_of(one, may_write=may_write)
    context = {
        **frame(entered),
        "one": view,
        "may_write": may_write,
        "exit": exit_words(entered, one),
        "hours_entry": faulty or HoursEntry(initial={"version": one.version}),
        "employer": register_row(entered.team, one.values.employer) if may_write else None,
        "full": full,
        "agreements": signed_views(entered, one) if may_write else (),
        "agreement": None if entered.is_protected else agreement or AgreementEntry(),
    }
    status = 422 if faulty or full or agreement else 200
    return render(request, "placements/one.html", context, status=status)


def show_form(
    request: ActingRequest, entered: Entered, entry: PlacementEntry, now: ReadPlacement | None
) -> HttpResponse:
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **frame(entered),
        "entry": entry,
        "one": view_of(now, may_write=True) if now else None,
        "employers": [one.name for one in employers_of(entered.team) if one.status != "gone"],
    }
    return render(request, "placements/form.html", context, status=422 if entry.errors else 200)


def _initial(now: ReadPlacement) -> dict[str, Any]:
    values = now.values
    names = ("employer", "form", "started_on", "ended_on", "found_by", "insured_by")
    texts = {part: values.texts.get(part, "") for part in (TextPart.TASKS.value, TextPart.SUPPORT.value)}
    return {name: getattr(values, name) for name in names} | texts | {"version": now.version}
