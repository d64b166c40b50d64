"""Items of a person's record that have a source and a category, with all their versions: what is built on them reads
and keeps by the same rule as notes do.
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.constraints import BaseConstraint

from samsteg.access.enums import DataCategory
from samsteg.access.opened import visible_items
from samsteg.core.actor import Actor
from samsteg.core.facts import Fact
from samsteg.organisation.models import Authority, Team
from samsteg.participants.querysets import TeamPersonQuerySet
from samsteg.people.models import Person

M = TypeVar("M", bound=models.Model)


class SourcedQuerySet(TeamPersonQuerySet[M]):
    """Items of a person's record with source and category, every version of them."""

    def readable_by(self, actor: Actor) -> Self:
        """For the page of one person: of a protected one for who is named."""
        return self.filter(visible_items(actor, named=True))

    def listed_for(self, actor: Actor) -> Self:
        """For lists: nothing of protected persons."""
        return self.filter(visible_items(actor))

    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)


class SourcedFact(Fact):
    """Abstract: one version of something told about a person. `source_authority` empty: the team's own record."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    category = models.CharField(max_length=20, choices=DataCategory, default=DataCategory.PLANNING)
    source_authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Fact.Meta):
        abstract = True
        constraints: ClassVar[list[BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(category__in=DataCategory.values), name="%(app_label)s_%(class)s_category"
            ),
        ]
