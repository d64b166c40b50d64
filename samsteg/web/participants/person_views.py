"""One person: the page, and the page with the personnummer on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.access.emergency import open_emergencies
from samsteg.access.enums import ProtectionLevel
from samsteg.access.policies import may, require
from samsteg.access.protection import note_protected_reads, rule_of
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.errors import NotVisible
from samsteg.participants.one_person import person_record
from samsteg.people.selectors import personnummer_of
from samsteg.placements.selectors import placements_of_stays
from samsteg.web.participants.person import person_view
from samsteg.web.participants.state import state_of
from samsteg.web.participants.whereabouts import without_whereabouts
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:participant"


@never_cache
@require_safe
def person(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    return _show(request, slug, person_id, reveal=False)


@never_cache
@require_POST
def personnummer(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The page again, with the number in clear. A POST, so that no link, reload of a list or fetch ahead shows it."""
    return _show(request, slug, person_id, reveal=True)


def _show(request: ActingRequest, slug: str, person_id: int, *, reveal: bool) -> HttpResponse:
    actor, team = enter_team(request, slug, "participants.view")
    if person_id > 2**63 - 1:  # no such id fits the database
        raise NotVisible
    record = person_record(actor=actor, team=team, person_id=person_id)
    number = ""
    if reveal:
        require(actor, "participants.reveal", team)
        number = personnummer_of(team.pk, [person_id]).get(person_id, "")
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
    view = person_view(record, placements, team, timezone.localdate(), number)
    context = {
        "team": team,
        "person": view,
        "state": state_of(request.GET),
        "is_revealed": reveal,
        "opened": opened,
        "protection": ProtectionLevel(record.protection).label if record.protection else "",
        "may_protect": may(actor, "protection.set", team),
    }
    return render(request, "participants/person.html", context)
