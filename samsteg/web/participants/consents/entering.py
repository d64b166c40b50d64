"""The way into a person's pages about consents, for those who see the record whole."""

from __future__ import annotations

from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest


def enter_consents(
    request: ActingRequest, slug: str, person_id: int, act: str, place: str, kind: ReadKind = ReadKind.VIEW
) -> Entered:
    """Logs the read too. Raises NotVisible for somebody else's person, PermissionRefused beyond the role."""
    entered = enter_person(request, slug, person_id, act)
    if not entered.is_staff:
        raise NotVisible
    log_of_person(entered, kind, place)
    return entered
