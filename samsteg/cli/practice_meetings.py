"""A team meeting that the practice team has held, with what was decided."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from samsteg.access.present import members_of
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.core.facts import Stamp, learning_moment
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.meetings.enums import MeetingOutcome
from samsteg.participants.meetings.models import MeetingDecision, TeamMeeting
from samsteg.participants.meetings.room import end_meeting, room_of, start_meeting
from samsteg.participants.meetings.selectors import agenda
from samsteg.participants.meetings.services import save_decision

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
        # Without a source of its own: one of a page would keep the workbook from being read in anew (practice_loader).
        stamp = Stamp(moment=learning_moment(team.pk), actor_id=lead.pk, source_id=None)
        for said, item in zip(SAID, items, strict=False):
            row = MeetingDecision(
                team=team,
                person_id=item.person_id,
                meeting=meeting,
                errand=item.errand,
                outcome=MeetingOutcome.DECIDED,
            )
            save_decision(row, None, said, stamp)
        end_meeting(actor=actor, team=team, meeting_id=meeting.pk)
        TeamMeeting.objects.filter(pk=meeting.pk).update(
            started_at=F("started_at") - WEEK, ended_at=F("ended_at") - WEEK
        )
        meeting.presences.update(joined_at=F("joined_at") - WEEK, left_at=F("left_at") - WEEK)
        return min(len(SAID), len(items))
