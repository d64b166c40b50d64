"""One person's follow-ups: what is next, what has been, booking; and letting the reminders rest."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.access.policies import may
from samsteg.audit.enums import ReadKind
from samsteg.follow_ups.due import pause_reminders
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.selectors import follow_ups_of
from samsteg.follow_ups.services import REGULAR_KIND, book, note_done
from samsteg.follow_ups.times import times_of
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.web.follow_ups.asking import is_asked
from samsteg.web.follow_ups.forms import BookEntry, DoneEntry, PauseEntry
from samsteg.web.follow_ups.pages import (
    book_entry,
    is_protected,
    meeting_view,
    names_for,
    next_view,
)
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest

PLACE = "page:follow-ups"
TAB = "follow_ups"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_ups(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """What is next, what has been, and booking a meeting."""
    act = "follow_ups.write" if request.method == "POST" else "follow_ups.view"
    entered = enter_person(request, slug, person_id, act)
    if request.method != "POST":
        return _list(request, entered)
    found = follow_ups_of(entered.actor, entered.team, person_id, entered.opened)
    entry = book_entry(entered, found, request.POST, is_protected=is_protected(entered))
    if entry.is_valid() and not is_asked(entered, entry, found):
        try:
            book(actor=entered.actor, team=entered.team, person_id=person_id, booking=entry.booking())
        except FollowUpRefused as fault:
            entry.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("The meeting is booked."))
            return redirect(TAB, slug, person_id)
    return _list(request, entered, entry)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """A follow-up that was held without being booked here."""
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    entry = DoneEntry(request.POST if request.method == "POST" else None)
    if request.method == "POST" and entry.is_valid():
        booking = Booking(kind=REGULAR_KIND, meeting_on=entry.cleaned_data["meeting_on"])
        try:
            note_done(actor=entered.actor, team=entered.team, person_id=person_id, booking=booking)
        except FollowUpRefused as fault:
            entry.add_error(fault.field if fault.field in entry.fields else None, str(fault))
        else:
            messages.success(request, _("It is noted. The next follow-up is counted from there."))
            return redirect(TAB, slug, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {**frame(entered), "entry": entry, "meeting": None}
    return render(request, "follow_ups/done.html", context, status=422 if entry.errors else 200)


@never_cache
@require_POST
def pause(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    entry = PauseEntry(request.POST)
    if not entry.is_valid():
        return _list(request, entered, pausing=entry)
    day = None if "resume" in request.POST else entry.cleaned_data["paused_to"]
    try:
        pause_reminders(actor=entered.actor, team=entered.team, person_id=person_id, paused_to=day)
    except FollowUpRefused as fault:
        entry.add_error("paused_to", str(fault))
        return _list(request, entered, pausing=entry)
    said = _("The reminders rest up to and including %(day)s.") % {"day": day}
    messages.success(request, said if day else _("The reminders are on again."))
    return redirect(TAB, slug, person_id)


def _list(
    request: ActingRequest,
    entered: Entered,
    faulty: BookEntry | None = None,
    pausing: PauseEntry | None = None,
) -> HttpResponse:
    found = follow_ups_of(entered.actor, entered.team, entered.person_id, entered.opened)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    names, may_write = names_for(found), may_write_of(entered)
    views = [(row, meeting_view(row, names, may_write=may_write)) for row in found.rows]
    following = next_view(found, names, has_times=bool(times_of(entered.team).rows)) if may_write else None
    shown = following.meeting.series if following and following.meeting else None
    context = {
        **frame(entered),
        "next": following,
        "coming": [view for row, view in views if row.state == FollowUpState.BOOKED and row.series != shown],
        "past": [view for row, view in views if row.state != FollowUpState.BOOKED],
        "may_write": may_write,
        "paused_to": found.paused_to,
        "pause": pausing or PauseEntry(),
    }
    if may_write:
        context["entry"] = faulty or book_entry(entered, found, is_protected=is_protected(entered))
    is_wrong = bool((faulty and faulty.errors) or (pausing and pausing.errors))
    return render(request, "follow_ups/list.html", context, status=422 if is_wrong else 200)


def may_write_of(entered: Entered) -> bool:
    return entered.is_staff and may(entered.actor, "follow_ups.write", entered.team)


def frame(entered: Entered) -> dict[str, Any]:
    return {"team": entered.team, "person": entered, "tabs": entered.tabs(TAB)}
