from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from samsteg.core.facts import Fact
from samsteg.organisation.models import Team


class FinalTemplate(Fact):
    """The team's template of the final documentation from a day on. Versions are added; the last of a day holds.

    `parts`: see shape.PartShape. A standard one says that the team went back to what comes with Samsteg.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()  # the team's own numbering, from 1
    valid_from = models.DateField()
    is_standard = models.BooleanField(default=False)
    parts: models.JSONField[Any, Any] = models.JSONField(default=list)
    opening = models.CharField(max_length=4000, blank=True)
    closing = models.CharField(max_length=4000, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["team", "version"], name="reports_final_version_once"),
            models.UniqueConstraint(
                fields=["team", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="reports_final_once",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="reports_final_version"),
            models.CheckConstraint(
                condition=Q(is_standard=True, parts=[], opening="", closing="")
                | (Q(is_standard=False) & ~Q(parts=[])),
                name="reports_final_standard_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"final {self.version} {self.valid_from}"
