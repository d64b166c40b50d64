"""The open form: a referral in steps by anybody, a draft opened with a code, and a relative who wants to be called.

Nothing is looked up about the person, and the answer is always the same.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.core.context import public_form
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.participants.referrals.drafts import (
    Typed,
    begin_public_draft,
    drop_public_draft,
    keep_public_draft,
    open_with_code,
    public_draft,
    set_code,
)
from samsteg.participants.referrals.questions import questions_at
from samsteg.participants.referrals.receiving import ask_for_call, receive_from_public
from samsteg.participants.referrals.rules import ReferralRefused
from samsteg.web.open_form.entering import open_page, page
from samsteg.web.open_form.guards import GuardEntry, count_begun, count_sent, count_tried
from samsteg.web.open_form.words import EASY_FIELDS, EASY_LEADS, EASY_TITLES, EDITIONS
from samsteg.web.referrals.forms import line
from samsteg.web.referrals.wizard import CHECK, LEADS, STEPS, TITLES, WHO, Wizard, frame, told_of, walk
from samsteg.web.requests import ActingRequest

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
EASY = "easy"


class CodeEntry(forms.Form):
    code = line(gettext_lazy("A code of your own"), hint=gettext_lazy("At least 8 characters. Remember it."))


class OpenEntry(forms.Form):
    handle = line(gettext_lazy("The draft's name"), hint=gettext_lazy("Ten letters and figures."))
    code = line(gettext_lazy("Your code"))


class CallEntry(forms.Form):
    name = line(gettext_lazy("Your own name"))
    phone = line(gettext_lazy("Your own telephone number"), inputmode="tel")


@require_safe
@open_page
def start(request: ActingRequest, team: Team, edition: str) -> HttpResponse:
    """What one can do here."""
    has_draft = bool(_typed(request, team))
    first = reverse("open_form_step", args=[team.slug, edition, WHO])
    return page(request, "open_form/start.html", team, edition, {"has_draft": has_draft, "first": first})


@GET_AND_POST
@open_page
def step(request: ActingRequest, team: Team, edition: str, step: str) -> HttpResponse:
    if step not in STEPS:
        raise NotVisible
    wizard = _wizard(request, team, edition)
    if "drop" in request.POST:
        drop_public_draft(team=team, handle=_handle(request, team))
        return redirect("open_form", team.slug, edition)
    if step == CHECK:
        return _check(request, wizard, edition)
    return walk(
        request,
        wizard,
        step,
        left=lambda: redirect("open_form_save", team.slug, edition),
        show=lambda template, context, status: page(
            request, template, team, edition, context, status=status, here=("open_form_step", {"step": step})
        ),
    )


def _check(request: ActingRequest, wizard: Wizard, edition: str) -> HttpResponse:
    """Whoever is caught by the trap gets the same answer, and nothing is kept."""
    team, fault = wizard.team, ""
    if not wizard.typed:
        return redirect("open_form", team.slug, edition)
    if wrong := wizard.first_fault():
        return redirect(wizard.address(wrong))
    guard = GuardEntry(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (guard.is_trapped or guard.is_valid()):
        fault = _sent(request, wizard, keeps=not guard.is_trapped)
        if not fault:
            return redirect("open_form_thanks", team.slug, edition)
    context = {**frame(wizard, CHECK), "told": told_of(wizard), "fault": fault, "guard": guard}
    status = 422 if fault or guard.errors else 200
    here = ("open_form_step", {"step": CHECK})
    return page(request, "open_form/check.html", team, edition, context, status=status, here=here)


def _sent(request: ActingRequest, wizard: Wizard, *, keeps: bool) -> str:
    """What is wrong, or nothing when it is sent. The draft is gone then: sent twice it is one."""
    team = wizard.team
    try:
        count_sent(request, team)
        with transaction.atomic():  # a refusal keeps the draft
            if drop_public_draft(team=team, handle=_handle(request, team)) and keeps:
                receive_from_public(team=team, new=wizard.new())
    except Refused as refusal:
        return str(refusal)
    request.session.pop(_key(team), None)
    return ""


@GET_AND_POST
@open_page
def save(request: ActingRequest, team: Team, edition: str) -> HttpResponse:
    """A code of the writer's own for the draft, which is named here and never in an address."""
    handle, is_saved = _handle(request, team), False
    if not _typed(request, team):
        return redirect("open_form", team.slug, edition)
    form = CodeEntry(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            is_saved = set_code(team=team, handle=handle, code=form.cleaned_data["code"])
        except ReferralRefused as refusal:
            form.add_error("code", str(refusal))
    if is_saved:
        request.session.pop(_key(team), None)
    context = {"form": form, "handle": f"{handle[:5]}-{handle[5:]}", "is_saved": is_saved}
    status = 422 if form.errors else 200
    return page(
        request, "open_form/save.html", team, edition, context, status=status, here=("open_form_save", {})
    )


@GET_AND_POST
@open_page
def resume(request: ActingRequest, team: Team, edition: str) -> HttpResponse:
    """Opens a draft again. One answer for a wrong name and a wrong code."""
    form = OpenEntry(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            count_tried(request, team)
            is_open = open_with_code(team=team, handle=typed["handle"], code=typed["code"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if is_open:
                request.session.cycle_key()
                request.session[_key(team)] = "".join(typed["handle"].lower().replace("-", "").split())
                return redirect("open_form_step", team.slug, edition, WHO)
            form.add_error(None, _("No draft opens with these two. Drafts are kept for 14 days."))
    status = 422 if form.errors else 200
    return page(
        request,
        "open_form/resume.html",
        team,
        edition,
        {"form": form},
        status=status,
        here=("open_form_resume", {}),
    )


@GET_AND_POST
@open_page
def call_me(request: ActingRequest, team: Team, edition: str) -> HttpResponse:
    """A relative leaves the own name and number: about somebody else nothing is asked and nothing is taken."""
    given = request.POST if request.method == "POST" else None
    form, guard = CallEntry(given), GuardEntry(given)
    if given is not None and form.is_valid() and (guard.is_trapped or guard.is_valid()):
        try:
            count_sent(request, team)
            if not guard.is_trapped:
                ask_for_call(team=team, **form.cleaned_data)
        except ReferralRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("open_form_thanks", team.slug, edition)
    status = 422 if form.errors or guard.errors else 200
    context: dict[str, Any] = {"form": form, "guard": guard}
    return page(
        request, "open_form/call.html", team, edition, context, status=status, here=("open_form_call", {})
    )


@require_safe
@open_page
def thanks(request: ActingRequest, team: Team, edition: str) -> HttpResponse:
    """The same for everybody, whatever was sent and whoever it was about."""
    return page(request, "open_form/thanks.html", team, edition, {}, here=("open_form_thanks", {}))


def _wizard(request: ActingRequest, team: Team, edition: str) -> Wizard:
    code = EDITIONS[edition].value
    with public_form(team.pk):
        asked = questions_at(team.pk)

    def keep(typed: Typed) -> None:
        if not keep_public_draft(team=team, handle=_handle(request, team), typed=typed):
            count_begun(request, team)
            request.session[_key(team)] = begin_public_draft(team=team, typed=typed)

    return Wizard(
        team=team,
        asked=asked,
        typed=_typed(request, team),
        address=lambda step: reverse("open_form_step", args=[team.slug, edition, step]),
        keep=keep,
        edition=code,
        words=EASY_FIELDS if code == EASY else None,
        titles=EASY_TITLES if code == EASY else TITLES,
        leads=EASY_LEADS if code == EASY else LEADS,
    )


def _key(team: Team) -> str:
    return f"open_form_{team.pk}"


def _handle(request: ActingRequest, team: Team) -> str:
    return str(request.session.get(_key(team), ""))


def _typed(request: ActingRequest, team: Team) -> Typed:
    return public_draft(team, _handle(request, team))
