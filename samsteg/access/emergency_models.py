"""Emergency access: who has the right to it, and each time it was used. Only the end of a row is ever changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from samsteg.accounts.models import User
from samsteg.organisation.models import Team
from samsteg.people.models import Person


class EmergencyRight(models.Model):
    """That one of the staff may open a participant in an emergency, half-open days; given by the officer."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(valid_to__isnull=True),
                name="access_emergency_right_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="access_emergency_right_days",
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=F("user")), name="access_emergency_right_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"emergency right {self.pk}"


class EmergencyOpening(models.Model):
    """One participant opened by one user, for the reason written, until `closes_at` or `closed_at`."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    opened_at = models.DateTimeField(db_default=Now())
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="access_emergency_has_reason"),
            models.UniqueConstraint(
                fields=["team", "user", "person"],
                condition=Q(closed_at__isnull=True),
                name="access_emergency_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"emergency opening {self.pk}"
