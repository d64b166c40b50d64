from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsteg.accounts.models import User
from samsteg.core.facts import Fact
from samsteg.organisation.models import Team


class Position(Fact):
    """A role in the team with its share of full time. Names of staff are not kept here."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=120)
    organisation = models.CharField(max_length=200, blank=True)
    started_on = models.DateField()
    ordinal = models.PositiveSmallIntegerField(default=1)  # tells equal roles that began the same day apart
    percent = models.DecimalField(
        max_digits=5, decimal_places=2, null=True
    )  # of full time; empty counts as 0
    ended_on = models.DateField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "role", "organisation", "started_on", "ordinal"],
                condition=Q(superseded_at__isnull=True),
                name="staffing_position_current_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="staffing_position_order",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
                name="staffing_position_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.started_on}"


class Absence(models.Model):
    """That one of the staff is away: days, both inclusive, and the hours of each when it isn't the whole day.

    Never why: there is nowhere to write it. Changed in place, without history, and forgotten by and by.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    noted_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="staffing_absence_order"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="staffing_absence_hours",
            ),
        ]
        indexes = [models.Index(fields=["team", "last_on"], name="absence_team_last")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first_on}"
