"""A person's plan: what is hoped for in words, the steps agreed, the scale. Each is a fact with all its versions.

Words stand under the person's data key. What comes from elsewhere has its source, as notes have.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from samsteg.participants.plans.enums import HIGHEST, LOWEST, PlanPart, StepKind, StepState
from samsteg.participants.sourced import SourcedFact, SourcedQuerySet


class PlanText(SourcedFact):
    """What one part of the plan says, in the team's own words or as one authority has told it. Empty words: nothing."""

    part = models.CharField(max_length=20, choices=PlanPart)
    text_cipher = models.BinaryField()

    objects = SourcedQuerySet["PlanText"].as_manager()

    class Meta(SourcedFact.Meta):
        constraints = [
            *SourcedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "person", "part", "source_authority"],
                condition=Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="participants_plan_text_current_once",
            ),
            models.CheckConstraint(condition=Q(part__in=PlanPart.values), name="participants_plan_text_part"),
        ]
        indexes = [models.Index(fields=["team", "person"], name="plan_text_team_person")]

    def __str__(self) -> str:
        return f"plan text {self.pk}"


class PlanStep(SourcedFact):
    """Something agreed, in one of its versions; `series` is the step.

    `promised_by_id` is who in the team keeps a promise. `words_cipher` is what was said when it was done or let go.
    """

    series = models.UUIDField(default=uuid.uuid4)
    stay = models.ForeignKey("participants.Stay", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=StepKind)
    state = models.CharField(max_length=20, choices=StepState, default=StepState.OPEN)
    agreed_on = models.DateField()
    due_on = models.DateField(null=True)  # when it is asked about
    closed_on = models.DateField(null=True)
    promised_by_id = models.BigIntegerField(null=True)
    text_cipher = models.BinaryField()
    words_cipher = models.BinaryField(null=True)

    objects = SourcedQuerySet["PlanStep"].as_manager()

    class Meta(SourcedFact.Meta):
        constraints = [
            *SourcedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(superseded_at__isnull=True),
                name="participants_step_current_once",
            ),
            models.UniqueConstraint(fields=["series", "version"], name="participants_step_version_once"),
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values, state__in=StepState.values),
                name="participants_step_codes",
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.OPEN, closed_on__isnull=True)
                | (~Q(state=StepState.OPEN) & Q(closed_on__gte=F("agreed_on"))),
                name="participants_step_closed_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("agreed_on")),
                name="participants_step_due_after",
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="plan_step_team_person")]

    def __str__(self) -> str:
        return f"step {self.pk}"


class ScaleReading(SourcedFact):
    """Where the person stood on 0–10 on a day, in one of its versions; `own` is the person's own number.

    `coach` is the coach's beside, where there is one. A reading without a version that holds was taken back.
    """

    series = models.UUIDField(default=uuid.uuid4)
    stay = models.ForeignKey("participants.Stay", on_delete=models.PROTECT, null=True, related_name="+")
    read_on = models.DateField()
    own = models.PositiveSmallIntegerField()
    coach = models.PositiveSmallIntegerField(null=True)
    words_cipher = models.BinaryField(null=True)

    objects = SourcedQuerySet["ScaleReading"].as_manager()

    class Meta(SourcedFact.Meta):
        constraints = [
            *SourcedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(superseded_at__isnull=True),
                name="participants_scale_current_once",
            ),
            models.UniqueConstraint(fields=["series", "version"], name="participants_scale_version_once"),
            models.CheckConstraint(
                condition=Q(own__range=(LOWEST, HIGHEST))
                & (Q(coach__isnull=True) | Q(coach__range=(LOWEST, HIGHEST))),
                name="participants_scale_range",
            ),
        ]
        indexes = [models.Index(fields=["team", "person", "read_on"], name="scale_team_person_day")]

    def __str__(self) -> str:
        return f"reading {self.pk}"
