"""The team's follow-ups: the list, the spreadsheet, and how often the team follows up."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.access.policies import may
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.follow_ups.due import cancelled_follow_ups, open_follow_ups
from samsteg.follow_ups.rules import USUAL_EVERY_MONTHS, USUAL_FIRST_WEEKS
from samsteg.follow_ups.times import set_times, times_of
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.organisation.selectors import is_practice
from samsteg.web.downloads import attachment
from samsteg.web.follow_ups.forms import TimesEntry
from samsteg.web.follow_ups.team_pages import LIST, Found, sentence, series_of
from samsteg.web.lists.asked import asked_of
from samsteg.web.lists.listing import narrow, page_of
from samsteg.web.lists.searching import search_of, searched
from samsteg.web.lists.sheet import file_of
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:team-follow-ups"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def team_follow_ups(request: ActingRequest, slug: str) -> HttpResponse:
    """POST is a search: its text goes to the session, and back comes the list."""
    actor, team = enter_team(request, slug, "follow_ups.list")
    if request.method == "POST":
        return searched(request, LIST.frame, request.path)
    asked = asked_of(LIST.frame, request.GET)
    search = search_of(request, asked)
    open_, cancelled = open_follow_ups(actor, team), cancelled_follow_ups(actor, team)
    every: list[Found] = [*open_, *cancelled]
    found = narrow(LIST, every, asked, search or "")
    page = page_of(LIST, found, asked, search or "")
    kind = ReadKind.SEARCH if search else ReadKind.LIST
    log_reads(actor=actor, team_id=team.pk, person_ids=_persons(page.rows), kind=kind, place=PLACE)
    context = {
        "team": team,
        "list": page,
        "rows": [(one, series_of(one), cells) for one, cells in page.rows],
        "sentence": sentence(open_),
        "is_forgotten": search is None,
        "has_times": bool(times_of(team).rows),
        "may_set": may(actor, "follow_ups.times", team),
    }
    return render(request, "follow_ups/team.html", context)


def _persons(rows: Sequence[tuple[Found, object]]) -> set[int]:
    return {one.person_id for one, _cells in rows}


@require_GET
@never_cache
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    """All rows of the chosen filter and search, also those that the page has not got to yet."""
    actor, team = enter_team(request, slug, "follow_ups.list")
    asked, today = asked_of(LIST.frame, request.GET), timezone.localdate()
    search = search_of(request, asked)
    if search is None:  # never more than what was asked for
        return redirect(reverse("team_follow_ups", args=[team.slug]) + asked.query())
    every: list[Found] = [*open_follow_ups(actor, team), *cancelled_follow_ups(actor, team)]
    found = narrow(LIST, every, asked, search)
    persons = {one.person_id for one in found.rows}
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.EXPORT, place=PLACE)
    about = _("Follow-ups in %(team)s, %(day)s.") % {"team": team.name, "day": today}
    content = file_of(_("Follow-ups"), LIST, found, asked, search, about, is_practice=is_practice(team))
    return attachment(content, f"{team.slug}-uppfoljningar-{today}.xlsx")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "follow_ups.times")
    held = times_of(team)
    now = held.at(timezone.localdate())
    initial = {
        "first_weeks": now.first_weeks if now else USUAL_FIRST_WEEKS,
        "every_months": now.every_months if now else USUAL_EVERY_MONTHS,
        "valid_from": timezone.localdate(),
    }
    entry = TimesEntry(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and entry.is_valid():
        try:
            set_times(actor=actor, team=team, **entry.cleaned_data)
        except FollowUpRefused as fault:
            entry.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("The times are saved."))
            return redirect("team_follow_ups", slug)
    context = {"team": team, "entry": entry, "held": held.rows}
    return render(request, "follow_ups/times.html", context, status=422 if entry.errors else 200)
