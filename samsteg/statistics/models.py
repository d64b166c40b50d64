from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsteg.accounts.models import User
from samsteg.core.facts import Fact
from samsteg.core.history import track
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


@track()
class SavedView(models.Model):
    """What a user wants to see again in the statistics room: a name for an address without its team.

    Holds no figures and no person. Taken away by `ended_at`, so that it can be brought back.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user", "name"],
                condition=Q(ended_at__isnull=True),
                name="statistics_view_name_once",
            )
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"
