"""Planning: a term seen before it is saved, a day of its own, and one session moved, cancelled or brought back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from samsteg.activities.clashes import Slot, clash_words, clashes, slots_of
from samsteg.activities.enums import TO_BE_HELD
from samsteg.activities.models import Group
from samsteg.activities.planning import TermPlan, plan_term, preview_term
from samsteg.activities.records import SessionDay
from samsteg.activities.selectors import closed_days, group_of, session_of, terms_of
from samsteg.activities.services import own_group
from samsteg.activities.sessions import add_session, cancel_session, move_session, restore_session
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.web.activities.forms import (
    BEATS,
    CancelEntry,
    MoveEntry,
    SessionEntry,
    TermEntry,
    show_refusal,
)
from samsteg.web.activities.group_views import GET_AND_POST
from samsteg.web.activities.pages import session_line, weekday, why_words
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@GET_AND_POST
def group_plan(request: ActingRequest, slug: str, group_id: int) -> HttpResponse:
    """Typed, seen, saved: "preview" shows what the term becomes, "save" makes it so."""
    actor, team = enter_team(request, slug, "activities.write")
    require_id(group_id)
    held = own_group(actor, team, group_id)
    form = TermEntry(request.POST if request.method == "POST" else None, initial=_as_last_term(held))
    plan = _planned(form, actor, team, group_id) if form.is_valid() else None
    if (
        plan is not None
        and request.POST.get("act") == "save"
        and _saved(request, form, actor, team, group_id)
    ):
        return redirect("group", slug, group_id)
    context = {
        "team": team,
        "group": group_of(actor, team, group_id),
        "form": form,
        **(_plan_shown(plan) if plan is not None else {}),
    }
    return render(request, "activities/plan.html", context, status=422 if form.errors else 200)


def _as_last_term(group: Group) -> dict[str, Any]:
    """The times of the group's newest term, so that they needn't be typed anew. The days are the new term's own."""
    found: dict[str, Any] = {}
    for term in terms_of(group)[:1]:
        for place, (weekday_number, starts_at, ends_at) in enumerate(term.rhythm[:BEATS], start=1):
            found[f"weekday_{place}"] = weekday_number
            found[f"starts_at_{place}"] = starts_at.replace(":", ".")
            found[f"ends_at_{place}"] = ends_at.replace(":", ".")
    return found


def _planned(form: TermEntry, actor: Actor, team: Team, group_id: int) -> TermPlan | None:
    try:
        return preview_term(actor=actor, team=team, group_id=group_id, values=form.values())
    except Refused as refusal:
        show_refusal(form, refusal, {"rhythm": "starts_at_1", "breaks": "break_first_1"})
        return None


def _saved(request: ActingRequest, form: TermEntry, actor: Actor, team: Team, group_id: int) -> bool:
    try:
        term = plan_term(actor=actor, team=team, group_id=group_id, values=form.values())
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    count = term.sessions.count()
    said = ngettext("%(n)d session is planned.", "%(n)d sessions are planned.", count)
    messages.success(request, said % {"n": count})
    return True


def _plan_shown(plan: TermPlan) -> dict[str, Any]:
    held, skipped = plan.held, plan.skipped
    said = ngettext("%(n)d session", "%(n)d sessions", len(held)) % {"n": len(held)}
    if skipped:
        rest = ngettext("%(n)d is passed over", "%(n)d are passed over", len(skipped)) % {"n": len(skipped)}
        said = f"{said}, {rest}"
    return {
        "plan": plan,
        "sentence": f"{said}.",
        "held": [(day, weekday(day.on_day)) for day in held],
        "skipped": [(day, weekday(day.on_day)) for day in skipped],
    }


@never_cache
@GET_AND_POST
def group_session_new(request: ActingRequest, slug: str, group_id: int) -> HttpResponse:
    """One day outside the terms, such as a trip."""
    actor, team = enter_team(request, slug, "activities.write")
    require_id(group_id)
    own_group(actor, team, group_id)
    form = SessionEntry(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = add_session(
                actor=actor,
                team=team,
                group_id=group_id,
                values=form.values(),
                anyway=form.cleaned_data["anyway"],
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The session is planned."))
            _tell_clashes(request, made.group, slots_of([made]), made.series)
            return redirect("group", slug, group_id)
    context = {"team": team, "group": group_of(actor, team, group_id), "form": form}
    return render(request, "activities/session_new.html", context, status=422 if form.errors else 200)


def _tell_clashes(request: ActingRequest, group: Group, slots: list[Slot], series: uuid.UUID) -> None:
    for text in clash_words(clashes(group, slots, but=[series])):
        messages.warning(request, text)


Entries = dict[str, forms.Form]


@never_cache
@GET_AND_POST
def group_session(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    """One session of the team's own: moved, cancelled or brought back. The button's value says which."""
    actor, team = enter_team(request, slug, "activities.write")
    day = session_of(actor, team, series)
    if day.host_id != team.pk:
        raise NotVisible
    entries = _entries(request, day)
    act = ACTS.get(request.POST.get("act", ""))
    if request.method == "POST" and act is not None and act(request, actor, team, day, entries):
        return redirect("group", slug, day.group_id)
    today = timezone.localdate()
    context = {
        "team": team,
        "day": day,
        "line": session_line(day, today),
        "why": why_words(day),
        "closed": closed_days(team, day.on_day, day.on_day),
        "at_once": _at_once(actor, team, day),
        **entries,
    }
    has_faults = any(entry.errors for entry in entries.values())
    return render(request, "activities/session.html", context, status=422 if has_faults else 200)


def _at_once(actor: Actor, team: Team, day: SessionDay) -> list[str]:
    """What else is then; nothing of a session that isn't to be held."""
    if day.state not in TO_BE_HELD:
        return []
    slot = Slot(day.on_day, day.starts_at, day.ends_at)
    return clash_words(clashes(group_of(actor, team, day.group_id), [slot], but=[day.series]))


def _entries(request: ActingRequest, day: SessionDay) -> Entries:
    act = request.POST.get("act", "") if request.method == "POST" else ""
    initial = {
        "on_day": day.on_day,
        "starts_at": day.starts_at,
        "ends_at": day.ends_at,
        "place_kind": day.own_place_kind,
        "place": day.own_place,
        "version": day.version,
    }
    return {
        "moved": MoveEntry(request.POST if act == "move" else None, initial=initial),
        "cancelled": CancelEntry(
            request.POST if act == "cancel" else None, initial={"version": day.version}, auto_id="id_c_%s"
        ),
    }


def _move(request: ActingRequest, actor: Actor, team: Team, day: SessionDay, entries: Entries) -> bool:
    form = entries["moved"]
    assert isinstance(form, MoveEntry)
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        moved = move_session(
            actor=actor,
            team=team,
            series=day.series,
            expected_version=typed["version"],
            values=form.values(),
            reason=typed["reason"],
            decided_by=typed["decided_by"],
            anyway=typed["anyway"],
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, _("The session is changed."))
    _tell_clashes(request, moved.group, slots_of([moved]), moved.series)
    return True


def _cancel(request: ActingRequest, actor: Actor, team: Team, day: SessionDay, entries: Entries) -> bool:
    form = entries["cancelled"]
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        cancel_session(
            actor=actor,
            team=team,
            series=day.series,
            expected_version=typed["version"],
            reason=typed["reason"],
            decided_by=typed["decided_by"],
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, _("The session is cancelled. It still stands in the list, with the reason."))
    return True


def _restore(request: ActingRequest, actor: Actor, team: Team, day: SessionDay, entries: Entries) -> bool:
    del entries
    try:
        restore_session(actor=actor, team=team, series=day.series, expected_version=day.version)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The session is to be held again."))
    return True


ACTS: dict[str, Callable[[ActingRequest, Actor, Team, SessionDay, Entries], bool]] = {
    "move": _move,
    "cancel": _cancel,
    "restore": _restore,
}
