"""What the page of a protected person doesn't show, even where it is still stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from samsteg.access.enums import ProtectionRule
from samsteg.participants.one_person import PersonRecord
from samsteg.people.names import NAMELESS
from samsteg.placements.models import HIDDEN_EMPLOYER, Placement


def without_whereabouts(
    record: PersonRecord, placements: Sequence[Placement], rule: ProtectionRule
) -> PersonRecord:
    """Hides workplace and municipality, and by the rule name, number and birth: in what is read, not where it lies."""
    for placement in placements:
        placement.employer = HIDDEN_EMPLOYER
    for stay in record.stays:
        stay.stay.municipality_code = ""
        for detail in stay.details:
            detail.municipality_code = ""
    if rule is ProtectionRule.NAMED_STAFF:
        return record
    for one in record.details:
        one.born_on = None
    return replace(record, has_personnummer=False, name=NAMELESS)
