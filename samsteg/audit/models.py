"""What is kept about reads and sources. Ids without foreign keys: the log outlives what it speaks of."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from samsteg.audit.enums import ReadKind, SourceKind


class Source(models.Model):
    """Where facts came from: one applied file, one save on a page, one command."""

    team_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=SourceKind)
    file_name = models.CharField(max_length=200, blank=True)
    checksum_sha256 = models.CharField(max_length=64, blank=True)
    row_count = models.PositiveIntegerField(null=True)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["team_id", "-at"], name="source_team_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ReadEntry(models.Model):
    """One person read once. The table is partitioned by month and insert-only for the app (see the first migration)."""

    pk = models.CompositePrimaryKey("id", "at")
    id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    request_id = models.UUIDField()
    actor_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=ReadKind)
    place = models.CharField(max_length=80)  # name of the page or command, never an address with data in it
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        managed = False
        db_table = "audit_read_entry"

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
