"""Correcting what has been said and decided on the way of one stay."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from samsteg.access.enums import Role
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.way.amending import amend, decided_now, decided_version
from samsteg.participants.way.rules import StepRefused
from samsteg.web.participants.corrections.decided_facts import decided_facts, decided_rows
from samsteg.web.participants.corrections.decided_forms import DecidedCorrection, initial_of_decided
from samsteg.web.participants.corrections.pages import differences, last_change
from samsteg.web.participants.corrections.views import GET_AND_POST, Context, correction_page, enter, stay_in
from samsteg.web.participants.drafts import FormDraft, initial_from
from samsteg.web.participants.entering import Entered
from samsteg.web.requests import ActingRequest


@never_cache
@GET_AND_POST
def decided(request: ActingRequest, slug: str, person_id: int, stay_id: int) -> HttpResponse:
    """Pauses, priority, trial period, planned ends, the situation at start and exit, the own words."""
    entered = enter(request, slug, person_id)
    found, is_post = stay_in(entered, stay_id), request.method == "POST"
    holds, version = decided_now(entered.team, found), decided_version(found)
    is_lead = entered.actor.has_role(entered.team.pk, Role.TEAM_LEAD)
    blank = DecidedCorrection(None, found, holds, is_lead=is_lead)
    mine = FormDraft(entered, DraftKind.CORRECTION, f"decided:{stay_id}", request.path)
    if (answer := mine.answer(request, blank.fields)) is not None:
        return answer
    draft, now = Draft() if is_post else mine.read(), initial_of_decided(holds) | {"version": version}
    begun = now | initial_from(draft, blank.fields)
    data = request.POST if is_post else None
    form = DecidedCorrection(data, found, holds, is_lead=is_lead, initial=begun)
    is_stale = is_post and form.data.get("version", "") != version
    if is_post and not is_stale and _is_amended(request, entered, stay_id, form):
        mine.drop()
        return redirect("way", slug, person_id)
    rows = decided_rows(found)
    context: Context = {
        "heading": _("Correct what is decided and said, %(id)s") % {"id": found.own_id},
        "facts": decided_facts(entered.team, found, rows),
        "draft": draft,
        "sections": form.sections(),
        "other": ("correct_stay", stay_id),
        "stale": last_change([one for kept in rows.values() for one in kept]) if is_stale else "",
        "differences": differences(form, now) if is_stale else (),
    }
    return correction_page(request, entered, form, version, context)


def _is_amended(request: ActingRequest, entered: Entered, stay_id: int, form: DecidedCorrection) -> bool:
    """Whether it is saved; otherwise the form says why not, with everything as typed."""
    if not form.is_valid():
        return False
    try:
        amend(
            actor=entered.actor,
            team=entered.team,
            stay_id=stay_id,
            said=form.said(),
            expected_version=form.cleaned_data["version"],
        )
    except StepRefused as refusal:
        field = form.name_of_field(refusal.field)
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    messages.success(request, _("Corrected. What it said before can still be read beside the form."))
    return True
