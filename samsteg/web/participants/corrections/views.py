"""Correcting what is known: the person's sex and birth, and what has happened in one stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.access.protection import protected_among
from samsteg.activities.following import follow_stays
from samsteg.activities.trials import trial_group_of
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible
from samsteg.participants.correcting_person import correct_person, person_version, takes_birth_date
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.models import Stay
from samsteg.participants.one_person import fact_rows_of
from samsteg.participants.way.correcting import correct_stay, goes_on_twice, version_among
from samsteg.participants.way.current import stay_now
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.services import ACT
from samsteg.web.participants.corrections.forms import (
    PersonCorrection,
    StayCorrection,
    initial_of_person,
    initial_of_stay,
)
from samsteg.web.participants.corrections.pages import (
    differences,
    last_change,
    person_details,
    person_facts,
    stay_facts,
)
from samsteg.web.participants.drafts import FormDraft, initial_from
from samsteg.web.participants.entering import Entered, enter_person, log_of_person, require_id
from samsteg.web.requests import ActingRequest

PLACE = "page:corrections"
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
Context = dict[str, Any]
PERSON = "person"  # the key of the draft about sex and birth


@never_cache
@GET_AND_POST
def person(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Sex and birth."""
    entered = enter(request, slug, person_id)
    team, is_post = entered.team, request.method == "POST"
    with_day, version = takes_birth_date(team, person_id), person_version(team, person_id)
    details = person_details(team, person_id, with_day=with_day)
    current = next((one for one in details if one.superseded_at is None), None)
    now = {**initial_of_person(current, with_day=with_day), "version": version}
    mine = FormDraft(entered, DraftKind.CORRECTION, PERSON, request.path)
    if (answer := mine.answer(request, PersonCorrection.base_fields)) is not None:
        return answer
    draft = Draft() if is_post else mine.read()
    begun = now | initial_from(draft, PersonCorrection.base_fields)
    form = PersonCorrection(request.POST if is_post else None, initial=begun)
    is_stale = is_post and form.data.get("version") != version
    if is_post and not is_stale and _is_corrected(request, form, lambda: _save_person(entered, form)):
        mine.drop()
        return redirect("participant", slug, person_id)
    context: Context = {
        "heading": _("Correct sex and birth"),
        "facts": person_facts(details),
        "draft": draft,
        "stale": last_change(details) if is_stale else "",
        "differences": differences(form, now) if is_stale else (),
    }
    return correction_page(request, entered, form, version, context)


@never_cache
@GET_AND_POST
def stay(request: ActingRequest, slug: str, person_id: int, stay_id: int) -> HttpResponse:
    """The days, the reasons and the rest of one stay."""
    entered = enter(request, slug, person_id)
    found, is_post = stay_in(entered, stay_id), request.method == "POST"
    is_protected, rows = bool(protected_among(entered.team.pk, [person_id])), fact_rows_of(found)
    version = version_among([*rows.events, *rows.details])
    now = {**initial_of_stay(found), "version": version}
    mine = FormDraft(entered, DraftKind.CORRECTION, f"stay:{stay_id}", request.path)
    if (answer := mine.answer(request, StayCorrection.base_fields)) is not None:
        return answer
    draft = Draft() if is_post else mine.read()
    begun = now | initial_from(draft, StayCorrection.base_fields)
    kinds = {"is_protected": is_protected, "may_end": goes_on_twice(found)}
    form = StayCorrection(request.POST if is_post else None, found, **kinds, initial=begun)
    is_stale = is_post and form.data.get("version") != version
    if is_post and not is_stale and _is_corrected(request, form, lambda: _save_stay(entered, found, form)):
        mine.drop()
        return redirect("participant", slug, person_id)
    context: Context = {
        "heading": _("Correct the stay %(id)s") % {"id": found.own_id},
        "facts": stay_facts(rows, is_protected=is_protected),
        "draft": draft,
        "is_stay": True,
        "other": ("correct_decided", stay_id),
        "asks_order": "order_reason" in form.errors or bool(form["order_reason"].value()),
        "stale": last_change([*rows.events, *rows.details]) if is_stale else "",
        "differences": differences(form, now) if is_stale else (),
    }
    return correction_page(request, entered, form, version, context)


def _is_corrected(request: ActingRequest, form: forms.Form, save: Callable[[], None]) -> bool:
    """Whether it is saved; otherwise the form says why not, with everything as typed."""
    if not form.is_valid():
        return False
    try:
        save()
    except StepRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    messages.success(
        request, _("Corrected. What it said before can still be read under “When and from where”.")
    )
    return True


def _save_person(entered: Entered, form: PersonCorrection) -> None:
    correct_person(
        actor=entered.actor,
        team=entered.team,
        person_id=entered.person_id,
        facts=form.facts(),
        expected_version=form.cleaned_data["version"],
    )


def _save_stay(entered: Entered, stay: Stay, form: StayCorrection) -> None:
    since = stay.enrolled_on or timezone.localdate()
    group = trial_group_of(entered.team, entered.person_id, since, stay.exited_on)
    correct_stay(
        actor=entered.actor,
        team=entered.team,
        stay_id=stay.pk,
        changes=form.changes(),
        expected_version=form.cleaned_data["version"],
        order_reason=form.cleaned_data["order_reason"],
        trial_group_ends_on=group.ends_on if group else None,
    )
    follow_stays(entered.team, entered.actor.user_id)


def enter(request: ActingRequest, slug: str, person_id: int) -> Entered:
    """Raises NotVisible, PermissionRefused."""
    entered = enter_person(request, slug, person_id, ACT)
    if not entered.is_staff:
        raise NotVisible
    log_of_person(entered, ReadKind.VIEW, PLACE)
    return entered


def stay_in(entered: Entered, stay_id: int) -> Stay:
    """Raises NotVisible, also for a stay of another person than the page's."""
    require_id(stay_id)
    found, _state = stay_now(entered.actor, entered.team, stay_id, timezone.localdate())
    if found.person_id != entered.person_id:
        raise NotVisible
    return found


def correction_page(
    request: ActingRequest, entered: Entered, form: forms.Form, version: str, context: Context
) -> HttpResponse:
    shared = {
        "team": entered.team,
        "person": entered,
        "tabs": entered.tabs("participant"),
        "form": form,
        "version": context["draft"].texts.get("version", version),
    }
    status = 422 if form.errors or context["differences"] or context["stale"] else 200
    return render(request, "corrections/form.html", {**shared, **context}, status=status)
