"""The way into a person's pages about consents, for those who see the record whole."""

from __future__ import annotations

from dataclasses import dataclass

from samsteg.access.emergency import open_emergencies
from samsteg.access.protection import note_protected_reads
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.own_ids import newest_own_id
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Entered:
    actor: Actor
    team: Team
    person_id: int
    own_id: str


def enter_consents(
    request: ActingRequest, slug: str, person_id: int, act: str, place: str, kind: ReadKind = ReadKind.VIEW
) -> Entered:
    """Logs the read too. Raises NotVisible for somebody else's person, PermissionRefused beyond the role."""
    actor, team = enter_team(request, slug, act)
    if person_id > LARGEST_ID:  # no such id fits the database
        raise NotVisible
    own_id = newest_own_id(actor, team, person_id)
    opened = next(iter(open_emergencies(actor, team.pk, person_id)), None)
    why = opened.reason if opened else ""
    log_reads(actor=actor, team_id=team.pk, person_ids=[person_id], kind=kind, place=place, reason=why)
    note_protected_reads(actor=actor, team_id=team.pk, person_ids=[person_id], place=place)
    return Entered(actor, team, person_id, own_id)
