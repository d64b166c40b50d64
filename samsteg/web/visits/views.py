"""Study visits: a week of the team, its standing times, and one person's visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.policies import may
from samsteg.access.protection import protection_of
from samsteg.access.staff import staff_of
from samsteg.activities.following import follow_stays
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.errors import Refused
from samsteg.follow_ups.rules import workday
from samsteg.organisation.models import Team
from samsteg.participants.referrals.consents import visit_consent_among
from samsteg.participants.referrals.selectors import referrals_of
from samsteg.participants.visits.enums import VisitState
from samsteg.participants.visits.records import ReadVisit
from samsteg.participants.visits.rules import VisitRefused
from samsteg.participants.visits.selectors import (
    became_starts,
    slots_of,
    visit_of,
    visits_of,
    week_of,
)
from samsteg.participants.visits.services import (
    add_slot,
    book_visit,
    cancel_visit,
    end_slot,
    hold_visit,
    move_visit,
    undo_visit,
)
from samsteg.web.participants.entering import Entered, enter_person, log_of_person, require_id
from samsteg.web.referrals.taking import VersionEntry
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team
from samsteg.web.visits.forms import BookEntry, ChangedEntry, HeldEntry, SlotEntry
from samsteg.web.visits.times import asks_first, free_times, known_of
from samsteg.web.visits.words import days_of, is_booked_slot, starts_of, visit_view
from samsteg.web.way.sight import led_on

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
PLACE = "page:visits"
FORM_FIELDS = {"form": "how"}
WEEK, DAY = dt.timedelta(weeks=1), dt.timedelta(days=1)


@never_cache
@require_safe
def visits(request: ActingRequest, slug: str) -> HttpResponse:
    """One week: the standing times, free or taken, and who waits to be asked."""
    actor, team = enter_team(request, slug, "visits.view")
    monday = _monday(request.GET.get("vecka", ""))
    week = week_of(actor=actor, team=team, monday=monday)
    hosts = [one.slot.host_id for one in week.slots]
    known = known_of(actor, team, monday, monday + WEEK - DAY, hosts)
    log_reads(actor=actor, team_id=team.pk, person_ids=week.person_ids, kind=ReadKind.LIST, place=PLACE)
    context = {
        "team": team,
        "monday": monday,
        "number": monday.isocalendar().week,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "days": days_of(week.slots, week.others, monday, known),
        "to_book": week.to_book,
        "starts": starts_of(became_starts(actor=actor, team=team)),
        "has_slots": bool(week.slots),
        "may_slots": may(actor, "visits.slots", team),
    }
    return render(request, "visits/week.html", context)


@never_cache
@GET_AND_POST
def slots(request: ActingRequest, slug: str) -> HttpResponse:
    """The standing times, and adding one."""
    actor, team = enter_team(request, slug, "visits.slots")
    staff = {one.user_id: one.name for one in staff_of(team.pk)}
    form = SlotEntry(
        request.POST if request.method == "POST" else None,
        staff=list(staff.items()),
        initial={"valid_from": timezone.localdate()},
    )
    if form.is_valid():
        try:
            add_slot(actor=actor, team=team, slot=form.slot())
        except VisitRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("The time stands every week from now on."))
            return redirect("visit_slots", team.slug)
    rows = [(one, staff.get(one.host_id or 0, "")) for one in slots_of(actor=actor, team=team)]
    context = {"team": team, "form": form, "rows": rows}
    return render(request, "visits/slots.html", context, status=422 if form.errors else 200)


@require_POST
def slot_ended(request: ActingRequest, slug: str, slot_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "visits.slots")
    require_id(slot_id)
    end_slot(actor=actor, team=team, slot_id=slot_id)
    messages.success(request, _("The time stands no more. What is booked in it stays booked."))
    return redirect("visit_slots", team.slug)


@never_cache
@GET_AND_POST
def person_visits(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """One person's visits and referrals, and booking another visit."""
    entered = enter_person(request, slug, person_id, "visits.write")
    form = _booking(request, entered, {"slot": request.GET.get("tid", "")})
    if form.is_valid() and _may_be(entered, form):
        try:
            book_visit(actor=entered.actor, team=entered.team, person_id=person_id, booking=form.booking())
        except VisitRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, _("The visit is booked."))
            return redirect("person_visits", slug, person_id)
    found = visits_of(actor=entered.actor, team=entered.team, person_id=person_id)
    if is_booked_slot(found, request.POST.get("slot", "")):  # the second of two clicks
        return redirect("person_visits", slug, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    referrals = referrals_of(actor=entered.actor, team=entered.team, person_id=person_id)
    context = {
        **_frame(entered),
        "form": form,
        "visits": [visit_view(one) for one in found],
        "referrals": referrals,
        "consent": visit_consent_among(entered.team, referrals),
    }
    return render(request, "visits/person.html", context, status=422 if form.errors else 200)


@never_cache
@GET_AND_POST
def visit(request: ActingRequest, slug: str, person_id: int, visit_id: int) -> HttpResponse:
    """One visit: held, moved or cancelled. The button's value says which."""
    entered = enter_person(request, slug, person_id, "visits.write")
    require_id(visit_id)
    one = visit_of(actor=entered.actor, team=entered.team, person_id=person_id, visit_id=visit_id)
    done = {"hold": _hold, "cancel": _cancel, "move": _move, "undo": _undo}.get(request.POST.get("act", ""))
    entries = _entries(request, entered, one)
    if request.method == "POST" and done is not None and done(request, entered, one, entries):
        return led_on(request, entered, _next_page(entries))
    log_of_person(entered, ReadKind.VIEW, PLACE)
    has_faults = any(entry.errors for entry in entries.values())
    context = {
        **_frame(entered),
        **entries,
        "visit": visit_view(one),
        "is_booked": one.row.state == VisitState.BOOKED,
        "is_held": one.row.state == VisitState.HELD,
        "is_open": one.row.state in (VisitState.BOOKED, VisitState.HELD),
        "has_come": one.row.on_day <= timezone.localdate(),
    }
    return render(request, "visits/visit.html", context, status=422 if has_faults else 200)


Entries = dict[str, Any]


def _next_page(entries: Entries) -> str:
    """Where a referral has ended the way shows it, and takes it back."""
    held = entries["held"]
    return "way" if held.is_bound and held.cleaned_data.get("ends_referral") else "person_visits"


def _entries(request: ActingRequest, entered: Entered, one: ReadVisit) -> Entries:
    """The three forms of the page; the one that was sent has what was typed."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    version = {"version": one.row.version}
    held = {**version, "outcome": one.row.outcome, "asked": one.asked, "ask_again_on": one.row.ask_again_on}
    waits = one.row.stay.enrolled_on is None and one.row.stay.not_enrolled_on is None
    return {
        "held": HeldEntry(request.POST if act == "hold" else None, initial=held, may_end=waits),
        "cancelled": ChangedEntry(
            request.POST if act == "cancel" else None, initial=version, auto_id="id_c_%s"
        ),
        "moved": ChangedEntry(request.POST if act == "move" else None, initial=version, auto_id="id_m_%s"),
        "undone": VersionEntry(request.POST if act == "undo" else None, initial=version, auto_id="id_u_%s"),
        "booking": _booking(
            request,
            entered,
            {"kind": one.row.kind, "how": one.row.form, "host": one.row.host_id or ""},
            is_sent=act == "move",
        ),
    }


def _hold(request: ActingRequest, entered: Entered, one: ReadVisit, entries: Entries) -> bool:
    form = entries["held"]
    if not form.is_valid():
        return False
    told = form.told()
    words = (
        _("The visit is noted, and the referral has ended. It can be taken back here.")
        if told.ends_referral
        else _("The visit is noted as held.")
    )
    if not _tried(request, form, lambda: hold_visit(**_which(entered, one, form), told=told), words):
        return False
    follow_stays(entered.team, entered.actor.user_id)
    return True


def _cancel(request: ActingRequest, entered: Entered, one: ReadVisit, entries: Entries) -> bool:
    form = entries["cancelled"]
    if not form.is_valid():
        return False
    by = form.cleaned_data["by"]
    words = _("The visit is cancelled.")
    return _tried(request, form, lambda: cancel_visit(**_which(entered, one, form), by=by), words)


def _move(request: ActingRequest, entered: Entered, one: ReadVisit, entries: Entries) -> bool:
    form, booking = entries["moved"], entries["booking"]
    if not (form.is_valid() & booking.is_valid()) or not _may_be(entered, booking, one.row.pk):
        return False
    asked = {"by": form.cleaned_data["by"], "booking": booking.booking()}
    words = _("The visit is moved.")
    return _tried(request, booking, lambda: move_visit(**_which(entered, one, form), **asked), words)


def _undo(request: ActingRequest, entered: Entered, one: ReadVisit, entries: Entries) -> bool:
    form = entries["undone"]
    if not form.is_valid():
        return False
    words = _("The visit is booked again. What was asked is kept.")
    return _tried(request, form, lambda: undo_visit(**_which(entered, one, form)), words)


def _which(entered: Entered, one: ReadVisit, form: forms.Form) -> dict[str, Any]:
    """Who does something to which visit, as it was when the page was shown."""
    return {
        "actor": entered.actor,
        "team": entered.team,
        "visit_id": one.row.pk,
        "expected_version": form.cleaned_data["version"],
    }


def _tried(request: ActingRequest, form: forms.Form, act: Callable[[], object], words: str) -> bool:
    """Whether it was done; a refusal stands in `form`."""
    try:
        act()
    except Refused as refusal:
        _refused(form, refusal)
        return False
    messages.success(request, words)
    return True


def _refused(form: forms.Form, refusal: Refused) -> None:
    name = getattr(refusal, "field", "")
    name = FORM_FIELDS.get(name, name)
    form.add_error(name if name in form.fields else None, str(refusal))


def _booking(
    request: ActingRequest, entered: Entered, initial: dict[str, Any], *, is_sent: bool = True
) -> BookEntry:
    data = request.POST if request.method == "POST" and is_sent else None
    free, known = free_times(entered.actor, entered.team)
    return BookEntry(
        data,
        free=free,
        staff=known.receivers,
        hides_place=protection_of(entered.team.pk, entered.person_id) is not None,
        initial=initial,
    )


def _may_be(entered: Entered, form: BookEntry, visit_id: int | None = None) -> bool:
    """What stands in the way is told once, and what one sends again all the same is booked."""
    if form.is_sure:
        return True
    told = asks_first(entered.actor, entered.team, form.booking(), entered.person_id, visit_id)
    if told:
        words = {"what": "; ".join(told)}
        form.asks(_("%(what)s. Choose another time, or book it all the same.") % words)
    return not told


def _frame(entered: Entered) -> dict[str, Any]:
    team: Team = entered.team
    return {"team": team, "person": entered, "tabs": entered.tabs("visits")}


def _monday(text: str) -> dt.date:
    """Of the week that the day lies in; this week's for anything else, and the next one's when it is over."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = workday(timezone.localdate())
    day = min(max(day, dt.date(2000, 1, 3)), dt.date(2100, 1, 1))
    return day - dt.timedelta(days=day.weekday())
