"""The way into a person's pages about consents, for those who see the record whole."""

from __future__ import annotations

from dataclasses import dataclass

from samsteg.access.protection import note_protected_reads
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.own_ids import find_for_staff
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@dataclass(frozen=True, slots=True)
class Entered:
    actor: Actor
    team: Team
    person_id: int
    own_id: str
    title: str


def enter_consents(
    request: ActingRequest, slug: str, person_id: int, act: str, place: str, kind: ReadKind = ReadKind.VIEW
) -> Entered:
    """Logs the read too. Raises NotVisible for somebody else's person, PermissionRefused beyond the role."""
    actor, team = enter_team(request, slug, act)
    require_id(person_id)
    found = find_for_staff(actor, team, person_id)
    log_reads(
        actor=actor, team_id=team.pk, person_ids=[person_id], kind=kind, place=place, reason=found.reason
    )
    if found.is_protected:
        note_protected_reads(actor=actor, team_id=team.pk, person_ids=[person_id], place=place)
    return Entered(actor, team, person_id, found.own_id, found.title)
