"""One person: the page, and the page with the personnummer on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.access.emergency import open_emergencies
from samsteg.access.enums import ProtectionLevel
from samsteg.access.policies import is_member, is_representative, may
from samsteg.access.protection import note_protected_reads, rule_of
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.follow_ups.selectors import meeting_days
from samsteg.organisation.models import Team
from samsteg.participants.one_person import person_record
from samsteg.people.selectors import personnummer_of
from samsteg.placements.selectors import placements_of_stays
from samsteg.web.participants.entering import enter_person, require_id, tabs_of
from samsteg.web.participants.in_part_views import person_in_part
from samsteg.web.participants.person import person_view
from samsteg.web.participants.state import state_of
from samsteg.web.participants.whereabouts import without_whereabouts
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:participant"


@never_cache
@require_safe
def person(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Who sees the record whole gets its page; a representative what is open to the own authority."""
    actor, team = enter_team(request, slug, "participants.view")
    require_id(person_id)
    if is_member(actor, team):
        try:
            return _show(request, actor, team, person_id, reveal=False)
        except NotVisible:
            if not is_representative(actor, team):
                raise
    return person_in_part(request, enter_person(request, slug, person_id))


@never_cache
@require_POST
def personnummer(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The page again, with the number in clear. A POST, so that no link, reload of a list or fetch ahead shows it."""
    actor, team = enter_team(request, slug, "participants.reveal")
    require_id(person_id)
    return _show(request, actor, team, person_id, reveal=True)


def _show(request: ActingRequest, actor: Actor, team: Team, person_id: int, *, reveal: bool) -> HttpResponse:
    record = person_record(actor=actor, team=team, person_id=person_id)
    number = personnummer_of(team.pk, [person_id]).get(person_id, "") if reveal else ""
    opened = next(iter(open_emergencies(actor, team.pk, person_id)), None)
    why = opened.reason if opened else ""
    kinds = [ReadKind.VIEW, *([ReadKind.REVEAL] if number else [])]
    for kind in kinds:
        log_reads(actor=actor, team_id=team.pk, person_ids=[person_id], kind=kind, place=PLACE, reason=why)
    placements = placements_of_stays(team, [stay.stay.pk for stay in record.stays])
    if record.protection is not None:
        note_protected_reads(actor=actor, team_id=team.pk, person_ids=[person_id], place=PLACE)
        record = without_whereabouts(record, placements, rule_of(team.pk))
        number = number if record.has_personnummer else ""
    meetings = meeting_days(team, person_id)
    view = person_view(record, placements, team, timezone.localdate(), number, meetings)
    context = {
        "team": team,
        "person": view,
        "grounds": record.grounds,
        "tabs": tabs_of(actor, team, person_id, "participant"),
        "state": state_of(request.GET),
        "is_revealed": reveal,
        "opened": opened,
        "protection": ProtectionLevel(record.protection).label if record.protection else "",
        "may_step": may(actor, "way.change", team),
        "may_protect": may(actor, "protection.set", team),
        "may_correct": may(actor, "way.change", team),
        "may_withhold": may(actor, "who_knows.withhold", team),
    }
    return render(request, "participants/person.html", context)
