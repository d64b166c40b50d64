"""The queue: who waits, in what order, for how long; who leaves; and the team's intake stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from samsteg.access.enums import TeamAccess
from samsteg.access.policies import may
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.participants.way.pace import pace_of
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.selectors import Leaving, intake_stops, leaving, queue_of, stop_not_over, way_of
from samsteg.participants.way.stopping import end_stop, stop_intake
from samsteg.web.dates import parse_day
from samsteg.web.downloads import attachment
from samsteg.web.lists.asked import asked_of
from samsteg.web.lists.listing import narrow, page_of
from samsteg.web.lists.searching import search_of, searched
from samsteg.web.participants.consents.entering import enter_consents
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team
from samsteg.web.way.forms import StopForm
from samsteg.web.way.queue import QUEUED, QueueView, queue_view, range_words, ranges_of
from samsteg.web.way.queue_list import LIST, queue_kind, spreadsheet

PLACE = "page:queue"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: ActingRequest, slug: str) -> HttpResponse:
    """POST is a search: its text goes to the session, and back comes the queue."""
    actor, team = enter_team(request, slug, "way.change")
    if request.method == "POST":
        return searched(request, LIST.frame, request.path)
    asked = asked_of(LIST.frame, request.GET)
    search = search_of(request, asked)
    out = leaving(actor=actor, team=team, on=timezone.localdate())
    view = _view(actor, team, out)
    found = narrow(LIST, view.rows, asked, search or "")
    page = page_of(queue_kind(view), found, asked, search or "")
    persons = {row.person_id for row, _cells in page.rows} | {one.person_id for one in out}
    kind = ReadKind.SEARCH if search else ReadKind.LIST
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=kind, place=PLACE)
    context = {
        "team": team,
        "queue": view,
        "list": page,
        "is_forgotten": search is None,
        "may_stop": may(actor, "way.stop", team),
    }
    return render(request, "way/queue.html", context)


def _view(actor: Actor, team: Team, out: Sequence[Leaving]) -> QueueView:
    today = timezone.localdate()
    waiting = queue_of(actor=actor, team=team, on=today)
    access = actor.team_access.get(team.pk, TeamAccess.WITH_TEAM_CONSENT)
    return queue_view(waiting, out, stop_not_over(intake_stops(team), today), pace_of(team, today), access)


@never_cache
@require_GET
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    """All rows of the chosen filter and search."""
    actor, team = enter_team(request, slug, "participants.export")
    asked, today = asked_of(LIST.frame, request.GET), timezone.localdate()
    search = search_of(request, asked)
    if search is None:  # never more than what was asked for
        return redirect(reverse("queue", args=[team.slug]) + asked.query())
    view = _view(actor, team, ())
    found = narrow(LIST, view.rows, asked, search)
    persons = [row.person_id for row in found.rows]
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.EXPORT, place=PLACE)
    told: dict[str, Any] = {"team": team, "is_practice": is_practice(team), "today": today, "search": search}
    return attachment(spreadsheet(view, found, asked, **told), f"{team.slug}-ko-{today}.xlsx")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: ActingRequest, slug: str) -> HttpResponse:
    """The intake stops, and a new one."""
    actor, team = enter_team(request, slug, "way.stop")
    form = StopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            stop_intake(actor=actor, team=team, **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("The stop is noted. It stands above the queue."))
            return redirect("queue", slug)
    context = {"team": team, "form": form, "stops": intake_stops(team), "today": timezone.localdate()}
    return render(request, "way/stop.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def end(request: ActingRequest, slug: str) -> HttpResponse:
    """The stop ends with today as its last day; one that hasn't begun is taken back."""
    actor, team = enter_team(request, slug, "way.stop")
    try:
        started_on = parse_day(request.POST.get("started_on", ""))
        taken_back = end_stop(actor=actor, team=team, started_on=started_on, ended_on=timezone.localdate())
    except ValueError:
        messages.error(request, _("That stop is gone. Load the page again."))
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The stop is taken back.") if taken_back else _("The stop ends today."))
    return redirect("intake_stop", slug)


@never_cache
@require_safe
def letter(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """A letter to print: the wait goes on. It says neither why nor what the team is for."""
    entered = enter_consents(request, slug, person_id, "way.change", PLACE, ReadKind.PRINT)
    found = way_of(actor=entered.actor, team=entered.team, person_id=person_id)
    if found.state not in QUEUED:
        messages.info(request, _("The participant isn't in the queue, so there is no letter."))
        return redirect("way", slug, person_id)
    today = timezone.localdate()
    waiting = queue_of(actor=entered.actor, team=entered.team, on=today)
    stop = stop_not_over(intake_stops(entered.team), today)
    ranges = ranges_of(waiting, stop, pace_of(entered.team, today))
    context = {
        "team": entered.team,
        "person": entered,
        "way": found,
        "today": today,
        "forecast": range_words(ranges.get(person_id)),
    }
    return render(request, "way/letter.html", context)
