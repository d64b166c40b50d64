from __future__ import annotations

from django.db import models
from django.db.models import Q

from samsteg.budget.enums import BudgetPeriod
from samsteg.core.facts import Fact
from samsteg.organisation.models import Team


class BudgetRow(Fact):
    """One row of a team's budget for a year or half-year, whole kronor. `is_total` is a granted sum to be spread."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=20, choices=BudgetPeriod)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()  # order in the workbook
    is_total = models.BooleanField(default=False)
    requested_sek = models.BigIntegerField(null=True)
    granted_sek = models.BigIntegerField(null=True)
    actual_half_year_sek = models.BigIntegerField(null=True)  # to 30 June
    actual_sek = models.BigIntegerField(null=True)  # the row's whole period
    forecast_rest_sek = models.BigIntegerField(null=True)  # the rest of the period

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "year", "period", "name"],
                condition=Q(superseded_at__isnull=True),
                name="budget_row_current_once",
            ),
        ]
        indexes = [models.Index(fields=["team", "year"], name="budget_team_year")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
