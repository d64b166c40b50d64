"""The team's participants: the list, the search, the spreadsheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.access.emergency import has_emergency_right
from samsteg.access.policies import is_member, is_representative, may
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.participants.selectors import ParticipantList, list_participants
from samsteg.web.downloads import attachment
from samsteg.web.participants.excel import spreadsheet
from samsteg.web.participants.find_views import only_one
from samsteg.web.participants.in_part_views import participants_in_part
from samsteg.web.participants.state import ListState, keep_search, kept_search, list_query, state_of
from samsteg.web.participants.tables import view_of
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def participants(request: ActingRequest, slug: str) -> HttpResponse:
    """POST is a search: its text goes to the session, and back comes the list; from the head of a page, the one hit."""
    actor, team = enter_team(request, slug, "participants.view")
    if request.method == "POST":
        straight = only_one(actor, team, request.POST.get("q", "")) if "straight" in request.POST else None
        return straight or _searched(request, "participants", team)
    if not is_member(actor, team):
        return participants_in_part(request, actor, team)
    state = state_of(request.GET)
    search = kept_search(request.session, state.key)
    found = read(actor, team, state, search or "", ReadKind.SEARCH if search else ReadKind.LIST)
    today = timezone.localdate()
    context = {
        "team": team,
        "list": view_of(found, state, search or "", today),
        "state": state,
        "search": search or "",
        "is_forgotten": search is None,
        "may_open": has_emergency_right(actor, team),
        "may_import": may(actor, "workbook.import", team),
        "represents": is_representative(actor, team),
    }
    return render(request, "participants/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def represented(request: ActingRequest, slug: str) -> HttpResponse:
    """For a representative who is of the staff too, and whose own list is the staff's: the authority's persons."""
    actor, team = enter_team(request, slug, "participants.represented")
    if request.method == "POST":
        return _searched(request, "participants_represented", team)
    return participants_in_part(request, actor, team)


def _searched(request: ActingRequest, name: str, team: Team) -> HttpResponse:
    state = ListState(key=keep_search(request.session, request.POST.get("q", "")))
    return redirect(reverse(name, args=[team.slug]) + state.query())


@never_cache
@require_GET
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    """All rows of the chosen filter and search, also those that the page has not got to yet."""
    actor, team = enter_team(request, slug, "participants.export")
    state = state_of(request.GET)
    search = kept_search(request.session, state.key)
    if search is None:  # never more than what was asked for
        return redirect(reverse("participants", args=[team.slug]) + state.query())
    found = read(actor, team, state, search, ReadKind.EXPORT)
    today = timezone.localdate()
    content = spreadsheet(found, state, team=team, search=search, is_practice=is_practice(team), today=today)
    return attachment(content, f"{team.slug}-deltagare-{today}.xlsx")


def read(actor: Actor, team: Team, state: ListState, search: str, kind: ReadKind) -> ParticipantList:
    """The list, with everybody in it written to the read log in the same transaction."""
    query = list_query(state, search, limited=kind is not ReadKind.EXPORT)
    found = list_participants(actor=actor, team=team, query=query)
    persons = [person.person_id for person in found.rows]
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=kind, place=f"page:participants-{kind}")
    return found
