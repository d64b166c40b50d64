"""One person's way: where somebody is, taking the next step, taking one back, another coach, coming back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.accounts.names import names_of
from samsteg.activities.following import follow_stays
from samsteg.core.errors import NotVisible
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.participants.way.drafts import begun_steps, drop_way_draft, keep_way_draft, way_draft
from samsteg.participants.way.enums import Step
from samsteg.participants.way.opening import open_again
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.selectors import Way, way_of
from samsteg.participants.way.services import allocate_coach, take_step
from samsteg.participants.way.undoing import last_step, undo_step
from samsteg.participants.way.workflow import transition
from samsteg.web.participants.consents.entering import enter_consents
from samsteg.web.participants.entering import Entered
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.way.ahead import groups_to_leave, links_left, meetings_ahead, promises_left
from samsteg.web.way.corrections import correction_views
from samsteg.web.way.fields import StepForm
from samsteg.web.way.first_meeting import (
    FIELDS,
    book_first,
    invited_choices,
    proposed_meeting,
    take_back_first,
    taken_at_first,
    tell_of_first,
)
from samsteg.web.way.forms import CoachForm, ReturnForm
from samsteg.web.way.held_visit import held_visit
from samsteg.web.way.pages import (
    as_sent,
    first_values,
    initial_of,
    links,
    part_of,
    rows_of,
    staff_choices,
    trail,
    trial_group,
    trial_view,
    typed_in,
)
from samsteg.web.way.parts import LONG, fields_of, values_of
from samsteg.web.way.receipts import receipt
from samsteg.web.way.said import said_rows
from samsteg.web.way.sight import led_on
from samsteg.web.way.workplaces import placements_at_exit, proposed, workplaces

PLACE = "page:way"
NOTHING: Mapping[str, Any] = MappingProxyType({})
ASIDE = ("consents", "contact")  # pages that the intake leads out to
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
# Where a refusal names a value that the form calls something else.
FORM_FIELDS = {"incomes": "main_income", **FIELDS}


def _enter(request: ActingRequest, slug: str, person_id: int) -> tuple[Entered, Way]:
    """Logs the read too."""
    entered = enter_consents(request, slug, person_id, "way.change", PLACE)
    return entered, way_of(actor=entered.actor, team=entered.team, person_id=person_id)


@never_cache
@require_safe
def way(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Where the person is, what can be done now, and what has been decided."""
    entered, found = _enter(request, slug, person_id)
    last = last_step(found.stay)
    by = names_of([last.by_id]).get(last.by_id, "") if last and last.by_id else ""
    context = {
        **_frame(entered, found),
        "last": last if last and not last.is_first else None,
        "last_by": by,
        "coach_form": CoachForm(staff=staff_choices(entered.team), coach_id=found.coach_id),
        "return_form": ReturnForm() if found.is_over else None,
        "trial": trial_view(found, trial_group(entered, found)),
        "begun": begun_steps(entered.actor, entered.team, person_id),
        "said": said_rows(found.said),
        "corrections": correction_views(found.stay),
    }
    return render(request, "way/way.html", context)


@never_cache
@GET_AND_POST
def step(request: ActingRequest, slug: str, person_id: int, step: Step) -> HttpResponse:
    """A short step's only page, or the first part of a long one."""
    if step in LONG:
        return redirect("way_part", slug, person_id, step, 1)
    entered, found = _enter(request, slug, person_id)
    if (answer := _too_late(request, entered, found, step)) is not None:
        return answer
    if step is Step.VISIT:
        return held_visit(request, entered, found, _frame(entered, found))
    form = _form(request, entered, found, step, fields_of(step))
    if request.method == "POST" and form.is_valid() and _taken(request, entered, found, step, form):
        return led_on(request, entered, "participant")
    context = {**_frame(entered, found), "form": form, "step": step}
    return render(request, "way/step.html", context, status=422 if form.errors else 200)


@never_cache
@GET_AND_POST
def part(request: ActingRequest, slug: str, person_id: int, step: Step, part: int) -> HttpResponse:
    """One part of a long step: kept as a draft, and on to the next."""
    entered, found = _enter(request, slug, person_id)
    asked = part_of(step, part)
    if asked is None or step not in LONG:
        raise NotVisible
    if (answer := _too_late(request, entered, found, step)) is not None:
        return answer
    at_work = placements_at_exit(entered, found, step) if "reason" in asked.fields else ()
    kept = way_draft(entered.actor, entered.team, person_id, step).typed if "first_on" in asked.fields else {}
    more = {**proposed(at_work), **proposed_meeting(entered, asked.fields, kept)}
    form = _form(request, entered, found, step, asked.fields, more)
    if request.method == "POST":
        if "drop" in request.POST:
            drop_way_draft(actor=entered.actor, team=entered.team, person_id=person_id, step=step)
            messages.info(request, _("What you had typed is thrown away."))
            return redirect("way", slug, person_id)
        keep_way_draft(
            actor=entered.actor,
            team=entered.team,
            person_id=person_id,
            step=step,
            typed=typed_in(form, request.POST),
        )
        if form.is_valid():
            return _next_part(request, entered, step, part)
    context = {**_frame(entered, found), "form": form, "step": step, "part": asked, **trail(step, part)}
    shown = workplaces(at_work)
    context |= {"workplaces": shown, "has_open": any(one.is_open for one in shown)}
    context |= _ending(entered, found, asked.key == "data")
    return render(request, "way/part.html", context, status=422 if form.errors else 200)


def _ending(entered: Entered, found: Way, is_told: bool) -> dict[str, Any]:
    """What stands ahead when a stay ends, where the part tells of it."""
    if not is_told:
        return {}
    return {
        "ahead": meetings_ahead(entered, found),
        "promises": promises_left(entered),
        "open_links": links_left(entered),
        "groups": groups_to_leave(entered),
    }


def _next_part(request: ActingRequest, entered: Entered, step: Step, part: int) -> HttpResponse:
    """On to the next part; `aside` names a page of the person that the part belongs to, which leads back here."""
    of_person = (entered.team.slug, entered.person_id)
    if (aside := request.POST.get("aside", "")) in ASIDE:
        return redirect(aside, *of_person)
    if part == len(LONG[step]):
        return redirect("way_check", *of_person, step)
    return redirect("way_part", *of_person, step, part + 1)


def _too_late(request: ActingRequest, entered: Entered, found: Way, step: Step) -> HttpResponse | None:
    """An old page or address of a step that can't be taken any more: nothing is to be typed there in vain."""
    if request.method == "POST" or transition(step, found.state) is not None:
        return None
    return render(request, "way/late.html", {**_frame(entered, found), "step": step})


@never_cache
@GET_AND_POST
def check(request: ActingRequest, slug: str, person_id: int, step: Step) -> HttpResponse:
    """All answers of a long step, to be read through and saved."""
    entered, found = _enter(request, slug, person_id)
    if step not in LONG:
        raise NotVisible
    if (answer := _too_late(request, entered, found, step)) is not None:
        return answer
    kept = way_draft(entered.actor, entered.team, person_id, step).typed
    first = first_values(step, found, entered.team, trial_group(entered, found))
    names = fields_of(step)
    data = as_sent(initial_of(kept, first, names))
    form = StepForm(step, names, data, staff=staff_choices(entered.team), **_meeting_choices(entered, step))
    form.is_valid()
    if request.method == "POST" and not form.errors and _taken(request, entered, found, step, form):
        drop_way_draft(actor=entered.actor, team=entered.team, person_id=person_id, step=step)
        return led_on(request, entered, "participant")
    rows = rows_of(form, step, entered.team, person_id)
    taken = taken_at_first(entered, form.cleaned_data)
    context = {**_frame(entered, found), "form": form, "step": step, "rows": rows, "taken": taken}
    context |= trail(step, len(LONG[step]) + 1)
    return render(request, "way/check.html", context, status=422 if form.errors else 200)


def _form(
    request: ActingRequest,
    entered: Entered,
    found: Way,
    step: Step,
    names: tuple[str, ...],
    more: Mapping[str, Any] = NOTHING,
) -> StepForm:
    """Bound to what was sent; otherwise with the draft, and what the team usually says; `more` is proposed too."""
    staff = staff_choices(entered.team) if "coach_id" in names else []
    choices = _meeting_choices(entered, step) if "first_on" in names else {}
    if request.method == "POST":
        return StepForm(step, names, request.POST, staff=staff, **choices)
    kept = way_draft(entered.actor, entered.team, entered.person_id, step).typed if step in LONG else {}
    first = {**first_values(step, found, entered.team, trial_group(entered, found)), **more}
    return StepForm(step, names, staff=staff, initial=initial_of(kept, first, names), **choices)


def _meeting_choices(entered: Entered, step: Step) -> dict[str, Any]:
    """What the form of the first follow-up needs to know."""
    return {"invited": invited_choices(step), "has_place": not entered.is_protected}


def _taken(request: ActingRequest, entered: Entered, found: Way, step: Step, form: StepForm) -> bool:
    """Whether the step was taken; a refusal stands at its field."""
    group = trial_group(entered, found) if step is Step.EXIT else None
    values = replace(values_of(form.cleaned_data), trial_group_ends_on=group.ends_on if group else None)
    try:
        with transaction.atomic():  # the start with its first follow-up, or neither
            state = take_step(
                actor=entered.actor, team=entered.team, stay_id=found.stay.pk, step=step, values=values
            )
            is_booked = book_first(entered, form.cleaned_data)
    except (StepRefused, FollowUpRefused) as refusal:
        name = FORM_FIELDS.get(refusal.field, refusal.field)
        form.add_error(name if name in form.fields else None, str(refusal))
        return False
    follow_stays(entered.team, entered.actor.user_id)
    messages.success(request, receipt(step, state))
    tell_of_first(request, form.cleaned_data, is_booked=is_booked)
    return True


@never_cache
@require_POST
def undo(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Takes back the step that the page showed."""
    entered, found = _enter(request, slug, person_id)
    moment = _moment(request.POST.get("moment", ""))
    try:
        undo_step(actor=entered.actor, team=entered.team, stay_id=found.stay.pk, moment=moment)
        take_back_first(entered)
        follow_stays(entered.team, entered.actor.user_id)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The step is taken back. What it said can still be seen in the history."))
    return led_on(request, entered, "way")


def _moment(text: str) -> dt.datetime:
    """A moment that no step has, for what can't be read."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found and timezone.is_aware(found) else dt.datetime.min.replace(tzinfo=dt.UTC)


@never_cache
@require_POST
def coach(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Another responsible coach, from today."""
    entered, _found = _enter(request, slug, person_id)
    chosen = id_in(request.POST.get("coach_id", "")) or None
    try:
        allocate_coach(actor=entered.actor, team=entered.team, person_id=person_id, coach_id=chosen)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved. The earlier coach stays in the history."))
    return led_on(request, entered, "way")


@never_cache
@require_POST
def comes_back(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """A new stay of somebody who has left."""
    entered, found = _enter(request, slug, person_id)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            open_again(actor=entered.actor, team=entered.team, person_id=person_id, **form.values())
        except StepRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The new referral is in. The earlier stay can still be read."))
            return redirect("way", slug, person_id)
    context = {**_frame(entered, found), "last": None, "return_form": form}
    return render(request, "way/way.html", context, status=422)


def _frame(entered: Entered, found: Way) -> dict[str, Any]:
    return {
        "team": entered.team,
        "person": entered,
        "tabs": entered.tabs("way"),
        "way": found,
        "links": links(found, entered.team),
    }
