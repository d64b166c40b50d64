"""The team's week, its day, and who is in."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import RuleName
from samsteg.access.policies import may
from samsteg.activities.calendar.enums import EntryKind, PresenceState
from samsteg.activities.calendar.presence import note_presence
from samsteg.activities.calendar.records import StaffDay
from samsteg.activities.calendar.rules import DAY, WEEK, monday_of
from samsteg.activities.calendar.wheel import wheel_of_years
from samsteg.activities.selectors import closed_days
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import asked_together
from samsteg.organisation.models import Team
from samsteg.today.asking import staff_ahead
from samsteg.today.who import staff_between
from samsteg.web.calendar.asking import around_ahead, entries_ahead
from samsteg.web.calendar.forms import day_in
from samsteg.web.calendar.gathering import entries_between
from samsteg.web.calendar.week import Showing, days_of, short, week_days
from samsteg.web.calendar.who import away_sentence, told_of, who_is_in, with_who_is_away
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team
from samsteg.web.visits.times import offered

PLACE = "page:calendar"


@never_cache
@require_safe
def calendar(request: ActingRequest, slug: str) -> HttpResponse:
    """A week; or one day of it, as `dag` says."""
    actor, team = enter_team(request, slug, "calendar.view")
    day = day_in(request.GET.get("dag", ""))
    monday = monday_of(day or day_in(request.GET.get("vecka", "")) or timezone.localdate())
    first, last = (day, day) if day else (monday, monday + 6 * DAY)
    with asked_together(
        *staff_ahead(team, monday, monday + 6 * DAY),
        *entries_ahead(actor, team, first, last),
        *around_ahead(team, first, last, timezone.localdate()),
    ):
        people = staff_between(actor=actor, team=team, first=monday, last=monday + 6 * DAY)
        showing = _showing(request, people)
        context = {
            **_calendar(actor, team, monday, day, people, showing),
            "chips": _chips(people, showing, monday, day),
            "check_in": check_in_of(actor, people),
            "may_offline": rules_at(team.pk)[RuleName.OFFLINE_ROLL_CALL] == ON,
        }
    return render(request, "calendar/day.html" if day else "calendar/week.html", context)


def _calendar(
    actor: Actor, team: Team, monday: dt.date, day: dt.date | None, people: list[StaffDay], showing: Showing
) -> dict[str, Any]:
    first, last = (day, day) if day else (monday, monday + 6 * DAY)
    closed = closed_days(team, first, last)
    found = offered(team, entries_between(actor, team, first, last), people, closed)
    entries = [one for one in with_who_is_away(found, people) if showing.has(one)]
    seen = {one.person_id for one in entries if one.person_id is not None}
    log_reads(actor=actor, team_id=team.pk, person_ids=seen, kind=ReadKind.LIST, place=PLACE)
    weekdays, weekend = ([day], []) if day else week_days(monday, entries)
    today = timezone.localdate()
    wheel = wheel_of_years(actor=actor, team=team, years={first.year, last.year})
    around: dict[str, Any] = {
        "staff": {one.user_id: one.name for one in people},
        "wheel": wheel,
        "today": today,
        "closed": closed,
    }
    return {
        "team": team,
        "monday": monday,
        "friday": monday + 4 * DAY,
        "number": monday.isocalendar().week,
        "today": today,
        "is_this_week": monday == monday_of(today),
        "steps": _steps(monday, day),
        "days": days_of(weekdays, entries, **around),
        "weekend": days_of(weekend, entries, **around),
        "away": away_sentence(weekdays, people),
        "in_days": weekdays,
        "who_is_in": who_is_in(weekdays, people),
        "may_lead": may(actor, "calendar.lead", team),
        "more_query": _query(showing),
    }


def _steps(monday: dt.date, day: dt.date | None) -> dict[str, dt.date]:
    if day is None:
        return {"before": monday - WEEK, "after": monday + WEEK}
    return {"before": day - DAY, "after": day + DAY}


def _showing(request: ActingRequest, people: list[StaffDay]) -> Showing:
    """What isn't there to choose is no filter."""
    user_id = id_in(request.GET.get("person", ""))
    kind = request.GET.get("visa", "")
    return Showing(
        user_id if user_id in {one.user_id for one in people} else None,
        kind if kind in EntryKind.values else "",
    )


def _query(showing: Showing) -> str:
    chosen = {"person": showing.user_id, "visa": showing.kind}
    text = urlencode({name: value for name, value in chosen.items() if value})
    return f"&{text}" if text else ""


def _chips(
    people: list[StaffDay], showing: Showing, monday: dt.date, day: dt.date | None
) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the one: persons of the team, then kinds."""
    here = f"?dag={day}" if day else f"?vecka={monday}"
    everything = [(_("Everything"), here, showing == Showing())]
    persons = [
        (short(one.name), f"{here}{_query(Showing(one.user_id))}", showing.user_id == one.user_id)
        for one in people
    ]
    kinds = [
        (str(kind.label), f"{here}{_query(Showing(None, kind))}", showing.kind == kind) for kind in EntryKind
    ]
    return [*everything, *persons, *kinds]


def check_in_of(actor: Actor, people: list[StaffDay]) -> dict[str, Any] | None:
    """The reader's own mark today and the marks to choose; nothing for who doesn't work in the team."""
    own = next((one for one in people if one.user_id == actor.user_id), None)
    if own is None:
        return None
    today = timezone.localdate()
    now = own.states.get(today, "")
    states = [(code, label, code == now) for code, label in PresenceState.choices]
    return {"now": now, "states": states, "told": told_of(own, today)}


@require_POST
def check_in(request: ActingRequest, slug: str) -> HttpResponse:
    """One press: where the reader is today."""
    actor, team = enter_team(request, slug, "calendar.write")
    state = request.POST.get("state", "")
    note_presence(actor=actor, team=team, state=state, first=timezone.localdate())
    if state:
        messages.success(
            request, _("Noted: %(where)s today.") % {"where": str(PresenceState(state).label).lower()}
        )
    return redirect("today" if request.POST.get("next") == "today" else "calendar", team.slug)
