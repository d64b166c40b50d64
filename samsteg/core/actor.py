"""Who acts. One frozen value per request or command; every service and selector takes it first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in user with what holds today: roles in teams, and offices outside them (docs/glossary.md).

    `roles` maps a team's id to the codes of the roles that open the team's tables. An actor with no such role sees no
    rows of participants. `outer_roles` are roles in a team that open none of them (steering, referrer). `authorities`
    maps a team's id to the authorities that the actor represents there. `governed_ids` are the teams of the controller
    whose officer the actor is: memberships, decisions, alarms and the read log, never participants.
    """

    user_id: int
    username: str
    roles: Mapping[int, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    outer_roles: Mapping[int, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    authorities: Mapping[int, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    team_access: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    governed_ids: frozenset[int] = frozenset()
    association_ids: frozenset[int] = frozenset()
    offices: frozenset[str] = frozenset()

    @property
    def team_ids(self) -> tuple[int, ...]:
        return tuple(sorted(self.roles))

    def has_role(self, team_id: int, *codes: str) -> bool:
        return bool(self.roles.get(team_id, frozenset()).intersection(codes))

    def has_office(self, *codes: str) -> bool:
        return bool(self.offices.intersection(codes))


PARTICIPANT_ID = -1  # who read, in the read log, where it was the participant (docs/adr/0016)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who has signed in to the own page: one person of one team, and nobody's role.

    Not an Actor, so that no selector or service of a team can take it by mistake.
    """

    team_id: int
    person_id: int
