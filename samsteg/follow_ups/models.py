"""Follow-ups: the meetings with the referrer that follow from the start, and SIP and multi-party meetings.

FollowUp and FollowUpTimes feed figures and are facts dated twice. What is written at a meeting stands under the
person's data key, part by part, so that each part can be read by whom its category is open to.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from samsteg.access.enums import DataCategory
from samsteg.core.facts import Fact
from samsteg.follow_ups.enums import (
    REGULAR,
    WAS_HELD,
    CancelledBy,
    CancelReason,
    FollowUpKind,
    FollowUpState,
    MeetingForm,
    MinutePart,
)
from samsteg.follow_ups.querysets import FollowUpQuerySet, MinutesQuerySet
from samsteg.follow_ups.talks.models import Talk as Talk  # its table is found through this module
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.people.models import Person


class FollowUpTimes(Fact):
    """How often the team follows up, from a day on."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    first_weeks = models.PositiveSmallIntegerField()
    every_months = models.PositiveSmallIntegerField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="follow_ups_times_once",
            ),
            models.CheckConstraint(
                condition=Q(first_weeks__range=(4, 9), every_months__range=(1, 6)),
                name="follow_ups_times_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.valid_from}"


class FollowUp(Fact):
    """One version of a meeting; `series` is the meeting. What happens to it is a new version (`workflow`).

    `due_on`: the day by the team's times that it answers to, of the regular ones; `next_due_on`: of one that was held,
    the day that follows from it. `meeting_on` is a Swedish calendar day: held on, booked for, or once booked for.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="follow_ups")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="follow_ups")
    series = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=FollowUpKind)
    state = models.CharField(max_length=20, choices=FollowUpState)
    due_on = models.DateField(null=True)
    next_due_on = models.DateField(null=True)
    meeting_on = models.DateField()
    meeting_at = models.TimeField(null=True)
    form = models.CharField(max_length=20, choices=MeetingForm, blank=True)
    authority_ids = ArrayField(models.BigIntegerField(), default=list)
    place_cipher = models.BinaryField(null=True)  # never of a protected person: a trigger sees to it
    contact_cipher = models.BinaryField(null=True)
    cancelled_by = models.CharField(max_length=20, choices=CancelledBy, blank=True)
    cancel_reason = models.CharField(max_length=20, choices=CancelReason, blank=True)

    objects = FollowUpQuerySet["FollowUp"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series"], condition=Q(superseded_at__isnull=True), name="follow_ups_current_once"
            ),
            models.UniqueConstraint(fields=["series", "version"], name="follow_ups_version_once"),
            models.UniqueConstraint(
                fields=["stay"],
                condition=Q(superseded_at__isnull=True, state=FollowUpState.BOOKED, kind__in=REGULAR),
                name="follow_ups_one_booked",
            ),
            models.CheckConstraint(condition=Q(kind__in=FollowUpKind.values), name="follow_ups_kind"),
            models.CheckConstraint(condition=Q(state__in=FollowUpState.values), name="follow_ups_state"),
            models.CheckConstraint(
                condition=Q(state=FollowUpState.CANCELLED)
                & Q(cancelled_by__in=CancelledBy.values, cancel_reason__in=CancelReason.values)
                | ~Q(state=FollowUpState.CANCELLED) & Q(cancelled_by="", cancel_reason=""),
                name="follow_ups_cancelled_how",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WAS_HELD, kind__in=REGULAR, due_on__isnull=False)
                | Q(next_due_on__isnull=True),
                name="follow_ups_next_of_held",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "stay"],
                include=["state", "kind", "meeting_on", "recorded_at", "superseded_at"],
                name="follow_up_team_stay",
            ),
            models.Index(fields=["team", "person"], name="follow_up_team_person"),
            models.Index(fields=["team", "meeting_on"], name="follow_up_team_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.meeting_on}"


class MinuteText(Fact):
    """One part of a meeting's minutes. A correction is a new row; the one before stays, closed."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="minute_texts")
    series = models.UUIDField()
    part = models.CharField(max_length=20, choices=MinutePart)
    category = models.CharField(max_length=20, choices=DataCategory)
    source_authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    text_cipher = models.BinaryField()

    objects = MinutesQuerySet["MinuteText"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series", "part"],
                condition=Q(superseded_at__isnull=True),
                name="follow_ups_text_current_once",
            ),
            models.CheckConstraint(
                condition=Q(category__in=DataCategory.values), name="follow_ups_text_category"
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="minute_text_team_person")]

    def __str__(self) -> str:
        return f"{self.part} {self.pk}"


class AgreedStep(Fact):
    """One thing that a meeting agreed on, and when it was done."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreed_steps")
    series = models.UUIDField()
    ordinal = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=20, choices=MinutePart, default=MinutePart.AGREED)
    category = models.CharField(max_length=20, choices=DataCategory, default=DataCategory.PLANNING)
    source_authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    text_cipher = models.BinaryField()
    done_on = models.DateField(null=True)

    objects = MinutesQuerySet["AgreedStep"].as_manager()

    class Meta(Fact.Meta):
        constraints = [*Fact.Meta.constraints]
        indexes = [models.Index(fields=["team", "person"], name="agreed_step_team_person")]

    def __str__(self) -> str:
        return f"step {self.pk}"


class ReminderPause(Fact):
    """The reminders about one stay's follow-ups rest up to and including a day."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="+")
    paused_to = models.DateField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay"], condition=Q(superseded_at__isnull=True), name="follow_ups_pause_once"
            ),
        ]

    def __str__(self) -> str:
        return f"pause to {self.paused_to}"


class FollowUpExtract(models.Model):
    """That an extract of a meeting was written out for an authority, by consent, and what kinds of information it had.

    What stood in it can be read from the minutes as they were at `made_at`. Only added to.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    categories = ArrayField(models.CharField(max_length=20))
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["team", "person"], name="extract_team_person")]

    def __str__(self) -> str:
        return f"extract {self.pk}"
