"""The steps of a plan: agreeing on one, changing it, closing it, taking it up again."""

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
from samsteg.core.errors import NotVisible, Refused
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.plans.drafts import close_place, draft_of, drop_draft, step_place
from samsteg.participants.plans.enums import StepKind, StepState
from samsteg.participants.plans.records import ReadStep
from samsteg.participants.plans.rules import StalePlan
from samsteg.participants.plans.selectors import versions_of_step
from samsteg.participants.plans.services import agree_step, change_step, close_step
from samsteg.web.participants.entering import Entered, log_of_person
from samsteg.web.participants.plan.entering import PLACE, enter_plan, frame, refuse, staff_of, tell_stale
from samsteg.web.participants.plan.forms import CloseEntry, StepEntry
from samsteg.web.participants.plan.pages import step_views
from samsteg.web.requests import ActingRequest

Versions = tuple[ReadStep, ...]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str, person_id: int, kind: str) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    if kind not in StepKind.values:
        raise NotVisible
    place = step_place(kind, None)
    if request.method != "POST":
        return _step(request, entered, StepKind(kind), place)
    if "drop" in request.POST:
        return _drop(request, entered, place)
    entry = _entry(entered, StepKind(kind), request.POST)
    if entry.is_valid():
        try:
            agree_step(
                actor=entered.actor,
                team=entered.team,
                person_id=person_id,
                values=entry.values(),
                once=entry.cleaned_data["once"],
            )
        except Refused as fault:
            refuse(entry, fault)
        else:
            messages.success(request, _("You have agreed on it. It stands on the plan."))
            return redirect("plan", slug, person_id)
    return _step(request, entered, StepKind(kind), place, faulty=entry)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    told = versions_of_step(entered.actor, entered.team, person_id, series)
    kind, place = told[0].values.kind, step_place(None, series)
    if request.method != "POST":
        return _step(request, entered, kind, place, told)
    if "drop" in request.POST:
        return _drop(request, entered, place)
    entry = _entry(entered, kind, request.POST)
    if entry.is_valid() and _is_changed(entered, entry, told):
        messages.success(request, _("The step is changed. What it said before can still be read."))
        return redirect("plan", slug, person_id)
    return _step(request, entered, kind, place, told, entry)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Done or let go; a POST from the plan says only which."""
    entered = enter_plan(request, slug, person_id)
    told = versions_of_step(entered.actor, entered.team, person_id, series)
    if request.method != "POST":
        return _close(request, entered, told)
    if "drop" in request.POST:
        return _drop(request, entered, close_place(series))
    entry = CloseEntry(request.POST, auto_id="id_%s")
    if entry.is_valid():
        state = StepState(entry.cleaned_data["state"])
        if _is_closed(entered, entry, told, state):
            done = state is StepState.DONE
            text = (
                _("The step is taken.") if done else _("The step is let go. It stands among earlier steps.")
            )
            messages.success(request, text)
            return redirect("plan", slug, person_id)
    return _close(request, entered, told, entry)


@never_cache
@require_POST
def again(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Takes up a step that was closed."""
    entered = enter_plan(request, slug, person_id)
    told = versions_of_step(entered.actor, entered.team, person_id, series)
    close_step(
        actor=entered.actor,
        team=entered.team,
        series=series,
        expected_version=told[0].origin.version,
        state=StepState.OPEN,
    )
    messages.success(request, _("The step is taken up again."))
    return redirect("plan", slug, person_id)


def _entry(entered: Entered, kind: StepKind, data: object = None, **kwargs: object) -> StepEntry:
    staff = staff_of(entered) if kind is StepKind.PROMISE else {}
    return StepEntry(data, kind, staff, auto_id="id_%s", **kwargs)  # type: ignore[arg-type]  # a QueryDict or None


def _drop(request: ActingRequest, entered: Entered, place: str) -> HttpResponse:
    drop_draft(actor=entered.actor, team=entered.team, person_id=entered.person_id, place=place)
    messages.info(request, _("The draft is gone. The plan stands as it was."))
    return redirect("plan", entered.team.slug, entered.person_id)


def _is_changed(entered: Entered, entry: StepEntry, told: Versions) -> bool:
    try:
        change_step(
            actor=entered.actor,
            team=entered.team,
            series=told[0].series,
            expected_version=entry.cleaned_data["version"],
            values=entry.values(),
        )
    except StalePlan:
        tell_stale(entry, told[0].origin)
    except Refused as fault:
        refuse(entry, fault)
    else:
        return True
    return False


def _is_closed(entered: Entered, entry: CloseEntry, told: Versions, state: StepState) -> bool:
    typed = entry.cleaned_data
    try:
        close_step(
            actor=entered.actor,
            team=entered.team,
            series=told[0].series,
            expected_version=typed["version"],
            state=state,
            words=typed["words"],
            on=typed["closed_on"],
        )
    except StalePlan:
        tell_stale(entry, told[0].origin)
    except Refused as fault:
        refuse(entry, fault)
    else:
        return True
    return False


def _step(
    request: ActingRequest,
    entered: Entered,
    kind: StepKind,
    place: str,
    told: Versions = (),
    faulty: StepEntry | None = None,
) -> HttpResponse:
    draft = Draft() if faulty else draft_of(entered.actor, entered.team, entered.person_id, place)
    entry = faulty or _entry(entered, kind, initial=_initial(entered, told) | draft.texts)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    versions = step_views(told)
    context = {
        **frame(entered),
        "entry": entry,
        "kind": kind.value,
        "label": kind.label,
        "place": place,
        "draft": draft,
        "now": versions[0] if versions else None,
        "earlier": versions[1:],
    }
    return render(request, "plan/step.html", context, status=422 if entry.errors else 200)


def _initial(entered: Entered, told: Versions) -> dict[str, object]:
    if not told:
        return {"agreed_on": timezone.localdate(), "version": 0, "promised_by": entered.actor.user_id}
    values = told[0].values
    return {
        "text": values.text,
        "agreed_on": values.agreed_on,
        "due_on": values.due_on,
        "promised_by": values.promised_by_id,
        "category": values.category,
        "version": told[0].origin.version,
    }


def _close(
    request: ActingRequest, entered: Entered, told: Versions, faulty: CloseEntry | None = None
) -> HttpResponse:
    place = close_place(told[0].series)
    draft = Draft() if faulty else draft_of(entered.actor, entered.team, entered.person_id, place)
    initial = {"version": told[0].origin.version, "closed_on": timezone.localdate()}
    entry = faulty or CloseEntry(initial=initial | draft.texts, auto_id="id_%s")
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **frame(entered),
        "entry": entry,
        "now": step_views(told[:1])[0],
        "place": place,
        "draft": draft,
    }
    return render(request, "plan/close.html", context, status=422 if entry.errors else 200)
