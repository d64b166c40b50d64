"""Who acts. One frozen value per request or command; every service and selector takes it first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in user with the teams whose memberships hold today.

    `roles` maps a team's id to the codes of the roles held there (docs/glossary.md). An actor with no teams sees
    no rows.
    """

    user_id: int
    username: str
    roles: Mapping[int, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def team_ids(self) -> tuple[int, ...]:
        return tuple(sorted(self.roles))

    def has_role(self, team_id: int, *codes: str) -> bool:
        return bool(self.roles.get(team_id, frozenset()).intersection(codes))
