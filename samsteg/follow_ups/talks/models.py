"""Talks that are booked with one participant. What was said there is a note; the figures count the note alone."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from samsteg.core.history import track
from samsteg.follow_ups.enums import CancelledBy, CancelReason
from samsteg.follow_ups.talks.enums import TALK_FORMS, TalkState
from samsteg.organisation.models import Team
from samsteg.participants.enums import NoteForm
from samsteg.participants.models import Stay
from samsteg.participants.querysets import TeamPersonQuerySet
from samsteg.people.models import Person

S = TalkState


@track(leave_out=["place_cipher", "purpose_cipher"])
class Talk(models.Model):
    """A talk between one participant and one or two of the staff, on a Swedish calendar day, from and to.

    A moved one is followed by another row. `note_series` is the note that a held one became, where there is one.
    Where one meets, and what for, stand under the person's data key.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="talks")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="talks")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    series = models.UUIDField(default=uuid.uuid4, unique=True)
    version = models.PositiveIntegerField(default=1)
    on_day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    form = models.CharField(max_length=20, choices=NoteForm, default=NoteForm.TALK)
    coach_id = models.BigIntegerField()
    second_coach_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=20, choices=TalkState, default=TalkState.BOOKED)
    changed_by = models.CharField(max_length=20, choices=CancelledBy, blank=True)
    cancel_reason = models.CharField(max_length=20, choices=CancelReason, blank=True)
    note_series = models.UUIDField(null=True)
    place_cipher = models.BinaryField(null=True)  # never of a protected person: a trigger sees to it
    purpose_cipher = models.BinaryField(null=True)
    recorded_by_id = models.BigIntegerField()  # who changed it last
    recorded_at = models.DateTimeField(db_default=Now())

    objects = TeamPersonQuerySet["Talk"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="follow_ups_talk_times"),
            models.CheckConstraint(
                condition=Q(form__in=TALK_FORMS, state__in=TalkState.values), name="follow_ups_talk_codes"
            ),
            models.CheckConstraint(
                condition=Q(state=S.CANCELLED)
                & Q(changed_by__in=CancelledBy.values, cancel_reason__in=CancelReason.values)
                | Q(state=S.MOVED) & Q(changed_by__in=CancelledBy.values, cancel_reason="")
                | ~Q(state__in=(S.CANCELLED, S.MOVED)) & Q(changed_by="", cancel_reason=""),
                name="follow_ups_talk_changed_how",
            ),
            models.CheckConstraint(
                condition=Q(note_series__isnull=True) | Q(state=S.HELD), name="follow_ups_talk_note_of_held"
            ),
            models.CheckConstraint(
                condition=Q(second_coach_id__isnull=True) | ~Q(second_coach_id=F("coach_id")),
                name="follow_ups_talk_two_coaches",
            ),
            models.UniqueConstraint(
                fields=["team", "person", "on_day", "starts_at"],
                condition=Q(state=S.BOOKED),
                name="follow_ups_talk_booked_once",
            ),
            models.UniqueConstraint(fields=["team", "follows"], name="follow_ups_talk_moved_once"),
        ]
        indexes = [
            models.Index(fields=["team", "on_day"], name="talk_team_day"),
            models.Index(fields=["team", "on_day"], condition=Q(state=S.BOOKED), name="talk_team_booked"),
            models.Index(fields=["team", "person", "-on_day"], name="talk_team_person"),
        ]

    def __str__(self) -> str:
        return f"talk {self.on_day}"

    def is_over(self, now: dt.datetime) -> bool:
        """Whether its time has passed at `now` (aware)."""
        local = timezone.localtime(now)
        return (self.on_day, self.ends_at) <= (local.date(), local.time())
