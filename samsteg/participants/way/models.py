"""What is decided on the way through the team: pauses and priority in the queue, the trial period, the planned end,
the situation at start and exit. All are facts dated twice; referral, visit, mission, enrolment and exit themselves are
StayEvents.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsteg.core.facts import Fact
from samsteg.organisation.models import Team
from samsteg.participants.way.enums import (
    Education,
    ExtensionReason,
    Moment,
    Occupation,
    OrderReason,
    PauseReason,
    PriorityEnd,
    PriorityReason,
    StartForm,
    TrialOutcome,
    TrialReason,
)

CURRENT = Q(superseded_at__isnull=True)


class QueuePause(Fact):
    """Time in the queue that isn't counted as waiting; `ended_on` is the first day that counts again."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey("participants.Stay", on_delete=models.CASCADE, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=20, choices=PauseReason)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay", "started_on"], condition=CURRENT, name="participants_pause_current_once"
            ),
            models.UniqueConstraint(
                fields=["stay"],
                condition=CURRENT & Q(ended_on__isnull=True),
                name="participants_pause_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="participants_pause_order",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=PauseReason.values), name="participants_pause_reason"
            ),
        ]
        indexes = [models.Index(fields=["team", "stay"], name="queue_pause_team_stay")]

    def __str__(self) -> str:
        return f"pause {self.started_on}"


class QueuePriority(Fact):
    """That somebody goes before others in the queue, from the day it was decided, and why.

    From `ended_on` on it no longer holds. Each stay has one; a new one supersedes it.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey("participants.Stay", on_delete=models.CASCADE, related_name="+")
    decided_on = models.DateField()
    reason = models.CharField(max_length=20, choices=PriorityReason)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=20, choices=PriorityEnd, blank=True, db_default="")

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay"], condition=CURRENT, name="participants_priority_current_once"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=PriorityReason.values), name="participants_priority_reason"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | Q(ended_on__gte=F("decided_on"), end_reason__in=PriorityEnd.values),
                name="participants_priority_end",
            ),
        ]
        indexes = [models.Index(fields=["team", "stay"], name="queue_priority_team_stay")]

    def __str__(self) -> str:
        return f"priority {self.decided_on}"


class Trial(Fact):
    """The trial period at the start: up to and including `ends_on`, and how it turned out once that is decided.

    `prolonged_on`: the day it was last decided to go on longer, and why; superseded versions tell of the end before.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey("participants.Stay", on_delete=models.CASCADE, related_name="+")
    ends_on = models.DateField()
    outcome = models.CharField(max_length=20, choices=TrialOutcome, blank=True)
    decided_on = models.DateField(null=True)
    prolonged_on = models.DateField(null=True)
    prolonged_reason = models.CharField(max_length=20, choices=TrialReason, blank=True, db_default="")

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay"], condition=CURRENT, name="participants_trial_current_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True)
                | Q(outcome__in=TrialOutcome.values, decided_on__isnull=False),
                name="participants_trial_outcome",
            ),
            models.CheckConstraint(
                condition=Q(prolonged_on__isnull=True, prolonged_reason="")
                | Q(prolonged_on__isnull=False, prolonged_reason__in=TrialReason.values),
                name="participants_trial_prolonged",
            ),
        ]
        indexes = [models.Index(fields=["team", "stay"], name="trial_team_stay")]

    def __str__(self) -> str:
        return f"trial to {self.ends_on}"


class PlannedEnd(Fact):
    """A decision on when the stay is meant to end. The newest holds; the earlier ones are its history."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey("participants.Stay", on_delete=models.CASCADE, related_name="+")
    decided_on = models.DateField()
    planned_on = models.DateField()
    reason = models.CharField(max_length=20, choices=ExtensionReason)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay", "decided_on"], condition=CURRENT, name="participants_planned_end_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=ExtensionReason.values), name="participants_planned_end_reason"
            ),
        ]
        indexes = [models.Index(fields=["team", "stay", "-decided_on"], name="planned_end_team_stay")]

    def __str__(self) -> str:
        return f"planned end {self.planned_on}"


class Situation(Fact):
    """Occupation and education at the start, occupation at the exit. Incomes are in StayDetail.

    How somebody begins, when the referrer agreed to the follow-ups, and why the start came before the referral, belong
    to the start.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey("participants.Stay", on_delete=models.CASCADE, related_name="+")
    moment = models.CharField(max_length=10, choices=Moment)
    occupation = models.CharField(max_length=20, choices=Occupation, blank=True)
    education = models.CharField(max_length=20, choices=Education, blank=True)
    start_form = models.CharField(max_length=20, choices=StartForm, blank=True)
    follow_ups_agreed_on = models.DateField(null=True)
    order_reason = models.CharField(max_length=20, choices=OrderReason, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay", "moment"], condition=CURRENT, name="participants_situation_current_once"
            ),
            models.CheckConstraint(
                condition=Q(moment__in=Moment.values)
                & Q(occupation__in=["", *Occupation.values])
                & Q(education__in=["", *Education.values])
                & Q(start_form__in=["", *StartForm.values])
                & Q(order_reason__in=["", *OrderReason.values]),
                name="participants_situation_codes",
            ),
            models.CheckConstraint(
                condition=Q(moment=Moment.START)
                | Q(education="", start_form="", follow_ups_agreed_on__isnull=True, order_reason=""),
                name="participants_situation_of_exit",
            ),
        ]
        indexes = [models.Index(fields=["team", "stay"], name="situation_team_stay")]

    def __str__(self) -> str:
        return f"situation at {self.moment}"


class OwnWords(Fact):
    """What the person says about the time in the team, in the person's own words, at the exit."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey("participants.Stay", on_delete=models.CASCADE, related_name="+")
    words_cipher = models.BinaryField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay"], condition=CURRENT, name="participants_own_words_current_once"
            ),
        ]
        indexes = [models.Index(fields=["team", "stay"], name="own_words_team_stay")]

    def __str__(self) -> str:
        return f"own words of stay {self.stay_id}"


class IntakeStop(Fact):
    """That the team takes in nobody for a while, up to and including `ended_on`. The reason tells of the team alone."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=200)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team"],
                condition=CURRENT & Q(ended_on__isnull=True),
                name="participants_intake_stop_one_open",
            ),
            models.UniqueConstraint(
                fields=["team", "started_on"], condition=CURRENT, name="participants_intake_stop_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="participants_intake_stop_order",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="participants_intake_stop_reason"),
        ]

    def __str__(self) -> str:
        return f"intake stop {self.started_on}"


class WaySettings(Fact):
    """The team's usual times, from a day on. Without any the defaults of `settings` hold."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    trial_months = models.PositiveSmallIntegerField()  # 0: no trial period
    planned_months = models.PositiveSmallIntegerField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "valid_from"], condition=CURRENT, name="participants_way_settings_once"
            ),
            models.CheckConstraint(
                condition=Q(trial_months__lte=12, planned_months__gte=1, planned_months__lte=60),
                name="participants_way_settings",
            ),
        ]

    def __str__(self) -> str:
        return f"way settings {self.valid_from}"
