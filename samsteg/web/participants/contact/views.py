"""One participant's name and contact data: masked, shown when asked for, changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.enums import DataCategory
from samsteg.access.policies import may
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.particulars import (
    Particulars,
    StaleParticulars,
    allowed_for,
    let_go_earlier_contact,
    particulars_of,
    save_particulars,
)
from samsteg.people.contact import contact_now_and_before
from samsteg.web.participants.begun import begun_intake
from samsteg.web.participants.contact.forms import ParticularsForm, initial_of
from samsteg.web.participants.contact.pages import (
    consent_words,
    differences,
    earlier_views,
    lines_of,
    updated_words,
)
from samsteg.web.participants.drafts import FormDraft, initial_from
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest

PLACE = "page:contact"
GONE = "page:contact-let-go"
STORED = "stored"  # the one draft: a person has one name and one set of contact data


@never_cache
@require_safe
def contact(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Masked: whether there is anything, and why it is asked for."""
    entered = _enter(request, slug, person_id)
    return render(request, "contact/page.html", _frame(entered))


@never_cache
@require_POST
def shown(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The page in clear. A POST, so that no link, reload of a list or fetch ahead shows it."""
    entered = _enter(request, slug, person_id)
    if not allowed_for(entered.team, person_id).contact:
        return redirect("contact", slug, person_id)
    kept = particulars_of(entered.team, person_id)
    earlier = earlier_views(entered.team, person_id) if entered.is_staff else ()
    if earlier or not kept.contact.is_empty:
        log_of_person(entered, ReadKind.CONTACT, PLACE)
    context = {
        **_frame(entered),
        "lines": lines_of(kept.contact, with_others=entered.is_staff),
        "earlier": earlier,
        "is_shown": True,
        "updated": updated_words(kept),
    }
    return render(request, "contact/page.html", context)


@never_cache
@require_POST
def edit(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The form, which shows everything in clear; with its token in it, what was typed is saved."""
    entered = enter_person(request, slug, person_id, "participants.write")
    if not entered.is_staff:
        raise NotVisible
    allowed = allowed_for(entered.team, person_id)
    if not allowed.anything:
        raise Refused(_("Neither name nor contact data of a protected person is kept here."))
    mine = FormDraft(entered, DraftKind.CONTACT, STORED, reverse("contact", args=[slug, person_id]))
    form = ParticularsForm(request.POST, allowed)
    if (answer := mine.answer(request, form.fields)) is not None:
        return answer
    if "token" not in request.POST:
        draft, kept = mine.read(), initial_of(particulars_of(entered.team, person_id))
        form = ParticularsForm(None, allowed, initial=kept | initial_from(draft, form.fields))
        return _form(request, entered, form, draft=draft)
    if not form.is_valid():
        return _form(request, entered, form)
    try:
        return _save(request, mine, form)
    except StaleParticulars as stale:
        return _form(request, entered, form, stale)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, entered, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Asks first: what the contact data said before goes for good. The second of two clicks finds it done."""
    entered = enter_person(request, slug, person_id, "participants.write")
    has_earlier = contact_now_and_before(entered.team.pk, person_id)[1]
    if not entered.is_staff or (request.method != "POST" and not has_earlier):
        raise NotVisible
    if not has_earlier:
        return redirect("contact", slug, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    if request.method != "POST":
        return render(request, "contact/let_go.html", _base(entered))
    let_go_earlier_contact(actor=entered.actor, team=entered.team, person_id=person_id)
    log_of_person(entered, ReadKind.VIEW, GONE)
    messages.success(request, _("What the contact data said before is taken away."))
    return redirect("contact", entered.team.slug, person_id)


def _save(request: ActingRequest, mine: FormDraft, form: ParticularsForm) -> HttpResponse:
    entered = mine.entered
    is_new = save_particulars(
        actor=entered.actor,
        team=entered.team,
        person_id=entered.person_id,
        name=form.name(),
        contact=form.contact(),
        expected_token=form.cleaned_data["token"],
    )
    mine.drop()
    messages.success(request, _("Saved.") if is_new else _("Nothing was changed."))
    return redirect("contact", entered.team.slug, entered.person_id)


def _form(
    request: ActingRequest,
    entered: Entered,
    form: ParticularsForm,
    stale: StaleParticulars | None = None,
    draft: Draft | None = None,
) -> HttpResponse:
    log_of_person(entered, ReadKind.CONTACT, PLACE)
    context: dict[str, Any] = {**_base(entered), "form": form, "draft": draft}
    if stale is not None:
        kept: Particulars = particulars_of(entered.team, entered.person_id)
        context |= {
            "stale": str(stale),
            "differences": differences(form, kept),
            "updated": updated_words(kept),
            "token": kept.token,
        }
    return render(request, "contact/form.html", context, status=422 if stale or form.errors else 200)


def _enter(request: ActingRequest, slug: str, person_id: int) -> Entered:
    """Logs that the page was opened. Raises NotVisible for a representative to whom contact data isn't open."""
    entered = enter_person(request, slug, person_id, "contact.view")
    if not entered.opened.reads(None, DataCategory.CONTACT):
        raise NotVisible
    log_of_person(entered, ReadKind.VIEW, PLACE)
    return entered


def _base(entered: Entered) -> dict[str, Any]:
    """What both the page and the form need."""
    team, person_id = entered.team, entered.person_id
    return {
        "team": team,
        "person": entered,
        "tabs": entered.tabs("participant"),
        "allowed": allowed_for(team, person_id),
        "consent_to": consent_words(team, person_id),
    }


def _frame(entered: Entered) -> dict[str, Any]:
    team, person_id = entered.team, entered.person_id
    is_now, was_before = contact_now_and_before(team.pk, person_id)
    return {
        **_base(entered),
        "has_contact": is_now,
        "is_kept": is_now or (entered.is_staff and was_before),
        "may_write": entered.is_staff and may(entered.actor, "participants.write", team),
        "intake": begun_intake(entered),
    }
