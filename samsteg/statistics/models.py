from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsteg.core.facts import Fact
from samsteg.organisation.models import Team


class PublishedFigure(Fact):
    """A figure as printed in an earlier report. Several values for one figure and period are all kept."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    figure = models.CharField(max_length=200)  # a code of the registry, or the words as they stood
    is_code = models.BooleanField()
    period_from = models.DateField()
    period_to = models.DateField()
    ordinal = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(max_digits=16, decimal_places=4)
    decimals = models.PositiveSmallIntegerField(default=0)  # as printed: comparison rounds to these
    unit = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "figure", "period_from", "period_to", "ordinal"],
                condition=Q(superseded_at__isnull=True),
                name="statistics_published_current_once",
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="statistics_published_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.period_from}"
