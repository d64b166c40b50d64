from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from samsteg.access.querysets import visible_persons
from samsteg.core.actor import Actor

M = TypeVar("M", bound=models.Model)


class TeamPersonQuerySet(models.QuerySet[M]):
    """Rows that have a team and a person."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(visible_persons(actor))

    def in_team(self, team_id: int) -> Self:
        return self.filter(team_id=team_id)
