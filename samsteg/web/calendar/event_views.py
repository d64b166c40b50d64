"""The team's own events: a new one, one of them, and one of its days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.access.enums import STAFF_ROLES
from samsteg.access.policies import require
from samsteg.access.staff import staff_of
from samsteg.activities.calendar.models import TeamEvent
from samsteg.activities.calendar.records import CalendarRefused, StaleEvent
from samsteg.activities.calendar.selectors import coming_days, event_of
from samsteg.activities.calendar.services import (
    add_event,
    bring_back_event,
    change_day,
    change_event,
    remove_event,
    restore_day,
)
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.web.calendar.forms import DayEntry, EventEntry, day_in, initial_of
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@GET_AND_POST
def event_new(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "calendar.write")
    day = day_in(request.GET.get("dag", "")) or timezone.localdate()
    form = EventEntry(
        request.POST if request.method == "POST" else None,
        staff=_staff(team),
        initial={"starts_on": day, "starts_at": dt.time(9)},
    )
    if form.is_valid():
        try:
            row = add_event(actor=actor, team=team, values=form.values())
        except CalendarRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, _("It stands in the calendar."))
            return redirect(_week(team, row.starts_on))
    context = {"team": team, "form": form}
    return render(request, "calendar/event.html", context, status=422 if form.errors else 200)


@never_cache
@GET_AND_POST
def event(request: ActingRequest, slug: str, event_id: int) -> HttpResponse:
    """What it is, to change; and its next days, to move or cancel."""
    actor, team = enter_team(request, slug, "calendar.view")
    row = _row(actor, team, event_id)
    form = EventEntry(
        request.POST if request.method == "POST" else None,
        staff=_staff(team, row),
        initial=initial_of(row),
    )
    if form.is_valid():
        try:
            row = change_event(
                actor=actor,
                team=team,
                event_id=event_id,
                expected_version=form.cleaned_data["version"] or 0,
                values=form.values(),
            )
        except (CalendarRefused, StaleEvent) as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("calendar_event", team.slug, event_id)
    context = {"team": team, "form": form, "event": row, "days": coming_days(row, timezone.localdate())}
    return render(request, "calendar/event.html", context, status=422 if form.errors else 200)


@require_POST
def event_removed(request: ActingRequest, slug: str, event_id: int) -> HttpResponse:
    """Taken away; or brought back, as the button says."""
    actor, team = enter_team(request, slug, "calendar.write")
    _row(actor, team, event_id)
    if request.POST.get("act") == "bring_back":
        bring_back_event(actor=actor, team=team, event_id=event_id)
        messages.success(request, _("It stands in the calendar again."))
        return redirect("calendar_event", team.slug, event_id)
    version = id_in(request.POST.get("version", ""))
    remove_event(actor=actor, team=team, event_id=event_id, expected_version=version)
    messages.success(request, _("It is taken away from the calendar. You can bring it back on its page."))
    return redirect("calendar_event", team.slug, event_id)


@require_POST
def event_day(request: ActingRequest, slug: str, event_id: int) -> HttpResponse:
    """One of its days is cancelled, moved, or held as planned again."""
    actor, team = enter_team(request, slug, "calendar.write")
    _row(actor, team, event_id)
    form = DayEntry(request.POST)
    act = request.POST.get("act", "")
    if not form.is_valid() or act == "move" and form.cleaned_data["moved_on"] is None:
        messages.error(request, _("Nothing was changed. Write the day as 2026-11-23."))
        return redirect("calendar_event", team.slug, event_id)
    typed = form.cleaned_data
    of_day: dict[str, Any] = {"actor": actor, "team": team, "event_id": event_id, "on_day": typed["on_day"]}
    if act == "restore":
        restore_day(**of_day)
    elif act == "move":
        change_day(**of_day, moved_on=typed["moved_on"], moved_at=typed["moved_at"])
    else:
        change_day(**of_day)
    messages.success(request, _("The day is changed."))
    return redirect("calendar_event", team.slug, event_id)


def _row(actor: Any, team: Team, event_id: int) -> TeamEvent:
    if event_id > 2**62:
        raise NotVisible
    require(actor, "calendar.write", team)
    return event_of(actor=actor, team=team, event_id=event_id)


def _week(team: Team, day: dt.date) -> str:
    return f"{reverse('calendar', args=[team.slug])}?vecka={day.isoformat()}"


def _staff(team: Team, row: TeamEvent | None = None) -> list[tuple[int, str]]:
    """Those who work in the team; and who was in the event and has left."""
    found = {one.user_id: one.name for one in staff_of(team.pk) if one.role in STAFF_ROLES}
    gone = [user_id for user_id in (row.user_ids if row else []) if user_id not in found]
    return [*found.items(), *((user_id, _("Somebody who has left the team")) for user_id in gone)]


def _refused(form: forms.Form, refusal: Refused) -> None:
    name = getattr(refusal, "name", "")
    form.add_error(name if name in form.fields else None, str(refusal))
