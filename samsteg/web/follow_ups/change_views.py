"""Changing a booked meeting: another day, cancelled, already held, undone; and what was agreed, done or not."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.audit.enums import ReadKind
from samsteg.core.errors import Refused
from samsteg.follow_ups.minutes import mark_step
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.selectors import PersonFollowUps, follow_ups_of
from samsteg.follow_ups.services import book, cancel, move, note_done, take_back, undo
from samsteg.follow_ups.workflow import Event, FollowUpRefused
from samsteg.web.follow_ups.asking import is_asked
from samsteg.web.follow_ups.forms import BookEntry, CancelEntry, DoneEntry
from samsteg.web.follow_ups.pages import (
    following,
    is_protected,
    meeting_view,
    move_entry,
    names_for,
)
from samsteg.web.follow_ups.views import PLACE, TAB, frame
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest, id_in

Entry = BookEntry | CancelEntry | DoneEntry


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move_meeting(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    found = follow_ups_of(entered.actor, entered.team, person_id, entered.opened)
    row = found.of(series)
    data = request.POST if request.method == "POST" else None
    entry = move_entry(found, row, data, is_protected=is_protected(entered))
    if data is not None and entry.is_valid() and not is_asked(entered, entry, found, series):
        try:
            move(
                actor=entered.actor,
                team=entered.team,
                series=series,
                expected_version=entry.cleaned_data["version"] or 0,
                booking=entry.booking(),
            )
        except Refused as fault:
            add_fault(entry, fault)
        else:
            messages.success(request, _("The meeting is changed."))
            return redirect(TAB, slug, person_id)
    return _page(request, entered, found, series, entry, "move")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_meeting(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Who decided it and why; a new day may be booked in the same go."""
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    found = follow_ups_of(entered.actor, entered.team, person_id, entered.opened)
    row = found.of(series)
    data = request.POST if request.method == "POST" else None
    entry = CancelEntry(data, initial={"version": row.version})
    if data is not None and entry.is_valid():
        try:
            _cancel(entered, found, series, entry)
        except Refused as fault:
            add_fault(entry, fault, {"meeting_on": "next_on"})
        else:
            messages.success(request, _("The meeting is cancelled."))
            return redirect(TAB, slug, person_id)
    return _page(request, entered, found, series, entry, "cancel")


def _cancel(entered: Entered, found: PersonFollowUps, series: uuid.UUID, entry: CancelEntry) -> None:
    """Both or neither. Raises Refused."""
    typed, row = entry.cleaned_data, found.of(series)
    with transaction.atomic():
        cancel(
            actor=entered.actor,
            team=entered.team,
            series=series,
            expected_version=typed["version"] or 0,
            cancelling=entry.cancelling(),
        )
        then = following(row, typed["next_on"], typed["next_at"])
        if then is not None:
            again = replace(then, kind=row.kind)
            book(actor=entered.actor, team=entered.team, person_id=entered.person_id, booking=again)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_done(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """The booked meeting was held, without minutes here."""
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    found = follow_ups_of(entered.actor, entered.team, person_id, entered.opened)
    row = found.of(series)
    data = request.POST if request.method == "POST" else None
    entry = DoneEntry(data, initial={"version": row.version, "meeting_on": row.meeting_on})
    if data is not None and entry.is_valid():
        typed = entry.cleaned_data
        try:
            note_done(
                actor=entered.actor,
                team=entered.team,
                person_id=person_id,
                booking=Booking(kind=row.kind, meeting_on=typed["meeting_on"], form=row.form),
                series=series,
                expected_version=typed["version"] or 0,
            )
        except Refused as fault:
            add_fault(entry, fault)
        else:
            messages.success(request, _("It is noted. The next follow-up is counted from there."))
            return redirect(TAB, slug, person_id)
    return _page(request, entered, found, series, entry, "done")


@never_cache
@require_POST
def undo_meeting(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Undoes that it was held or cancelled, or takes back what never was."""
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    follow_ups_of(entered.actor, entered.team, person_id, entered.opened).of(series)
    event = request.POST.get("event", "")
    change = {Event.UNDO.value: undo, Event.TAKE_BACK.value: take_back}.get(event)
    if change is None:
        raise FollowUpRefused(_("Choose what to undo, on the participant's page."))
    version = id_in(request.POST.get("version", ""))
    change(actor=entered.actor, team=entered.team, series=series, expected_version=version)
    said = {
        Event.UNDO.value: _("It is undone. The meeting is booked again."),
        Event.TAKE_BACK.value: _("The meeting is taken back."),
    }
    messages.success(request, said[event])
    return redirect(TAB, slug, person_id)


@never_cache
@require_POST
def mark(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID, step_id: int) -> HttpResponse:
    """What was agreed is done, or isn't. `series` is the meeting whose page one comes from."""
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    is_done = "done" in request.POST
    mark_step(actor=entered.actor, team=entered.team, person_id=person_id, step_id=step_id, is_done=is_done)
    messages.success(request, _("Marked as done.") if is_done else _("Marked as not done yet."))
    return redirect("follow_up", slug, person_id, series)


def add_fault(entry: Entry, fault: Refused, elsewhere: dict[str, str] | None = None) -> None:
    """At the field that it is about, or over the form."""
    name = getattr(fault, "field", "")
    name = (elsewhere or {}).get(name, name)
    entry.add_error(name if name in entry.fields else None, str(fault))


def _page(
    request: ActingRequest,
    entered: Entered,
    found: PersonFollowUps,
    series: uuid.UUID,
    entry: Entry,
    name: str,
) -> HttpResponse:
    log_of_person(entered, ReadKind.VIEW, PLACE)
    meeting = meeting_view(found.of(series), names_for(found), may_write=True)
    context = {**frame(entered), "entry": entry, "meeting": meeting}
    return render(request, f"follow_ups/{name}.html", context, status=422 if entry.errors else 200)
