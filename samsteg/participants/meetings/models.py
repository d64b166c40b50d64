"""Team meetings: who was in the room and when, and what was decided about each person; and who handed whom over.

Whom the meeting looked at stands in the read log alone, once for everybody who was there.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from samsteg.core.history import track
from samsteg.organisation.models import Team
from samsteg.participants.meetings.enums import Errand, HandOverReason, MeetingOutcome
from samsteg.participants.querysets import TeamPersonQuerySet
from samsteg.participants.sourced import SourcedFact, SourcedQuerySet
from samsteg.people.models import Person


@track()
class TeamMeeting(models.Model):
    """One team meeting, open until somebody ends it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    started_at = models.DateTimeField(db_default=Now())
    started_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(ended_at__isnull=True), name="participants_one_open_meeting"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="participants_meeting_order",
            ),
        ]
        indexes = [models.Index(fields=["team", "-held_on"], name="team_meeting_day")]

    def __str__(self) -> str:
        return f"meeting {self.held_on}"


@track()
class MeetingPresence(models.Model):
    """That somebody is in the room, from a moment to another: a member by user id, or a guest by name.

    `role` and `authority_ids` are as they were then. A guest has no access at all, and nobody is shown
    while one is there.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(TeamMeeting, on_delete=models.CASCADE, related_name="presences")
    user_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30, blank=True)
    authority_ids = ArrayField(models.BigIntegerField(), default=list)
    guest_name = models.CharField(max_length=80, blank=True)
    guest_organisation = models.CharField(max_length=80, blank=True)
    is_digital = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "meeting", "user_id"],
                condition=Q(left_at__isnull=True, user_id__isnull=False),
                name="participants_present_once",
            ),
            models.CheckConstraint(
                condition=Q(user_id__isnull=False, guest_name="")
                | (Q(user_id__isnull=True) & ~Q(guest_name="")),
                name="participants_member_or_guest",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="participants_presence_order",
            ),
        ]
        indexes = [models.Index(fields=["team", "meeting"], name="presence_team_meeting")]

    def __str__(self) -> str:
        return f"presence {self.pk}"


class MeetingDecision(SourcedFact):
    """What a meeting came to about one person, in one of its versions. `coach_id`: who was made responsible."""

    meeting = models.ForeignKey(TeamMeeting, on_delete=models.PROTECT, related_name="decisions")
    errand = models.CharField(max_length=20, choices=Errand)
    outcome = models.CharField(max_length=20, choices=MeetingOutcome)
    coach_id = models.BigIntegerField(null=True)
    text_cipher = models.BinaryField(null=True)

    objects = SourcedQuerySet["MeetingDecision"].as_manager()

    class Meta(SourcedFact.Meta):
        constraints = [
            *SourcedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "meeting", "person"],
                condition=Q(superseded_at__isnull=True),
                name="participants_decision_current_once",
            ),
            models.UniqueConstraint(
                fields=["team", "meeting", "person", "version"], name="participants_decision_version_once"
            ),
            models.CheckConstraint(
                condition=Q(errand__in=Errand.values, outcome__in=MeetingOutcome.values),
                name="participants_decision_codes",
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="decision_team_person")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class HandOver(models.Model):
    """That a person got another responsible coach as one of those who were handed over together. Only added to."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    from_coach_id = models.BigIntegerField()
    to_coach_id = models.BigIntegerField()
    handed_on = models.DateField()
    reason = models.CharField(max_length=20, choices=HandOverReason)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by_id = models.BigIntegerField()

    objects = TeamPersonQuerySet["HandOver"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=HandOverReason.values), name="participants_hand_over_reason"
            ),
            models.CheckConstraint(
                condition=~Q(from_coach_id=F("to_coach_id")), name="participants_hand_over_to_another"
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="hand_over_team_person")]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
