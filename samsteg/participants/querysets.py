from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from samsteg.access.opened import visible_items
from samsteg.access.querysets import OF_REPRESENTATIVES, OF_STAFF, unprotected_persons, visible_persons
from samsteg.core.actor import Actor

M = TypeVar("M", bound=models.Model)


class TeamPersonQuerySet(models.QuerySet[M]):
    """Rows that have a team and a person."""

    def visible_to(self, actor: Actor) -> Self:
        """Those whose record the actor reads whole, as one of the team's staff."""
        return self.filter(visible_persons(actor, grounds=OF_STAFF))

    def open_to(self, actor: Actor) -> Self:
        """As `visible_to`, and the protected persons whom the actor is named for: for the page of one person."""
        return self.filter(visible_persons(actor, named=True, grounds=OF_STAFF))

    def open_in_part_to(self, actor: Actor) -> Self:
        """As `open_to`, and those of whom the actor may read something as an authority's representative."""
        return self.filter(visible_persons(actor, named=True))

    def represented_by(self, actor: Actor) -> Self:
        """Those of whom the actor may read something as an authority's representative: for lists."""
        return self.filter(visible_persons(actor, grounds=OF_REPRESENTATIVES))

    def unprotected(self) -> Self:
        return self.filter(unprotected_persons())

    def in_team(self, team_id: int) -> Self:
        return self.filter(team_id=team_id)


class StayQuerySet(TeamPersonQuerySet[M]):
    """Stays. One whose facts are all closed, since the import that made it was undone, is no longer known.

    Every stored stay has one of the three dates (rule `nothing_happened`); the projection of a stay without facts has
    none. Its row stays, for the facts that are closed; the same id in a later file writes new facts on it.
    """

    def visible_to(self, actor: Actor) -> Self:
        return super().visible_to(actor).known()

    def open_to(self, actor: Actor) -> Self:
        return super().open_to(actor).known()

    def open_in_part_to(self, actor: Actor) -> Self:
        return super().open_in_part_to(actor).known()

    def represented_by(self, actor: Actor) -> Self:
        return super().represented_by(actor).known()

    def known(self) -> Self:
        return self.exclude(
            referred_on__isnull=True, mission_received_on__isnull=True, enrolled_on__isnull=True
        )

    def unknown(self) -> Self:
        return self.filter(
            referred_on__isnull=True, mission_received_on__isnull=True, enrolled_on__isnull=True
        )


class NoteQuerySet(TeamPersonQuerySet[M]):
    """Notes, every version of them."""

    def readable_by(self, actor: Actor) -> Self:
        """Those that the actor may read: by the person, whose information it is, and what it is about.

        For the page of one person: a protected one is there for who is named.
        """
        return self.filter(visible_items(actor, about_two_field="is_about_two", named=True))
