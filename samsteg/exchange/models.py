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


class AppliedImport(models.Model):
    """What one workbook did to the team, kept so that it can be shown and, for thirty days, undone.

    `moment` is when its facts were learnt and what they replaced was closed. `sealed` holds, encrypted, what the import
    changed besides facts (`samsteg.exchange.besides`); it is emptied when it can't be used any more.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    source_id = models.BigIntegerField(
        unique=True
    )  # audit.Source; no foreign key, as all that points to audit
    moment = models.DateTimeField()
    new_count = models.PositiveIntegerField()
    changed_count = models.PositiveIntegerField()
    cleared_count = models.PositiveIntegerField()
    unchanged_count = models.PositiveIntegerField()
    left_out_count = models.PositiveIntegerField()
    mended_count = models.PositiveIntegerField(default=0)  # cells mended in the preview
    sealed = models.BinaryField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)
    undo_source_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["team", "-source_id"], name="applied_import_team_source")]

    def __str__(self) -> str:
        return f"import of source {self.source_id}"
