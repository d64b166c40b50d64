"""A participant's consents: the grid, each one, giving and taking back; who said no; what was told without."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.access.consent_enums import ConsentEnd, ConsentKind
from samsteg.access.consent_sheet import asked_of, authorities_to_choose, one_consent, sheet_of
from samsteg.access.consenting import ConsentRefused, end_consent, record_refusal, require_person
from samsteg.access.disclosing import disclosures_of, record_disclosure
from samsteg.access.papers import ENDINGS, open_paper
from samsteg.activities.shared_names.selectors import names_told
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.participants.consent_ends import give_consent
from samsteg.participants.referrals.consents import consent_of_referral
from samsteg.web.downloads import attachment
from samsteg.web.participants.begun import AFTER_CONSENTS, begun_intake
from samsteg.web.participants.consents.entering import enter_consents
from samsteg.web.participants.consents.forms import DisclosureEntry, RefusalEntry, SecrecyEntry, SigningEntry
from samsteg.web.participants.consents.pages import (
    consent_view,
    consents_view,
    editions,
    ending_lines,
    title_of,
)
from samsteg.web.participants.consents.renewing import as_before
from samsteg.web.participants.entering import Entered, require_id, tabs_of
from samsteg.web.requests import ActingRequest

DAY = dt.timedelta(days=1)
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@GET_AND_POST
def consents(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The grid. POST: the participant said no to sharing."""
    entered = enter_consents(request, slug, person_id, "consents.view", "page:consents")
    form = RefusalEntry(request.POST if request.method == "POST" else None, initial={"refused_on": _today()})
    if request.method == "POST" and form.is_valid():
        try:
            record_refusal(
                actor=entered.actor,
                team=entered.team,
                person_id=person_id,
                kind=ConsentKind.SECRECY,
                refused_on=form.cleaned_data["refused_on"],
            )
        except ConsentRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("It is noted that the participant takes part without sharing."))
            return redirect("consents", slug, person_id)
    context = _context(entered) | {
        "tabs": tabs_of(entered.actor, entered.team, person_id, "consents"),
        "view": consents_view(sheet_of(entered.team, person_id), entered.team, person_id),
        "form": form,
        "editions": editions(),
        "asked": asked_of(entered.team, person_id),
        "names_told": names_told(entered.team, person_id),
        "intake": begun_intake(entered, part=AFTER_CONSENTS),
    }
    return render(request, "consents/consents.html", context, status=422 if form.errors else 200)


@never_cache
@GET_AND_POST
def give(request: ActingRequest, slug: str, person_id: int, kind: str) -> HttpResponse:
    """`?som=<id>` fills the form in as an earlier consent, to renew it."""
    if kind not in ConsentKind.values:
        raise NotVisible
    entered = enter_consents(request, slug, person_id, "consents.write", "page:consent-new")
    form = _giving(request, entered, ConsentKind(kind))
    if request.method == "POST" and _given(request, entered, form, ConsentKind(kind)):
        return redirect("consents", slug, person_id)
    context = _context(entered) | {"form": form, "kind": ConsentKind(kind), "has_file": bool(request.FILES)}
    return render(request, "consents/give.html", context, status=422 if form.errors else 200)


def _giving(request: ActingRequest, entered: Entered, kind: ConsentKind) -> SigningEntry:
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = as_before(entered.team, entered.person_id, request.GET.get("som", ""))
    if kind is ConsentKind.SECRECY:
        return SecrecyEntry(typed[0], authorities_to_choose(), files=typed[1], initial=initial)
    return SigningEntry(typed[0], typed[1], initial=initial)


def _given(request: ActingRequest, entered: Entered, form: SigningEntry, kind: ConsentKind) -> bool:
    """Whether the consent is recorded; otherwise the form says why not, with everything as typed."""
    if not form.is_valid():
        return False
    try:
        made = give_consent(
            actor=entered.actor, team=entered.team, person_id=entered.person_id, given=form.given(kind)
        )
    except ConsentRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    said = {"day": made[0].agreed_to - DAY}
    messages.success(request, _("The consent is recorded. It holds up to %(day)s at the longest.") % said)
    return True


@never_cache
@require_GET
def consent(request: ActingRequest, slug: str, person_id: int, consent_id: int) -> HttpResponse:
    entered = enter_consents(request, slug, person_id, "consents.view", "page:consent")
    held = one_consent(entered.team, person_id, _checked(consent_id))
    sheet = sheet_of(entered.team, person_id)
    context = _context(entered) | {
        "one": consent_view(sheet, held, entered.team),
        "kind": held.consent.kind,
        "referral_id": consent_of_referral(entered.team, held.consent),
    }
    return render(request, "consents/consent.html", context)


@never_cache
@GET_AND_POST
def end(request: ActingRequest, slug: str, person_id: int, consent_id: int) -> HttpResponse:
    """First what stops; then, by POST, it stops with the next request. `how=mistaken`: it was never given."""
    entered = enter_consents(request, slug, person_id, "consents.write", "page:consent-end")
    if request.method == "POST":
        how = ConsentEnd.MISTAKEN if request.POST.get("how") == ConsentEnd.MISTAKEN else ConsentEnd.WITHDRAWN
        end_consent(
            actor=entered.actor,
            team=entered.team,
            person_id=person_id,
            consent_id=_checked(consent_id),
            ended_as=how,
        )
        messages.success(request, _("It has stopped. What was handed over before can't be called back."))
        return redirect(_after_end(entered))
    held = one_consent(entered.team, person_id, _checked(consent_id))
    sheet = sheet_of(entered.team, person_id)
    context = _context(entered) | {
        "one": consent_view(sheet, held, entered.team),
        "title": title_of(sheet, held),
        "lines": ending_lines(sheet, held),
    }
    return render(request, "consents/end.html", context)


@never_cache
@require_GET
def paper(request: ActingRequest, slug: str, person_id: int, consent_id: int) -> HttpResponse:
    """The signed paper as a file to save, never shown in the browser."""
    entered = enter_consents(
        request, slug, person_id, "consents.view", "page:consent-paper", kind=ReadKind.FILE
    )
    held = one_consent(entered.team, person_id, _checked(consent_id))
    if held.consent.paper is None or not held.consent.paper.byte_count:
        raise NotVisible
    found = open_paper(held.consent.paper)
    if found is None:
        raise Refused(_("The paper can't be read any more: the participant's key has been destroyed."))
    return attachment(found.content, f"samtycke-{held.consent.signed_on}.{ENDINGS[found.media_type]}")


@never_cache
@GET_AND_POST
def disclosure(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_consents(request, slug, person_id, "consents.write", "page:disclosure")
    form = DisclosureEntry(request.POST if request.method == "POST" else None, authorities_to_choose())
    if request.method == "POST" and form.is_valid():
        try:
            record_disclosure(actor=entered.actor, team=entered.team, person_id=person_id, told=form.told())
        except ConsentRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The disclosure is recorded."))
            return redirect("disclosure", slug, person_id)
    context = _context(entered) | {"form": form, "disclosures": disclosures_of(entered.team.pk, person_id)}
    return render(request, "consents/disclosure.html", context, status=422 if form.errors else 200)


def _after_end(entered: Entered) -> str:
    """The grid; the team's list where the actor no longer sees the person."""
    try:
        require_person(entered.actor, entered.team, entered.person_id, "consents.view")
    except NotVisible:
        return reverse("participants", args=[entered.team.slug])
    return reverse("consents", args=[entered.team.slug, entered.person_id])


def _context(entered: Entered) -> dict[str, object]:
    return {"team": entered.team, "person": entered}


def _checked(consent_id: int) -> int:
    require_id(consent_id)
    return consent_id


def _today() -> str:
    return timezone.localdate().isoformat()
