"""What visits hold of where somebody is met, and in free text. Called by `participants.retention`."""

from __future__ import annotations

from samsteg.organisation.models import Team
from samsteg.participants.visits.models import Visit


def forget_visit_places(team: Team, person_id: int) -> None:
    Visit.objects.filter(team=team, person_id=person_id).update(place_cipher=None)


def forget_asked(team: Team, person_id: int) -> None:
    """What the person asked, in every visit."""
    Visit.objects.filter(team=team, person_id=person_id).update(asked_cipher=None)


def count_visit_places(team: Team, person_id: int) -> int:
    return Visit.objects.filter(team=team, person_id=person_id, place_cipher__isnull=False).count()
