"""The notes of one person: reading and writing them, correcting one, taking one back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.policies import may
from samsteg.accounts.names import names_of
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.records import ReadTalk
from samsteg.follow_ups.talks.selectors import talk_of
from samsteg.follow_ups.talks.services import StaleTalk, Which, write_talk_note
from samsteg.follow_ups.talks.workflow import TalkRefused
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.note_drafts import drop_draft, keep_draft
from samsteg.participants.note_rules import NoteRefused, StaleNote
from samsteg.participants.note_selectors import PAGE, note_of, notes_of
from samsteg.participants.note_services import correct_note, retract_note, write_note
from samsteg.web.form_fields import choice_field
from samsteg.web.participants.drafts import tell_kept
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.participants.notes.forms import NoteEntry, RetractEntry, SearchEntry
from samsteg.web.participants.notes.pages import chips, entry_for, form_chips, note_views, shown_of
from samsteg.web.participants.state import keep_search, kept_search
from samsteg.web.requests import ActingRequest
from samsteg.web.talks.words import staff_in, talk_view

PLACE = "page:notes"
FORM_FIELDS = {"form": "how"}  # where the form calls a value something else


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The notes that the reader may read, newest first, and writing one."""
    entered = enter_person(request, slug, person_id)
    if request.method != "POST":
        return _list(request, entered)
    if "drop" in request.POST:
        drop_draft(actor=entered.actor, team=entered.team, person_id=person_id, series=None)
        messages.info(request, _("The draft is gone."))
        return redirect("notes", slug, person_id)
    entry, _draft = entry_for(entered, None, request.POST)
    if entry.is_valid():
        try:
            _write(entered, entry)
        except NoteRefused as fault:
            entry.add_error(FORM_FIELDS.get(fault.field, fault.field), str(fault))
        except (TalkRefused, StaleTalk) as fault:
            entry.add_error(None, _("%(why)s Save again, and the note is kept alone.") % {"why": fault})
            entry.without_talk()
        else:
            messages.success(request, _("The note is saved."))
            return redirect("notes", slug, person_id)
    return _list(request, entered, entry)


def _write(entered: Entered, entry: NoteEntry) -> None:
    """Raises as `write_note`, and as `write_talk_note` where it is about a booked talk."""
    typed = entry.cleaned_data
    of_person: dict[str, Any] = {"actor": entered.actor, "team": entered.team, "person_id": entered.person_id}
    if typed["talk"]:
        which = Which(typed["talk"], typed["talk_version"] or 0)
        write_talk_note(**of_person, which=which, values=entry.values(), once=typed["once"])
    else:
        write_note(**of_person, values=entry.values(), once=typed["once"])


@never_cache
@require_safe
def new(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Nothing but the form, with the text to begin with: what the key n goes to. It is saved by the page of notes.

    `samtal` names the booked talk that it is about.
    """
    entered = enter_person(request, slug, person_id, "notes.write")
    talk = _talk(entered, request.GET.get("samtal", ""))
    entry, draft = entry_for(entered, None, talk=talk)
    if not _may_write(entered, entry):
        raise NotVisible
    entry.fields["text"].widget.attrs["autofocus"] = True
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {**_frame(entered), "entry": entry, "draft": draft}
    context["talk"] = talk_view(talk, names_of(staff_in([talk]))) if talk else None
    return render(request, "notes/new.html", context)


def _talk(entered: Entered, text: str) -> ReadTalk | None:
    """The booked talk of an address; None for none, for one that is answered, and for what is no name of a talk."""
    try:
        series = uuid.UUID(text)
    except ValueError:
        return None
    if not entered.is_staff or not may(entered.actor, "follow_ups.write", entered.team):
        return None
    found = talk_of(entered.actor, entered.team, entered.person_id, series)
    return found if found.state == TalkState.BOOKED else None


@never_cache
@require_POST
def search(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The text goes to the session, never to an address."""
    entered = enter_person(request, slug, person_id)
    key = keep_search(request.session, request.POST.get("q", ""))
    shown = replace(shown_of(request.GET), key=key, count=PAGE)
    where = reverse("notes", args=[entered.team.slug, person_id])
    return redirect(f"{where}{shown.query()}#anteckningar")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Correcting a note, with what it has said before."""
    entered = enter_person(request, slug, person_id, "notes.write")
    found = note_of(entered.actor, entered.team, person_id, series)
    if request.method != "POST":
        return _note(request, entered, series)
    if "drop" in request.POST:
        drop_draft(actor=entered.actor, team=entered.team, person_id=person_id, series=series)
        messages.info(request, _("The draft is gone. The note stands as it was."))
        return redirect("note", slug, person_id, series)
    entry, _draft = entry_for(entered, series, request.POST, found)
    if entry.is_valid():
        try:
            version = entry.cleaned_data["version"] or 0
            correct_note(
                actor=entered.actor,
                team=entered.team,
                series=series,
                expected_version=version,
                values=entry.values(),
            )
        except NoteRefused as fault:
            entry.add_error(FORM_FIELDS.get(fault.field, fault.field), str(fault))
        except StaleNote as fault:
            entry.add_error(None, str(fault))
        else:
            messages.success(request, _("The note is corrected. What it said before can still be read."))
            return redirect("notes", slug, person_id)
    return _note(request, entered, series, entry)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retract(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Taking back what never should have been written, after saying what follows."""
    entered = enter_person(request, slug, person_id, "notes.write")
    found = note_of(entered.actor, entered.team, person_id, series)
    entry = RetractEntry(
        request.POST if request.method == "POST" else None, initial={"version": found.now.version}
    )
    if request.method == "POST" and entry.is_valid():
        try:
            retract_note(
                actor=entered.actor,
                team=entered.team,
                series=series,
                expected_version=entry.cleaned_data["version"],
                reason=entry.cleaned_data["reason"],
            )
        except Refused as fault:
            entry.add_error("reason" if isinstance(fault, NoteRefused) else None, str(fault))
        else:
            messages.success(request, _("The note is taken back. Nobody reads what it said any more."))
            return redirect("notes", slug, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {**_frame(entered), "entry": entry, "note": note_views([found])[0]}
    return render(request, "notes/retract.html", context, status=422 if entry.errors else 200)


@never_cache
@require_POST
def draft(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID | None = None) -> HttpResponse:
    """Keeps what is typed, while it is typed. Answers with a line for the page to show."""
    entered = enter_person(request, slug, person_id, "notes.write")
    if series is not None:
        note_of(entered.actor, entered.team, person_id, series)
    kept = keep_draft(
        actor=entered.actor,
        team=entered.team,
        person_id=person_id,
        series=series,
        typed={name: request.POST.get(name, "") for name in NoteEntry.base_fields},
    )
    name, more = ("note", (series,)) if series else ("note_new", ())
    return tell_kept(request, kept, reverse(name, args=[slug, person_id, *more]))


def _list(request: ActingRequest, entered: Entered, faulty: NoteEntry | None = None) -> HttpResponse:
    shown = shown_of(request.GET)
    search = kept_search(request.session, shown.key)
    found = notes_of(
        entered.actor,
        entered.team,
        entered.person_id,
        category=shown.category,
        form=shown.form,
        search=search or "",
        limit=shown.count,
    )
    log_of_person(entered, ReadKind.SEARCH if search else ReadKind.VIEW, PLACE)
    entry, draft = (faulty, Draft()) if faulty else entry_for(entered, None)
    more = shown.query(count=shown.count * 2) if found.total > len(found.notes) else ""
    context = {
        **_frame(entered),
        "notes": note_views(found.notes),
        "chips": chips(found, shown),
        "form_chips": form_chips(found, shown),
        "search": search or "",
        "is_forgotten": search is None,
        "search_entry": SearchEntry(initial={"q": search or ""}, auto_id="sok_%s"),
        "total": found.total,
        "more": more,
        "entry": entry,
        "draft": draft,
        "may_write": _may_write(entered, entry),
    }
    return render(request, "notes/list.html", context, status=422 if entry.errors else 200)


def _may_write(entered: Entered, entry: NoteEntry) -> bool:
    """Somebody's information at least must be theirs to write down."""
    may_at_all = may(entered.actor, "notes.write", entered.team)
    return may_at_all and bool(choice_field(entry, "source_id").choices)


def _note(
    request: ActingRequest, entered: Entered, series: uuid.UUID, faulty: NoteEntry | None = None
) -> HttpResponse:
    found = note_of(entered.actor, entered.team, entered.person_id, series)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    entry, draft = (faulty, Draft()) if faulty else entry_for(entered, series, note=found)
    context = {**_frame(entered), "note": note_views([found])[0], "entry": entry, "draft": draft}
    return render(request, "notes/note.html", context, status=422 if entry.errors else 200)


def _frame(entered: Entered) -> dict[str, Any]:
    return {"team": entered.team, "person": entered, "tabs": entered.tabs("notes")}
