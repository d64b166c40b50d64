"""That a participant lets the staff of another team know the first name, in one group that is held together.

The name itself is not copied: the other team asks a function of the database, which looks here each time.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from samsteg.access.consent_enums import ConsentForm
from samsteg.core.history import track
from samsteg.organisation.models import Team
from samsteg.people.models import Person


@track()
class NameConsent(models.Model):
    """One person, one group, one other team. Half-open days; `ended_at` is when it was taken back, and that is at once.

    The group may be another team's, as in GroupMembership.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")  # the person's
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_consents")
    group = models.ForeignKey(
        "activities.Group", on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=20, choices=ConsentForm)
    form_note = models.CharField(max_length=300, blank=True)
    signed_on = models.DateField()
    valid_to = models.DateField()
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person", "group", "to_team"],
                condition=Q(ended_at__isnull=True),
                name="activities_name_consent_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("signed_on")), name="activities_name_consent_days"
            ),
            models.CheckConstraint(condition=~Q(to_team=F("team")), name="activities_name_consent_to_others"),
            models.CheckConstraint(
                condition=~Q(form=ConsentForm.ORAL) | ~Q(form_note=""), name="activities_name_consent_oral"
            ),
        ]

    def __str__(self) -> str:
        return f"name consent {self.pk}"
