"""One person: the page, and the page with the personnummer on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.access.emergency import open_emergencies
from samsteg.access.enums import ProtectionLevel
from samsteg.access.policies import may
from samsteg.access.protection import rule_of
from samsteg.audit.enums import ReadKind
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.one_person import person_record
from samsteg.people.selectors import personnummer_of
from samsteg.placements.selectors import placements_of_stays
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.participants.in_part_views import person_in_part
from samsteg.web.participants.person import person_view
from samsteg.web.participants.state import state_of
from samsteg.web.participants.timeline import asked_of, timeline
from samsteg.web.participants.timeline_sources import SOURCES
from samsteg.web.participants.whereabouts import without_whereabouts
from samsteg.web.requests import ActingRequest

PLACE = "page:participant"


@never_cache
@require_safe
def person(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Who sees the record whole gets its page; a representative what is open to the own authority."""
    entered = enter_person(request, slug, person_id)
    if entered.is_staff:
        return _show(request, entered, reveal=False)
    return person_in_part(request, entered)


@never_cache
@require_POST
def personnummer(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The page again, with the number in clear. A POST, so that no link, reload of a list or fetch ahead shows it."""
    entered = enter_person(request, slug, person_id, "participants.reveal")
    if not entered.is_staff:
        raise NotVisible
    return _show(request, entered, reveal=True)


def _show(request: ActingRequest, entered: Entered, *, reveal: bool) -> HttpResponse:
    actor, team, person_id = entered.actor, entered.team, entered.person_id
    record = person_record(actor=actor, team=team, person_id=person_id)
    number = personnummer_of(team.pk, [person_id]).get(person_id, "") if reveal else ""
    if number:
        log_of_person(entered, ReadKind.REVEAL, PLACE)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    placements = placements_of_stays(team, [stay.stay.pk for stay in record.stays])
    if record.protection is not None:
        record = without_whereabouts(record, placements, rule_of(team.pk))
        number = number if record.has_personnummer else ""
    state = state_of(request.GET)
    opened = open_emergencies(actor, team.pk, person_id) if entered.reason else ()
    context = {
        "team": team,
        "person": entered,
        "record": person_view(record, placements, number),
        "grounds": entered.opened.grounds,
        "tabs": entered.tabs("participant"),
        "state": state,
        "timeline": timeline(entered, SOURCES, asked_of(request.GET, SOURCES, state.query())),
        "is_revealed": reveal,
        "opened": next(iter(opened), None),
        "protection": ProtectionLevel(record.protection).label if record.protection else "",
        **_may(actor, team),
    }
    return render(request, "participants/person.html", context)


def _may(actor: Actor, team: Team) -> dict[str, bool]:
    may_step = may(actor, "way.change", team)
    return {
        "may_step": may_step,
        "may_correct": may_step,
        "may_protect": may(actor, "protection.set", team),
        "may_withhold": may(actor, "who_knows.withhold", team),
    }
