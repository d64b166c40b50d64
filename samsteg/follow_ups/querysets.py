from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from samsteg.access.opened import visible_items
from samsteg.core.actor import Actor
from samsteg.follow_ups.enums import NEVER_SHARED
from samsteg.participants.querysets import TeamPersonQuerySet

M = TypeVar("M", bound=models.Model)


class FollowUpQuerySet(TeamPersonQuerySet[M]):
    """Follow-ups, every version of them."""

    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)


class MinutesQuerySet(TeamPersonQuerySet[M]):
    """What is written at meetings, every version of it."""

    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)

    def readable_by(self, actor: Actor) -> Self:
        """By whose person it is and what it is about. For the page of one person: a protected one is there for who is
        named.
        """
        return self.filter(visible_items(actor, named=True))

    def shareable(self) -> Self:
        """Without what is for the team alone."""
        return self.exclude(part__in=NEVER_SHARED)
