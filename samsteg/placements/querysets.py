from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from samsteg.access.opened import visible_items
from samsteg.core.actor import Actor
from samsteg.participants.querysets import TeamPersonQuerySet

M = TypeVar("M", bound=models.Model)


class PersonFactQuerySet(TeamPersonQuerySet[M]):
    """Facts about one person, every version of them."""

    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)


class TextQuerySet(PersonFactQuerySet[M]):
    """What is written about placements, every version of it."""

    def readable_by(self, actor: Actor) -> Self:
        """By whose person it is and what it is about. For the page of one person: a protected one is there for who is
        named.
        """
        return self.filter(visible_items(actor, named=True))
