"""What is kept about reads and sources. Ids without foreign keys: the log outlives what it speaks of."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from samsteg.audit.enums import (
    AlarmKind,
    ReadKind,
    ReviewGround,
    ReviewOutcome,
    SignInEvent,
    SourceKind,
)


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
    """One person read once, or a referral that is nobody's stay yet.

    The table is partitioned by month and insert-only for the app (see its migrations).

    `authority_ids` are those that the reader represented in the team; empty for the team's own staff and for officers.
    """

    pk = models.CompositePrimaryKey("id", "at")
    id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    request_id = models.UUIDField()
    actor_id = models.BigIntegerField()
    authority_ids = ArrayField(models.BigIntegerField(), default=list)
    team_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=ReadKind)
    place = models.CharField(max_length=80)  # name of the page or command, never an address with data in it
    reason = models.CharField(max_length=200, blank=True)
    referral_id = models.BigIntegerField(null=True)  # where there is no person

    class Meta:
        managed = False
        db_table = "audit_read_entry"

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class LogSegment(models.Model):
    """A sealed stretch of the read log (audit.chain). Written by the owner alone: see roles.post_migrate_grants."""

    number = models.BigIntegerField(primary_key=True)
    after_id = models.BigIntegerField()
    through_id = models.BigIntegerField()
    row_count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=40)
    marks = models.BinaryField()
    head = models.BinaryField()

    def __str__(self) -> str:
        return f"segment {self.number}"


class Alarm(models.Model):
    """Something that the controller's officer must look at. Whoever causes it can't read it.

    `subject_id` is the user it is about, `person_id` the participant; both are empty where there is none. `once` names
    what has already been told of: the same is told once, though whoever raises it can't look.
    """

    team_id = models.BigIntegerField()
    kind = models.CharField(max_length=30, choices=AlarmKind)
    actor_id = models.BigIntegerField()
    subject_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    once = models.CharField(max_length=64, blank=True)
    raised_at = models.DateTimeField(db_default=Now())
    seen_by_id = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__isnull=True, seen_by_id__isnull=True)
                | models.Q(seen_at__isnull=False, seen_by_id__isnull=False),
                name="audit_alarm_seen_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["team_id", "kind", "actor_id", "once"],
                condition=~models.Q(once=""),
                name="audit_alarm_once",
            ),
        ]
        indexes = [models.Index(fields=["team_id", "-raised_at"], name="alarm_team_raised")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SignInEntry(models.Model):
    """What happened at the door. Nobody but the user's id: no name typed, no address, no device.

    Insert-only for the app (core.roles). Belongs to no team, as an account does not.
    """

    at = models.DateTimeField(db_default=Now())
    event = models.CharField(max_length=20, choices=SignInEvent)
    reason = models.CharField(max_length=40, blank=True)  # a code, never text that somebody has typed
    user_id = models.BigIntegerField(null=True)
    by_user_id = models.BigIntegerField(null=True)  # who did it, when somebody else than the user

    class Meta:
        db_table = "audit_sign_in"
        indexes = [models.Index(fields=["user_id", "-at"], name="sign_in_user_at")]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"


class ReviewMonth(models.Model):
    """One month's random sample: the seed says which reads were drawn, so that the draw can be made again."""

    team_id = models.BigIntegerField()
    month = models.DateField()  # its first day
    seed = models.CharField(max_length=64)
    opened_count = models.PositiveIntegerField()  # reads drawn from
    drawn_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team_id", "month"], name="audit_review_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class ReviewItem(models.Model):
    """Reads to look at: one of a sample, or some of a day. `person_id` is empty where they are of several persons."""

    team_id = models.BigIntegerField()
    month = models.DateField()
    ground = models.CharField(max_length=20, choices=ReviewGround)
    actor_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    person_count = models.PositiveIntegerField()
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team_id", "ground", "actor_id", "person_id", "first_at"],
                nulls_distinct=False,
                name="audit_review_item_once",
            )
        ]
        indexes = [models.Index(fields=["team_id", "month"], name="audit_review_team_month")]

    def __str__(self) -> str:
        return f"{self.ground} {self.first_at:%Y-%m-%d}"


class ReviewDecision(models.Model):
    """What a review came to. The newest holds; none is changed."""

    team_id = models.BigIntegerField()
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=ReviewOutcome)
    note = models.CharField(max_length=500, blank=True)
    decided_by_id = models.BigIntegerField()
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["team_id", "item", "-id"], name="audit_decision_team_item")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"
