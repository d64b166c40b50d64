from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from samsteg.access.querysets import visible_persons
from samsteg.core.actor import Actor

if TYPE_CHECKING:
    from samsteg.participants.models import Stay


class StayQuerySet(models.QuerySet["Stay"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(visible_persons(actor))

    def in_team(self, team_id: int) -> Self:
        return self.filter(team_id=team_id)
