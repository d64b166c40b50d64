"""The way into a meeting's pages: who is in the room, and whom the room may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.follow_ups.due import open_follow_ups
from samsteg.follow_ups.enums import Urgency
from samsteg.follow_ups.records import DueFollowUp
from samsteg.organisation.models import Team
from samsteg.participants.meetings.records import AgendaItem, Room
from samsteg.participants.meetings.room import room_of
from samsteg.participants.meetings.selectors import agenda
from samsteg.today.asking import LAST_SEEN
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

ASKS = (Urgency.UNANSWERED, Urgency.OVERDUE, Urgency.THIS_WEEK)


@dataclass(frozen=True, slots=True)
class EnteredRoom:
    """`items`: those whom all in the room may see, in the order of the meeting. `due`: the reader's, by person."""

    actor: Actor
    team: Team
    room: Room
    items: tuple[AgendaItem, ...]
    due: Mapping[int, DueFollowUp]

    @property
    def may_lead(self) -> bool:
        return may(self.actor, "meetings.lead", self.team)

    def item(self, person_id: int) -> AgendaItem | None:
        return next((one for one in self.items if one.person_id == person_id), None)

    def following(self, person_id: int) -> AgendaItem | None:
        """The next one who hasn't been decided about, after the person, then from the beginning."""
        places = [number for number, one in enumerate(self.items) if one.person_id == person_id]
        cut = places[0] + 1 if places else 0
        ahead = (*self.items[cut:], *self.items[:cut])
        return next((one for one in ahead if one.outcome is None and one.person_id != person_id), None)


def enter_room(request: ActingRequest, slug: str, meeting_id: int, act: str = "meetings.view") -> EnteredRoom:
    """Raises NotVisible, PermissionRefused. The caller logs whom it shows."""
    actor, team = enter_team(request, slug, act)
    require_id(meeting_id)
    room = room_of(actor, team, meeting_id)
    due = {one.person_id: one for one in reversed(open_follow_ups(actor, team) if room.actors else [])}
    asks = [pk for pk, one in due.items() if one.state in ASKS]
    return EnteredRoom(actor, team, room, tuple(agenda(room, team, due=asks, seen=LAST_SEEN)), due)
