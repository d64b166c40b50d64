from __future__ import annotations

from django.db import models

from samsteg.core.history import track
from samsteg.organisation.models import Team


@track()
class ReportText(models.Model):
    """What the team writes itself under one sub-heading of one period's report. Earlier wordings stay in history."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField()
    place = models.CharField(max_length=60)  # key of the sub-heading in the template, e.g. "3.analysis"
    body = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by_id = models.BigIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "period_from", "period_to", "place"], name="reports_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.period_from}"
