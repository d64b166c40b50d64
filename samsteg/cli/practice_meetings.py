"""A team meeting that the practice team has held, with what was decided."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from samsteg.access.present import members_of
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.meetings.models import TeamMeeting
from samsteg.participants.meetings.records import AgendaItem, DecisionValues
from samsteg.participants.meetings.room import end_meeting, room_of, start_meeting
from samsteg.participants.meetings.selectors import agenda
from samsteg.participants.meetings.services import Expected, coach_of, decide

WEEK = dt.timedelta(days=7)
SAID = (
    "Ringer och frågar hur dagarna fungerar. Vi tar upp det igen om två veckor.",
    "Börja med Träffpunkten, sedan skogsgruppen om det känns bra.",
    "Boka uppföljningen med remittenten.",
)


def hold_practice_meeting(operator: User, team: Team, lead: User, coach: User) -> int:
    """One meeting a week ago, unless there is one; returns how many decisions are new."""
    with acting(actor_in_team(operator, team)):
        if TeamMeeting.objects.filter(team=team).exists():
            return 0
        actor = members_of(team, [lead.pk])[lead.pk].actor
    with acting(actor):
        held_on = timezone.localdate() - WEEK
        meeting = start_meeting(actor=actor, team=team, held_on=held_on, user_ids=[coach.pk])
        items = agenda(room_of(actor, team, meeting.pk), team)
        for said, item in zip(SAID, items, strict=False):
            decide(
                actor=actor,
                team=team,
                meeting_id=meeting.pk,
                person_id=item.person_id,
                values=DecisionValues(coach_id=coach_of(team, item.person_id), text=said),
                expected=_as_now(team, item),
            )
        end_meeting(actor=actor, team=team, meeting_id=meeting.pk)
        TeamMeeting.objects.filter(pk=meeting.pk).update(
            started_at=F("started_at") - WEEK, ended_at=F("ended_at") - WEEK
        )
        meeting.presences.update(joined_at=F("joined_at") - WEEK, left_at=F("left_at") - WEEK)
        return min(len(SAID), len(items))


def _as_now(team: Team, item: AgendaItem) -> Expected:
    return Expected(version=0, coach_id=coach_of(team, item.person_id), errand=item.errand)
