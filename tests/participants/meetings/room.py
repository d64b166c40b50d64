"""A team with somebody in each role, and the meetings that they hold."""

from __future__ import annotations

from dataclasses import dataclass

from samsteg.access.enums import Role
from samsteg.access.present import members_of
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Authority, Team
from samsteg.participants.meetings.records import AgendaItem
from samsteg.participants.meetings.room import room_of, start_meeting
from samsteg.participants.meetings.selectors import agenda
from tests.factories import lead, make_authority, make_team
from tests.participants.way.walking import TODAY
from tests.web.users import join, make_user


@dataclass(frozen=True, slots=True)
class Scene:
    team: Team
    head: User
    kim: User
    lo: User
    robin: User  # represents the agency
    agency: Authority

    def actor(self, user: User) -> Actor:
        with acting(lead(self.team)):
            return members_of(self.team, [user.pk])[user.pk].actor

    def meet(self, *users: User) -> int:
        """The first one starts the meeting; its id."""
        actor = self.actor(users[0])
        with acting(actor):
            ids = [user.pk for user in users]
            return start_meeting(actor=actor, team=self.team, held_on=TODAY, user_ids=ids).pk

    def agenda(self, meeting_id: int, reader: User) -> list[AgendaItem]:
        actor = self.actor(reader)
        with acting(actor):
            return agenda(room_of(actor, self.team, meeting_id), self.team)

    def shown(self, meeting_id: int, reader: User) -> set[int]:
        return {one.person_id for one in self.agenda(meeting_id, reader)}


def make_scene() -> Scene:
    team = make_team()
    head = make_user(f"mika{team.pk}", team, Role.TEAM_LEAD)
    kim, lo = (make_user(f"{name}{team.pk}", team) for name in ("kim", "lo"))
    robin, agency = make_user(f"robin{team.pk}"), make_authority(f"Prov-FK {team.pk}")
    join(team, robin, Role.REPRESENTATIVE, agency)
    return Scene(team, head, kim, lo, robin, agency)
