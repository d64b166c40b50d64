"""The signed agreement of a placement as a file: put in, fetched, taken away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.access.papers import ENDINGS
from samsteg.audit.enums import ReadKind
from samsteg.placements.agreements import add_agreement, read_agreement, withdraw_agreement
from samsteg.web.downloads import attachment
from samsteg.web.participants.entering import enter_person, log_of_person, require_id
from samsteg.web.participants.placements.forms import AgreementEntry
from samsteg.web.participants.placements.pages import read_one
from samsteg.web.participants.placements.views import ACT, attempt, show, who
from samsteg.web.requests import ActingRequest

PLACE = "page:placement-agreement"


@never_cache
@require_POST
def add(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    entered = enter_person(request, slug, person_id, ACT)
    now = read_one(entered, series)
    entry = AgreementEntry(request.POST, request.FILES)

    def save() -> Any:
        return add_agreement(**who(entered), series=series, **entry.said())

    if entry.is_valid() and attempt(entry, save) is not None:
        messages.success(request, _("The agreement is saved."))
        return redirect("placement", slug, person_id, series)
    return show(request, entered, now, agreement=entry)


@never_cache
@require_safe
def file(
    request: ActingRequest, slug: str, person_id: int, series: uuid.UUID, agreement_id: int
) -> HttpResponse:
    """Saved, never shown in the browser. Its name says nothing of the person."""
    entered = enter_person(request, slug, person_id, ACT)
    require_id(agreement_id)
    row, paper = read_agreement(**who(entered), series=series, agreement_id=agreement_id)
    log_of_person(entered, ReadKind.FILE, PLACE)
    return attachment(paper.content, f"overenskommelse-{row.signed_on}.{ENDINGS[paper.media_type]}")


@never_cache
@require_POST
def remove(
    request: ActingRequest, slug: str, person_id: int, series: uuid.UUID, agreement_id: int
) -> HttpResponse:
    entered = enter_person(request, slug, person_id, ACT)
    require_id(agreement_id)
    withdraw_agreement(**who(entered), series=series, agreement_id=agreement_id)
    messages.success(request, _("The agreement is taken away."))
    return redirect("placement", slug, person_id, series)
