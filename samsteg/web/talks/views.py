"""One person's booked talks: booking one, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.access.protection import possible_staff
from samsteg.accounts.names import names_of
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.records import ReadTalk
from samsteg.follow_ups.talks.selectors import likely_next, talk_of, talks_of
from samsteg.follow_ups.talks.services import (
    Which,
    book_talk,
    cancel_talk,
    hold_talk,
    miss_talk,
    move_talk,
    take_back_talk,
    undo_talk,
)
from samsteg.participants.meetings.services import coach_of
from samsteg.web.follow_ups.words import when
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest
from samsteg.web.talks.asking import about, questions
from samsteg.web.talks.forms import (
    CancelEntry,
    Choices,
    MoveEntry,
    TalkEntry,
    VersionEntry,
    first_of,
    know_version,
)
from samsteg.web.talks.words import staff_in, talk_view

ACT = "follow_ups.write"
PLACE = "page:talks"
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
# Where a refusal names a value that the forms call something else.
FORM_FIELDS = {"form": "how", "changed_by": "by"}
Entries = dict[str, Any]


def _enter(request: ActingRequest, slug: str, person_id: int) -> Entered:
    """For the team's own staff. Raises as `enter_person`."""
    entered = enter_person(request, slug, person_id, ACT)
    if not entered.is_staff:
        raise NotVisible
    return entered


@never_cache
@GET_AND_POST
def talks(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Booking the next one, what is booked, and what has been."""
    entered = _enter(request, slug, person_id)
    found = talks_of(entered.actor, entered.team, person_id)
    proposed = likely_next(found, entered.actor, coach_of(entered.team, person_id))
    data = request.POST if request.method == "POST" else None
    entry = TalkEntry(data, _staff(entered), has_place=not entered.is_protected, initial=first_of(proposed))
    asked: tuple[str, ...] = ()
    if entry.is_valid():
        asked = () if _is_booked(found, entry) else _asked(entered, entry)
        if not asked and _tried(entry, lambda: _book(entered, entry)):
            booked = entry.booking()
            said = _("The talk is booked: %(when)s.")
            messages.success(request, said % {"when": when(booked.on_day, booked.starts_at)})
            return redirect("talks", slug, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    names = names_of(staff_in(found))
    views = [talk_view(one, names) for one in found]
    context = {
        **_frame(entered),
        "entry": entry,
        "asked": asked,
        "coming": [one for one in reversed(views) if one.is_booked],
        "past": [one for one in views if not one.is_booked],
    }
    return render(request, "talks/list.html", context, status=422 if entry.errors or asked else 200)


def _is_booked(found: tuple[ReadTalk, ...], entry: TalkEntry) -> bool:
    """The second of two clicks: the talk is its own."""
    wanted = entry.booking()
    return any(
        one.state == TalkState.BOOKED
        and (one.booking.on_day, one.booking.starts_at, one.booking.coach_id)
        == (wanted.on_day, wanted.starts_at, wanted.coach_id)
        for one in found
    )


def _book(entered: Entered, entry: TalkEntry) -> object:
    return book_talk(
        actor=entered.actor, team=entered.team, person_id=entered.person_id, booking=entry.booking()
    )


@never_cache
@GET_AND_POST
def talk(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """One talk: how it went, another time, or called off. The button's value says which."""
    entered = _enter(request, slug, person_id)
    one = talk_of(entered.actor, entered.team, person_id, series)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    entries = _entries(request, entered, one, act)
    asked: tuple[str, ...] = ()
    if act == "move" and entries["moved"].is_valid():
        asked = _asked(entered, entries["moved"], moved=series)
    if act and not asked and _done(entered, one, act, entries):
        messages.success(request, SAID[act]())
        return redirect("talks", slug, person_id)
    one = talk_of(entered.actor, entered.team, person_id, series)
    for entry in entries.values():
        know_version(entry, one.version)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    is_wrong = bool(asked) or any(entry.errors for entry in entries.values())
    view = talk_view(one, names_of(staff_in([one])))
    context = {**_frame(entered), **entries, "talk": view, "asked": asked}
    return render(request, "talks/talk.html", context, status=422 if is_wrong else 200)


# What each button of the page says when it is done.
SAID: dict[str, Callable[[], str]] = {
    "hold": lambda: _("The talk is noted as held."),
    "miss": lambda: _("It is noted that nobody came."),
    "move": lambda: _("The talk is moved."),
    "cancel": lambda: _("The talk is cancelled."),
    "undo": lambda: _("It is undone. The talk is booked again."),
    "take_back": lambda: _("The talk is taken back."),
}
SIMPLE = {"hold": hold_talk, "miss": miss_talk, "undo": undo_talk, "take_back": take_back_talk}


def _entries(request: ActingRequest, entered: Entered, one: ReadTalk, act: str) -> Entries:
    """The forms of the page; the one that was sent has what was typed."""
    version = {"version": one.version}
    booking = asdict(one.booking)
    return {
        "pressed": VersionEntry(request.POST if act in SIMPLE else None, initial=version, auto_id="id_p_%s"),
        "moved": MoveEntry(
            request.POST if act == "move" else None,
            _staff(entered, one),
            has_place=not entered.is_protected,
            initial={**first_of(booking), **version},
            auto_id="id_m_%s",
        ),
        "cancelled": CancelEntry(
            request.POST if act == "cancel" else None, initial=version, auto_id="id_c_%s"
        ),
    }


def _done(entered: Entered, one: ReadTalk, act: str, entries: Entries) -> bool:
    """Whether the press did what it says; a refusal stands in its form."""
    entry = (
        entries["moved"] if act == "move" else entries["cancelled"] if act == "cancel" else entries["pressed"]
    )
    if act not in SAID or not entry.is_valid():
        return False
    typed = entry.cleaned_data
    which = Which(one.series, typed["version"])
    who: dict[str, Any] = {"actor": entered.actor, "team": entered.team, "which": which}
    if act == "move":
        return _tried(entry, lambda: move_talk(**who, by=typed["by"], booking=entry.booking()))
    if act == "cancel":
        return _tried(entry, lambda: cancel_talk(**who, cancelling=entry.cancelling()))
    return _tried(entry, lambda: SIMPLE[act](**who))


def _tried(entry: forms.Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refused as fault:
        name = getattr(fault, "field", "")
        name = FORM_FIELDS.get(name, name)
        entry.add_error(name if name in entry.fields else None, str(fault))
        return False
    return True


def _asked(entered: Entered, entry: TalkEntry, *, moved: uuid.UUID | None = None) -> tuple[str, ...]:
    """What is to be answered before the time is taken; nothing when it has been."""
    booking = entry.booking()
    if entry.cleaned_data["sure"] == about(booking):
        return ()
    asked = questions(entered.actor, entered.team, booking, entered.person_id, moved=moved)
    if asked:
        entry.asks(about(booking))
    return asked


def _staff(entered: Entered, one: ReadTalk | None = None) -> Choices:
    """The coaches and leads of today, and who has the talk."""
    found = {str(user.pk): user.shown_name for user in possible_staff(entered.team.pk)}
    kept = [one.booking.coach_id, one.booking.second_coach_id] if one else []
    gone = [pk for pk in kept if pk and str(pk) not in found]
    found |= {str(pk): name for pk, name in names_of(gone).items()} if gone else {}
    return sorted(found.items(), key=lambda choice: choice[1].casefold())


def _frame(entered: Entered) -> dict[str, Any]:
    return {"team": entered.team, "person": entered, "tabs": entered.tabs("talks")}
