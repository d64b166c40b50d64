"""Check-ins of a placement: the employer's view and the person's view beside each other."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible
from samsteg.participants.drafts.sealed import Draft
from samsteg.placements.check_ins import (
    correct_check_in,
    draft_of,
    drop_draft,
    hold_check_in,
    keep_draft,
)
from samsteg.placements.employers.names import contacts_at
from samsteg.placements.enums import OF_CHECK_IN, CheckInForm
from samsteg.placements.models import EmployerContact
from samsteg.placements.records import ReadCheckIn, ReadPlacement
from samsteg.placements.rules import NEXT_CHECK_IN
from samsteg.placements.workflow import Event, PlacementRefused, check
from samsteg.web.participants.drafts import tell_kept
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.participants.placements.forms import CheckInEntry
from samsteg.web.participants.placements.pages import frame, read_one, view_of
from samsteg.web.participants.placements.views import ACT, PLACE, attempt, who
from samsteg.web.requests import ActingRequest

NOT_DIALLED = re.compile(r"\(0\)|[^\d+]")  # +46 (0)225 is dialled without the nought
TYPED = (*(part.value for part in OF_CHECK_IN), "held_on", "form", "next_on")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """A new check-in, written by the coach."""
    entered = enter_person(request, slug, person_id, ACT)
    now = read_one(entered, series)
    if not _may_talk(request, entered, now):
        return redirect("placement", slug, person_id, series)
    if "drop" in request.POST:
        return _drop(request, entered, series, series)
    kept = Draft()
    if request.method != "POST":
        kept = draft_of(entered.actor, entered.team, person_id, series)
    entry = CheckInEntry(request.POST if request.method == "POST" else None, initial=_usual() | kept.texts)
    if request.method == "POST" and entry.is_valid():
        once = entry.cleaned_data["once"]

        def save() -> Any:
            return hold_check_in(**who(entered), series=series, values=entry.check_in(), once=once)

        if attempt(entry, save) is not None:
            messages.success(request, _("The check-in is saved."))
            return redirect("placement", slug, person_id, series)
    return _page(request, entered, now, entry, draft=kept)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(
    request: ActingRequest, slug: str, person_id: int, series: uuid.UUID, check_in: uuid.UUID
) -> HttpResponse:
    entered = enter_person(request, slug, person_id, ACT)
    now = read_one(entered, series)
    talk = next((one for one in now.check_ins if one.check_in == check_in), None)
    if talk is None:
        raise NotVisible
    if "drop" in request.POST:
        return _drop(request, entered, series, check_in)
    kept = Draft()
    if request.method != "POST":
        kept = draft_of(entered.actor, entered.team, person_id, check_in)
    data = request.POST if request.method == "POST" else None
    entry = CheckInEntry(data, initial=_initial(talk) | kept.texts)
    if request.method == "POST" and entry.is_valid():
        given: dict[str, Any] = {"check_in": check_in, "expected_version": entry.cleaned_data["version"] or 0}
        saved = attempt(entry, lambda: correct_check_in(**who(entered), **given, values=entry.check_in()))
        if saved is not None:
            messages.success(request, _("The check-in is saved."))
            return redirect("placement", slug, person_id, series)
    return _page(request, entered, now, entry, talk=talk, draft=kept)


@never_cache
@require_POST
def draft(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Keeps what is typed, while it is typed. Answers with a line for the page to show.

    `check_in` in the form: of its correction.
    """
    entered = enter_person(request, slug, person_id, ACT)
    check_in = _corrected(entered, series, request.POST.get("check_in", ""))
    kept = keep_draft(
        actor=entered.actor,
        team=entered.team,
        person_id=person_id,
        series=series,
        check_in=check_in,
        typed={name: request.POST.get(name, "") for name in (*TYPED, *(("version",) if check_in else ()))},
    )
    where = [slug, person_id, series]
    if check_in is not None:
        return tell_kept(request, kept, reverse("placement_check_in_correct", args=[*where, check_in]))
    return tell_kept(request, kept, reverse("placement_check_in", args=where))


def _corrected(entered: Entered, series: uuid.UUID, named: str) -> uuid.UUID | None:
    """The check-in of the placement that the form corrects; None for a new one. Raises NotVisible."""
    if not named:
        return None
    held = {str(one.check_in): one.check_in for one in read_one(entered, series).check_ins}
    if named not in held:
        raise NotVisible
    return held[named]


def _drop(request: ActingRequest, entered: Entered, series: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    drop_draft(actor=entered.actor, team=entered.team, person_id=entered.person_id, series=key)
    messages.info(request, _("The draft is gone."))
    return redirect("placement", entered.team.slug, entered.person_id, series)


def _may_talk(request: ActingRequest, entered: Entered, now: ReadPlacement) -> bool:
    try:
        check(Event.CHECK_IN, now.state, entered.actor.roles.get(entered.team.pk, frozenset()), {})
    except PlacementRefused as fault:
        messages.info(request, str(fault))
        return False
    return True


def _usual() -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "held_on": today,
        "form": CheckInForm.PHONE.value,
        "next_on": today + NEXT_CHECK_IN,
        "once": uuid.uuid4(),
    }


def _initial(talk: ReadCheckIn) -> dict[str, Any]:
    values = talk.values
    return {
        **values.texts,
        "held_on": values.held_on,
        "form": values.form,
        "next_on": values.next_on,
        "version": talk.version,
    }


def _to_call(entered: Entered, now: ReadPlacement) -> list[tuple[EmployerContact, str]]:
    """Whom to ask for at the workplace, and the number as a telephone takes it. A protected person's stands nowhere."""
    contacts = contacts_at(entered.team, now.values.employer)
    return [(row, NOT_DIALLED.sub("", row.phone)) for row in contacts]


def _page(
    request: ActingRequest,
    entered: Entered,
    now: ReadPlacement,
    entry: CheckInEntry,
    *,
    talk: ReadCheckIn | None = None,
    draft: Draft | None = None,
) -> HttpResponse:
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **frame(entered),
        "one": view_of(now, may_write=True),
        "entry": entry,
        "draft": draft,
        "contacts": [] if talk else _to_call(entered, now),
        "corrected": talk.check_in if talk else None,
        "is_correction": talk is not None,
    }
    return render(request, "placements/check_in.html", context, status=422 if entry.errors else 200)
