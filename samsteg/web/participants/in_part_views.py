"""The participants as an authority's representative sees them: nothing but what consents open and what is the own
authority's. No search but by name and the team's own id, no orders, no file.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from samsteg.access.enums import DataCategory
from samsteg.access.policies import is_member
from samsteg.access.shared_with import shared_with
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.represented import list_in_part, record_in_part
from samsteg.placements.selectors import placements_of_stays
from samsteg.web.participants import words
from samsteg.web.participants.entering import Entered, log_of_person
from samsteg.web.participants.in_part import list_view, parts_of
from samsteg.web.participants.state import kept_search, state_of
from samsteg.web.participants.timeline import asked_of, timeline
from samsteg.web.participants.timeline_sources import SOURCES
from samsteg.web.requests import ActingRequest


def participants_in_part(request: ActingRequest, actor: Actor, team: Team) -> HttpResponse:
    state = state_of(request.GET)
    search = kept_search(request.session, state.key)
    found = list_in_part(actor=actor, team=team, search=search or "", limit=state.count)
    persons = [one.person_id for one in found.rows]
    kind = ReadKind.SEARCH if search else ReadKind.LIST
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=kind, place=f"page:participants-{kind}")
    context = {
        "team": team,
        "list": list_view(found, shared_with(actor, team, persons), state, search or ""),
        "search": search or "",
        "is_forgotten": search is None,
        "is_staff": is_member(actor, team),
        "here": request.path,
    }
    return render(request, "participants/list_in_part.html", context)


def person_in_part(request: ActingRequest, entered: Entered) -> HttpResponse:
    actor, team = entered.actor, entered.team
    open_ = entered.opened.of_source(None)
    record = record_in_part(actor=actor, team=team, person_id=entered.person_id, categories=open_)
    stays = [stay.stay_id for stay in record.stays] if DataCategory.WORK in open_ else []
    log_of_person(entered, ReadKind.VIEW, "page:participant")
    shared = shared_with(actor, team, [entered.person_id]).get(entered.person_id, ())
    context = {
        "team": team,
        "person": entered,
        "tabs": entered.tabs("participant"),
        "timeline": timeline(entered, SOURCES, asked_of(request.GET, SOURCES)),
        "reads_contact": DataCategory.CONTACT in open_,
        "parts": parts_of(record, placements_of_stays(team, stays)),
        "shared": [(one, [words.word(DataCategory, held) for held in one.categories]) for one in shared],
    }
    return render(request, "participants/person_in_part.html", context)
