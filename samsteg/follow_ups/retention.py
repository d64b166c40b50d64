"""What this layer holds of where a person is met, and in free text. Called by `exchange.protecting`.

The rows go with the person (`core.erasing`); what is sealed goes with the person's data key.
"""

from __future__ import annotations

from django.utils import timezone

from samsteg.follow_ups.models import AgreedStep, FollowUp, MinuteText
from samsteg.organisation.models import Team


def count_meeting_places(team: Team, person_id: int) -> int:
    """Also in versions that hold no more."""
    return FollowUp.objects.filter(team=team, person_id=person_id, place_cipher__isnull=False).count()


def forget_meeting_places(team: Team, person_id: int) -> None:
    """In every version: where and with whom somebody is met is what the protection hides."""
    rows = FollowUp.objects.filter(team=team, person_id=person_id)
    rows.update(place_cipher=None, contact_cipher=None)


def forget_minutes(team: Team, person_id: int) -> None:
    """Closes what is written, which nobody can read again without the person's data key."""
    for rows in (MinuteText.objects, AgreedStep.objects):
        rows.current().filter(team=team, person_id=person_id).update(superseded_at=timezone.now())
