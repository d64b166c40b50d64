"""What the time line of a person tells of this layer: who was coach, and consents. For who reads the record whole."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from samsteg.access.consent_models import Consent
from samsteg.access.models import CoachAssignment
from samsteg.accounts.names import name_of
from samsteg.core.merged import dated
from samsteg.organisation.models import Team


def coach_days(team: Team, person_id: int, *, only_now: bool = False) -> QuerySet[Any, Any]:
    """When somebody became coach; `only_now`: the one of today alone."""
    rows = CoachAssignment.objects.filter(team=team, person_id=person_id)
    return dated(
        rows.filter(valid_to__isnull=True) if only_now else rows, "valid_from", name=name_of("coach_id")
    )


def consent_days(team: Team, person_id: int) -> QuerySet[Any, Any]:
    """When consents were signed."""
    return dated(_consents(team, person_id), "signed_on", **TOLD)


def ended_consent_days(team: Team, person_id: int) -> QuerySet[Any, Any]:
    """When consents were withdrawn or taken away: not those whose time ran out."""
    rows = _consents(team, person_id).filter(ended_at__isnull=False)
    return dated(rows.annotate(ended_on=TruncDate("ended_at")), "ended_on", **TOLD, ended_as="ended_as")


TOLD: dict[str, Any] = {
    "kind": F("kind"),
    "to_team": F("to_team"),
    "source": F("source_authority__name"),
}


def _consents(team: Team, person_id: int) -> QuerySet[Consent]:
    return Consent.objects.filter(team=team, person_id=person_id)
