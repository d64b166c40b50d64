"""Which authorities there is something from, about which person."""

from __future__ import annotations

from samsteg.access.consent_models import SourceLink
from samsteg.organisation.models import Team


def note_source(*, team: Team, person_id: int, authority_id: int | None) -> None:
    """To be called by whoever stores an item about a person, in the same transaction; None, the team's own, is nothing.

    From then on the authority's representatives may know that the person is one of the team's.
    """
    if authority_id is not None:
        SourceLink.objects.get_or_create(team=team, person_id=person_id, authority_id=authority_id)


def drop_source(*, team: Team, person_id: int, authority_id: int) -> None:
    """For whoever has taken away the last item from there."""
    SourceLink.objects.filter(team=team, person_id=person_id, authority_id=authority_id).delete()
