from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from samsteg.organisation.models import Team


class StagedFile(models.Model):
    """A workbook between upload and apply. Its content lies encrypted in the data folder and goes after a day."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    file_name = models.CharField(max_length=200)
    checksum_sha256 = models.CharField(max_length=64)
    actor_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"staged file {self.pk}"
