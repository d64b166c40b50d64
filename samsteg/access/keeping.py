"""What of an authority's information the team may keep in its record."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from samsteg.access.consent_conditions import in_force
from samsteg.access.consent_enums import ConsentKind
from samsteg.access.consent_models import Consent
from samsteg.access.opened import one_controller
from samsteg.organisation.models import Team


def keepable_sources(team: Team, person_id: int) -> dict[int, str]:
    """Authorities, by id with their name, that may tell the team something by a consent in force."""
    told = _consents(team, person_id).filter(source_authority__isnull=False)
    return {pk: name for pk, name in told.values_list("source_authority_id", "source_authority__name") if pk}


def team_may_keep(
    team: Team, person_id: int, authority_id: int, category: str, *, about_two: bool = False
) -> bool:
    """Whether an item of the authority's may stand in the team's record: by the person's consent, from that authority
    to the team, for the category. The team's only controller needs none: the record is its own.
    """
    if authority_id == one_controller(team):
        return True
    signed_by_both = Q(is_about_two=True) if about_two else Q()
    told = _consents(team, person_id).filter(
        signed_by_both, source_authority_id=authority_id, categories__contains=[category]
    )
    return told.exists()


def _consents(team: Team, person_id: int) -> QuerySet[Consent]:
    return Consent.objects.filter(
        in_force(), team=team, person_id=person_id, kind=ConsentKind.SECRECY, to_team=True
    )
