"""A form filled in as an earlier consent was, for a new signature."""

from __future__ import annotations

from samsteg.access.consent_sheet import one_consent
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.web.participants.consents.forms import OWN
from samsteg.web.participants.entering import LARGEST_ID


def as_before(team: Team, person_id: int, number: str) -> dict[str, object]:
    """Empty for what isn't the number of one of the person's consents. Days and signatures are always given anew."""
    if not number.isdecimal() or int(number) > LARGEST_ID:
        return {}
    try:
        held = one_consent(team, person_id, int(number))
    except NotVisible:
        return {}
    row = held.consent
    return {
        "sources": [OWN if row.source_authority_id is None else str(row.source_authority_id)],
        "receivers": [OWN if one is None else str(one) for one in held.receivers],
        "categories": list(row.categories),
        "purpose": row.purpose,
        "after_exit": not row.ends_at_exit,
        "is_about_two": row.is_about_two,
    }
