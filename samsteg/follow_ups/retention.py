"""What this layer holds of where a person is met, and in free text. Called by `exchange.protecting`.

The rows go with the person (`core.erasing`); what is sealed goes with the person's data key.
"""

from __future__ import annotations

from django.utils import timezone

from samsteg.follow_ups.models import AgreedStep, FollowUp, MinuteText, Talk
from samsteg.organisation.models import Team


def count_meeting_places(team: Team, person_id: int) -> int:
    """Of follow-ups, also in versions that hold no more, and of booked talks."""
    of_person = {"team": team, "person_id": person_id, "place_cipher__isnull": False}
    return FollowUp.objects.filter(**of_person).count() + Talk.objects.filter(**of_person).count()


def forget_meeting_places(team: Team, person_id: int) -> None:
    """In every version: where and with whom somebody is met is what the protection hides."""
    rows = FollowUp.objects.filter(team=team, person_id=person_id)
    rows.update(place_cipher=None, contact_cipher=None)
    Talk.objects.filter(team=team, person_id=person_id).update(place_cipher=None)


def forget_minutes(team: Team, person_id: int) -> None:
    """Closes what is written, which nobody can read again without the person's data key; what talks were for goes."""
    Talk.objects.filter(team=team, person_id=person_id).update(purpose_cipher=None)
    for rows in (MinuteText.objects, AgreedStep.objects):
        rows.current().filter(team=team, person_id=person_id).update(superseded_at=timezone.now())
