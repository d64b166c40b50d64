"""Who is in which team, which coach a person has, and whether the person let the team see the record."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.core.history import track
from samsteg.organisation.models import Team
from samsteg.people.models import Person


@track()
class Membership(models.Model):
    """A dated role in a team; half-open: holds from `valid_from` up to, not including, `valid_to`."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    is_operator = models.BooleanField(default=False)  # development only: may grant itself

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user", "role"],
                condition=Q(valid_to__isnull=True),
                name="access_membership_once",
            ),
            models.CheckConstraint(
                condition=Q(is_operator=True) | (Q(granted_by__isnull=False) & ~Q(granted_by=F("user"))),
                name="access_granted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.valid_from}"


@track()
class CoachAssignment(models.Model):
    """The person's responsible coach; at most one at a time, earlier ones stay as history."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    coach = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="access_one_coach_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["team", "coach"], name="assignment_team_coach")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


@track()
class TeamConsent(models.Model):
    """A signed consent that names the team as recipient."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="team_consents")
    signed_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_on__isnull=True), name="access_one_consent_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["team", "person"], name="consent_team_person")]

    def __str__(self) -> str:
        return f"consent {self.pk}"
