from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsteg.core.facts import Fact
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.placements.enums import PlacementForm

HIDDEN_EMPLOYER = "\u2013"  # what stands instead of a protected person's workplace, with a number


class Placement(Fact):
    """Time at an employer during a stay; `ended_on` inclusive, None means still going on."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="placements")
    employer = models.CharField(max_length=200)
    form = models.CharField(max_length=30, choices=PlacementForm)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1, null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay", "employer", "started_on"],
                condition=Q(superseded_at__isnull=True),
                name="placements_current_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="placements_order"
            ),
        ]
        indexes = [models.Index(fields=["team", "stay"], name="placement_team_stay")]

    def __str__(self) -> str:
        return f"{self.form} {self.started_on}"
