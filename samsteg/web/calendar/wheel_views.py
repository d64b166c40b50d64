"""The year wheel."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.access.policies import may, require
from samsteg.activities.calendar.records import CalendarRefused
from samsteg.activities.calendar.wheel import end_deadline, mark_done, save_deadline, wheel_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.governance.outreach.enums import OutreachKind
from samsteg.governance.outreach.selectors import outreach_between
from samsteg.organisation.models import Team
from samsteg.web.calendar.forms import DeadlineEntry
from samsteg.web.participants import words
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@GET_AND_POST
def wheel(request: ActingRequest, slug: str) -> HttpResponse:
    """A year's deadlines, and a new one."""
    actor, team = enter_team(request, slug, "calendar.view")
    today = timezone.localdate()
    year = id_in(request.GET.get("ar", "")) or today.year
    year = min(max(year, today.year - 5), today.year + 2)
    if request.method == "POST":
        require(actor, "calendar.lead", team)
    form = DeadlineEntry(request.POST if request.method == "POST" else None)
    if form.is_valid() and _saved(actor, team, form, None):
        messages.success(request, _("It stands in the year wheel."))
        return redirect("year_wheel", team.slug)
    context = {
        "team": team,
        "year": year,
        "today": today,
        "days": wheel_of(actor=actor, team=team, year=year),
        "outreach": [
            (one, words.word(OutreachKind, one.kind))
            for one in outreach_between(actor, team, dt.date(year, 1, 1), dt.date(year, 12, 31))
            if not one.is_cancelled
        ],
        "form": form,
        "may_lead": may(actor, "calendar.lead", team),
        "may_mark": abs(year - today.year) <= 1,
    }
    return render(request, "calendar/wheel.html", context, status=422 if form.errors else 200)


@never_cache
@GET_AND_POST
def deadline(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    """One of them: another day or name from today on."""
    actor, team = enter_team(request, slug, "calendar.lead")
    this_year = timezone.localdate().year
    found = [one for one in wheel_of(actor=actor, team=team, year=this_year) if one.series == series]
    if not found:
        raise NotVisible
    one = found[0]
    form = DeadlineEntry(
        request.POST if request.method == "POST" else None,
        initial={"title": one.title, "day": f"{one.on:%m-%d}"},
    )
    if form.is_valid() and _saved(actor, team, form, series):
        messages.success(request, _("Saved. It holds from today on."))
        return redirect("year_wheel", team.slug)
    context = {"team": team, "one": one, "form": form}
    return render(request, "calendar/deadline.html", context, status=422 if form.errors else 200)


@require_POST
def deadline_ended(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    actor, team = enter_team(request, slug, "calendar.lead")
    end_deadline(actor=actor, team=team, series=series)
    messages.success(request, _("It is no longer in the year wheel."))
    return redirect("year_wheel", team.slug)


@require_POST
def deadline_done(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    """Marked as done for the year, or the mark taken back."""
    actor, team = enter_team(request, slug, "calendar.lead")
    year = id_in(request.POST.get("year", ""))
    is_done = request.POST.get("act") != "undo"
    mark_done(actor=actor, team=team, series=series, year=year, is_done=is_done)
    messages.success(request, _("Marked as done.") if is_done else _("The mark is taken back."))
    if request.POST.get("next") == "today":
        return redirect("today", team.slug)
    return redirect("year_wheel", team.slug)


def _saved(actor: Actor, team: Team, form: DeadlineEntry, series: uuid.UUID | None) -> bool:
    month, day = form.cleaned_data["day"]
    try:
        save_deadline(
            actor=actor, team=team, series=series, title=form.cleaned_data["title"], month=month, day=day
        )
    except CalendarRefused as refusal:
        form.add_error(refusal.name if refusal.name in form.fields else None, str(refusal))
        return False
    return True
