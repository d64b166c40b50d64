"""What a person's own extract leaves out, by decision."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from samsteg.core.history import track
from samsteg.organisation.models import Authority, Team
from samsteg.people.models import Person


@track()
class WithheldOpening(models.Model):
    """The openings by one unit in some days are secret toward the person, by a decision under law. Days are inclusive.

    The unit is an authority, or the team where it is empty. Rows are added and ended, never changed.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="withheld_openings")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    paragraph = models.CharField(max_length=120)
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=120)
    decision_number = models.CharField(max_length=80)
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())
    ended_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(paragraph="") & ~Q(decided_by="") & ~Q(decision_number=""),
                name="access_withheld_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="access_withheld_days"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by_id__isnull=True)
                | Q(ended_at__isnull=False, ended_by_id__isnull=False),
                name="access_withheld_ended",
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="withheld_of_person")]

    def __str__(self) -> str:
        return f"withheld {self.first_on}"
