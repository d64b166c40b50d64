"""What somebody has typed about a participant and not saved: one table for all forms about a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.people.models import Person


class SealedDraft(models.Model):
    """The writer's own, and gone when the form is saved or the draft thrown away. All that is typed is in the cipher.

    `key` tells forms of one kind apart: the thing that is changed, or "new".
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    writer_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    typed_cipher = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person", "writer_id", "kind", "key"], name="participants_draft_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=DraftKind.values), name="participants_draft_kind"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
