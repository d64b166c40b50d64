"""The team's own calendar: what it does by itself, who is in, the year's deadlines; and links to one's own calendar."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from samsteg.accounts.models import User
from samsteg.activities.calendar.enums import EventKind, PresenceState, Rhythm
from samsteg.core.history import track
from samsteg.organisation.models import Team

TITLE_LENGTH = 80
PLACE_LENGTH = 120


@track()
class TeamEvent(models.Model):
    """What the team does by itself, once or in a rhythm, by Swedish wall time. No participants in it, by the words
    of its form. `user_ids`: whom it is for; empty for everybody. `starts_at` empty: all day.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=EventKind)
    title = models.CharField(max_length=TITLE_LENGTH)
    place = models.CharField(max_length=PLACE_LENGTH, blank=True)
    starts_on = models.DateField()
    starts_at = models.TimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    rhythm = models.CharField(max_length=20, choices=Rhythm, default=Rhythm.ONCE)
    until_on = models.DateField(null=True)
    user_ids = ArrayField(models.BigIntegerField(), default=list)
    version = models.PositiveIntegerField(default=1)
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values, rhythm__in=Rhythm.values),
                name="activities_event_codes",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 720)), name="activities_event_minutes"),
            models.CheckConstraint(
                condition=Q(rhythm=Rhythm.ONCE, until_on__isnull=True)
                | ~Q(rhythm=Rhythm.ONCE) & Q(until_on__gte=F("starts_on")),
                name="activities_event_until",
            ),
        ]
        indexes = [models.Index(fields=["team", "starts_on"], name="event_team_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


@track()
class TeamEventChange(models.Model):
    """One day of an event that isn't held as planned: moved, or cancelled when no other day is given."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(TeamEvent, on_delete=models.PROTECT, related_name="changes")
    on_day = models.DateField()
    moved_on = models.DateField(null=True)
    moved_at = models.TimeField(null=True)
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "event", "on_day"], name="activities_event_change_once"),
            models.CheckConstraint(
                condition=Q(moved_on__isnull=False) | Q(moved_at__isnull=True),
                name="activities_event_moved_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.on_day}"


class Presence(models.Model):
    """Where one of the staff is on a day; never why. Changed in place, without history, and forgotten by and by."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user_id = models.BigIntegerField()
    on_day = models.DateField()
    state = models.CharField(max_length=10, choices=PresenceState)
    noted_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "on_day", "user_id"], name="activities_presence_once"),
            models.CheckConstraint(
                condition=Q(state__in=PresenceState.values), name="activities_presence_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on_day}"


@track()
class Deadline(models.Model):
    """A day of the year wheel, from a day on to another. A change ends the row and begins another of the series.

    A team without rows has `wheel.USUAL`.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField(default=uuid.uuid4)
    title = models.CharField(max_length=TITLE_LENGTH)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "series"],
                condition=Q(valid_to__isnull=True),
                name="activities_deadline_once",
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31)), name="activities_deadline_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.month}-{self.day}"


@track()
class DeadlineDone(models.Model):
    """That a deadline was met in a year."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    done_on = models.DateField()
    done_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "series", "year"], name="activities_deadline_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


@track(leave_out=["token_hash"])
class CalendarFeed(models.Model):
    """A secret link to one's own times. Only the digest of the secret is kept. `tells_groups`: the names of groups
    are told too, else their kind alone.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    tells_groups = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="activities_feed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"
