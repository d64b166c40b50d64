"""A meeting that goes on in a full team, and a coach to hand over from."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from samsteg.access.present import members_of
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.meetings.room import room_of, start_meeting
from samsteg.participants.meetings.selectors import agenda
from tests.factories import lead, make_consent, make_stay


def meeting_keys(team: Team, head: User, colleague: User) -> dict[str, dict[str, Any]]:
    """What the addresses of meetings and hand-overs are made from: two in the room, who see two persons."""
    stays = [make_stay(team, referred_on=timezone.localdate()) for _one in range(3)]
    for stay in stays:
        make_consent(team, stay.person_id)
    with acting(lead(team)):
        assign_coaches(team=team, coaches={stays[0].person_id: colleague.pk})
        actor = members_of(team, [head.pk])[head.pk].actor
    with acting(actor):
        meeting = start_meeting(actor=actor, team=team, held_on=timezone.localdate(), user_ids=[colleague.pk])
        items = agenda(room_of(actor, team, meeting.pk), team)
    of_meeting, of_coach = {"meeting_id": meeting.pk}, {"coach_id": colleague.pk}
    return {
        "meeting": of_meeting,
        "meeting_person": {**of_meeting, "person_id": items[0].person_id},
        **dict.fromkeys(("hand_over", "hand_over_pdf", "hand_over_word"), of_coach),
    }
