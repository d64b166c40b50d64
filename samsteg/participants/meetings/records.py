"""A team meeting as pages and services pass it on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from samsteg.access.present import Member
from samsteg.core.actor import Actor
from samsteg.participants.meetings.enums import Errand, MeetingOutcome, Reason
from samsteg.participants.meetings.models import MeetingPresence, TeamMeeting
from samsteg.participants.way.enums import State


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody in the room, or who has been. `member` None: a guest, or somebody without a role today."""

    row: MeetingPresence
    name: str
    member: Member | None

    @property
    def is_guest(self) -> bool:
        return self.row.user_id is None


def goes_on(meeting: TeamMeeting) -> bool:
    return meeting.ended_at is None and timezone.localdate(meeting.started_at) == timezone.localdate()


@dataclass(frozen=True, slots=True)
class Room:
    """Who is in the room now, and who has left. `reader_id` is who looks at the page."""

    meeting: TeamMeeting
    present: tuple[Present, ...]
    left: tuple[Present, ...]
    reader_id: int

    @property
    def is_open(self) -> bool:
        """One that nobody ended on its own day is over all the same."""
        return goes_on(self.meeting)

    @property
    def has_reader(self) -> bool:
        return any(one.row.user_id == self.reader_id for one in self.present)

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All whose eyes are on the page; none at all, so that nobody is shown, while a guest is there.

        Who has lost the role since counts as somebody who may see nobody.
        """
        if not self.is_open or not self.has_reader or any(one.is_guest for one in self.present):
            return ()
        return tuple(
            one.member.actor if one.member else Actor(user_id=one.row.user_id or 0, username="")
            for one in self.present
        )


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One person whom everybody in the room may see. `state` and `reasons` are told only where all may know them.

    `is_whole`: everybody reads the record whole. `outcome`: what has been decided here, where all may know it.
    """

    person_id: int
    title: str
    errand: Errand
    reasons: tuple[Reason, ...]
    state: State | None
    is_whole: bool
    outcome: MeetingOutcome | None
    began_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionValues:
    """What the meeting came to. `coach_id` is who is to be responsible, None for nobody; `source_id` None: the team."""

    coach_id: int | None = None
    text: str = field(default="", repr=False)
    category: str = "planning"
    source_id: int | None = None
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class ReadDecision:
    """`text` None: destroyed for good; empty where nothing was written. `coach`: who was made responsible."""

    person_id: int
    title: str
    meeting_id: int
    held_on: dt.date
    outcome: MeetingOutcome
    coach: str
    text: str | None
    category: str
    source_id: int | None
    version: int
    written_by: str
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class HandOverChoice:
    """Who gets the person, and who was responsible when the form was shown."""

    person_id: int
    to_id: int
