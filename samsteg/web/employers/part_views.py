"""What belongs to an employer: asking again, contacts, notes and documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.access.papers import ENDINGS
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.placements.employers.selectors import OneEmployer, document_of, employer_of, root_of
from samsteg.placements.employers.services import (
    ACT,
    add_contact,
    add_document,
    ask_again,
    confirm_contact,
    date_document,
    note_asked,
    remove_contact,
    remove_document,
    remove_employer_note,
    write_employer_note,
)
from samsteg.web.downloads import attachment
from samsteg.web.employers.forms import (
    AskedEntry,
    AskEntry,
    ContactEntry,
    DocumentEntry,
    NoteEntry,
    SignedEntry,
)
from samsteg.web.employers.views import VIEW, add_fault, show
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

PREFIXES = {"contact": "kontakt", "document": "dokument", "signed": "skrivet", "asked": "fragat"}
ENTRIES: dict[str, type[forms.Form]] = {
    "contact": ContactEntry,
    "note": NoteEntry,
    "document": DocumentEntry,
    "signed": SignedEntry,
}
REMOVERS: dict[str, tuple[Callable[..., None], str]] = {
    "contact": (remove_contact, "contact_id"),
    "confirm": (confirm_contact, "contact_id"),
    "note": (remove_employer_note, "note_id"),
    "document": (remove_document, "document_id"),
}


@never_cache
@require_POST
def ask(request: ActingRequest, slug: str, employer_id: int) -> HttpResponse:
    """A day to ask again; or that it has been asked."""
    actor, team = enter_team(request, slug, ACT)
    require_id(employer_id)
    one = employer_of(team, employer_id)
    if "asked" in request.POST:
        return _asked(request, actor, team, one)
    entry = AskEntry(request.POST)
    if entry.is_valid():
        day, why = entry.cleaned_data["ask_again_on"], entry.cleaned_data["ask_again_why"]
        try:
            ask_again(actor=actor, team=team, employer_id=employer_id, day=day, why=why)
        except Refused as fault:
            add_fault(entry, fault)
        else:
            said = _("You are reminded %(day)s.") % {"day": day} if day else _("Nobody is reminded any more.")
            messages.success(request, said)
            return redirect("employer", slug, employer_id)
    return show(request, actor, team, one, {"ask": entry})


def _asked(request: ActingRequest, actor: Actor, team: Team, one: OneEmployer) -> HttpResponse:
    entry = AskedEntry(request.POST, prefix=PREFIXES["asked"])
    if entry.is_valid():
        try:
            note_asked(actor=actor, team=team, employer_id=one.row.pk, **entry.cleaned_data)
        except Refused as fault:
            add_fault(entry, fault)
        else:
            messages.success(request, _("It is noted that you have asked."))
            return redirect("employer", team.slug, one.row.pk)
    return show(request, actor, team, one, {"asked": entry})


@never_cache
@require_POST
def add(request: ActingRequest, slug: str, employer_id: int, part: str) -> HttpResponse:
    """A contact, a note or a document, or when a document was signed."""
    actor, team = enter_team(request, slug, ACT)
    require_id(employer_id)
    if part not in ENTRIES:
        raise NotVisible
    one = employer_of(team, employer_id)
    entry = ENTRIES[part](request.POST, request.FILES, prefix=PREFIXES.get(part))
    if entry.is_valid():
        try:
            _save(entry, actor=actor, team=team, employer_id=employer_id)
        except Refused as fault:
            add_fault(entry, fault)
        else:
            messages.success(request, _("It is saved."))
            return redirect("employer", slug, employer_id)
    return show(request, actor, team, one, {part: entry})


def _save(entry: forms.Form, **given: Any) -> None:
    if isinstance(entry, ContactEntry):
        add_contact(**given, values=entry.values())
    elif isinstance(entry, NoteEntry):
        write_employer_note(**given, values=entry.values(), anyway=entry.cleaned_data["anyway"])
    elif isinstance(entry, SignedEntry):
        del given["employer_id"]  # the document is the team's, whichever twin it came with
        typed = entry.cleaned_data
        date_document(**given, document_id=typed["id"], signed_on=typed["signed_on"])
    else:
        typed = entry.cleaned_data
        signed_on = typed["signed_on"]
        add_document(**given, title=typed["title"], content=typed["file"].read(), signed_on=signed_on)


@never_cache
@require_POST
def remove(request: ActingRequest, slug: str, employer_id: int) -> HttpResponse:
    """Takes a contact, a note or a document away for good, or says that a contact is still right."""
    actor, team = enter_team(request, slug, ACT)
    require_id(employer_id)
    employer_of(team, employer_id)
    what = request.POST.get("what", "")
    if what not in REMOVERS:
        raise NotVisible
    do, name = REMOVERS[what]
    do(actor=actor, team=team, **{name: id_in(request.POST.get("id", ""))})
    messages.success(request, _("It is saved.") if what == "confirm" else _("It is taken away."))
    return redirect("employer", slug, employer_id)


@never_cache
@require_safe
def document(request: ActingRequest, slug: str, employer_id: int, document_id: int) -> HttpResponse:
    _actor, team = enter_team(request, slug, VIEW)
    require_id(max(employer_id, document_id))
    row = document_of(team, document_id)
    if root_of(team, row.employer_id) != root_of(team, employer_id):
        raise NotVisible
    return attachment(bytes(row.content), f"avtal-{row.pk}.{ENDINGS[row.media_type]}")
