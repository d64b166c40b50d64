"""The people round a participant. Who they are stands under the participant's data key."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from samsteg.organisation.models import Authority
from samsteg.participants.sourced import SourcedFact, SourcedQuerySet


class PersonAround(SourcedFact):
    """Somebody round the participant, in one of the versions; `series` is the somebody.

    Role, name and how to reach them stand in the cipher. `authority` is where they work, when it is one of Samsteg's
    authorities: what may be told them follows from the consents that name it. `until_on` is inclusive.
    """

    series = models.UUIDField(default=uuid.uuid4)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    is_called_to_sip = models.BooleanField(default=False)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    told_cipher = models.BinaryField()

    objects = SourcedQuerySet["PersonAround"].as_manager()

    class Meta(SourcedFact.Meta):
        constraints = [
            *SourcedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(superseded_at__isnull=True),
                name="participants_around_current_once",
            ),
            models.UniqueConstraint(fields=["series", "version"], name="participants_around_version_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="participants_around_order",
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="around_team_person")]

    def __str__(self) -> str:
        return f"person around {self.pk}"
