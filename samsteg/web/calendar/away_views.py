"""Days away, and where one is, told beforehand: the day and the word, never why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.access.policies import may
from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.presence import note_presence, presence_between
from samsteg.activities.calendar.records import CalendarRefused, StaffDay
from samsteg.activities.calendar.rules import WEEK
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.staffing.records import AbsenceRefused, Away
from samsteg.staffing.selectors import absences_between
from samsteg.staffing.services import end_absence, note_absence, take_back_days
from samsteg.web.calendar.forms import AwayEntry
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def days_away(request: ActingRequest, slug: str) -> HttpResponse:
    """Told beforehand: one's own, and everybody's for who leads the team. A button takes one back."""
    actor, team = enter_team(request, slug, "calendar.write")
    if request.POST.get("act") == "back":
        end_absence(actor=actor, team=team, absence_id=id_in(request.POST.get("absence", "")))
        messages.success(request, _("It is taken away."))
        return redirect("calendar_away", team.slug)
    today = timezone.localdate()
    span: dict[str, Any] = {"actor": actor, "team": team, "first": today, "last": today + 8 * WEEK}
    people, leads = presence_between(**span), may(actor, "calendar.lead", team)
    mine = [one for one in people if one.user_id == actor.user_id or leads]
    form = AwayEntry(
        request.POST if request.method == "POST" else None,
        staff=[(one.user_id, one.name) for one in mine],
        initial={"first": today, "state": PresenceState.AWAY, "user_id": actor.user_id},
    )
    if form.is_valid() and _noted(actor, team, form):
        messages.success(request, _("Noted. Weekends and holidays are skipped."))
        return redirect("calendar_away", team.slug)
    rows = _told(people, absences_between(**span), {one.user_id for one in mine})
    context = {"team": team, "form": form, "rows": rows, "today": today}
    return render(request, "calendar/away.html", context, status=422 if form.errors else 200)


def _noted(actor: Actor, team: Team, form: AwayEntry) -> bool:
    typed = form.cleaned_data
    of: dict[str, Any] = {"actor": actor, "team": team, "user_id": int(typed["user_id"])}
    first, last = typed["first"], typed["last"]
    try:
        if typed["state"] == PresenceState.AWAY:
            hours = {"starts_at": typed["starts_at"], "ends_at": typed["ends_at"]}
            note_absence(**of, first_on=first, last_on=last, **hours)
            if hours["starts_at"] is None:  # what was said of the days before is no more
                note_presence(**of, state="", first=first, last=last)
        else:
            note_presence(**of, state=typed["state"], first=first, last=last)
            if not typed["state"]:
                take_back_days(**of, first_on=first, last_on=last)
    except (CalendarRefused, AbsenceRefused) as refusal:
        form.add_error(refusal.name if refusal.name in form.fields else None, str(refusal))
        return False
    return True


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One of the staff: days away, each with whether the reader may take it back; and days with a word."""

    name: str
    away: tuple[tuple[Away, bool], ...]
    states: tuple[tuple[dt.date, str], ...]


def _told(people: list[StaffDay], away: list[Away], mine: set[int]) -> list[ToldRow]:
    rows = [
        ToldRow(
            one.name,
            tuple((each, one.user_id in mine) for each in away if each.user_id == one.user_id),
            tuple((day, str(PresenceState(code).label)) for day, code in sorted(one.states.items())),
        )
        for one in people
    ]
    return [row for row in rows if row.away or row.states]
