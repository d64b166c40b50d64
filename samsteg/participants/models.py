"""A person's way through the team: the stay, its dated events and what is known about it.

StayEvent, StayDetail and ParallelEffort are facts dated twice; the columns of Stay are their projection, kept in the
same transaction by `samsteg.participants.projection` and recomputed by its check.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from samsteg.core.facts import Fact
from samsteg.organisation.models import Team
from samsteg.participants.around.models import PersonAround as PersonAround  # as those of notes below
from samsteg.participants.drafts.models import SealedDraft as SealedDraft
from samsteg.participants.enums import (
    EventKind,
    ExitReason,
    NotEnrolledReason,
    ParallelKind,
    Referrer,
)
from samsteg.participants.meetings.models import TeamMeeting as TeamMeeting
from samsteg.participants.note_models import Note as Note  # its tables are found through this module
from samsteg.participants.own_access.models import OwnMessage as OwnMessage
from samsteg.participants.own_access.models import PersonalLink as PersonalLink
from samsteg.participants.plans.models import PlanStep as PlanStep
from samsteg.participants.plans.models import PlanText as PlanText
from samsteg.participants.plans.models import ScaleReading as ScaleReading
from samsteg.participants.querysets import StayQuerySet
from samsteg.participants.referrals.models import Referral as Referral
from samsteg.participants.visits.models import VisitSlot as VisitSlot
from samsteg.participants.way.models import QueuePause as QueuePause
from samsteg.people.models import Person


class IdRange(Func):
    """Equality inside a GiST exclusion without the btree_gist extension: [id, id] overlaps only itself."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"


class DateRange(Func):
    function = "daterange"


class CodeRange(Func):
    """As IdRange, of a code: its hash, which two codes never share."""

    template = "int8range(hashtextextended(%(expressions)s, 0), hashtextextended(%(expressions)s, 0), '[]')"


class Stay(models.Model):
    """One referral and, once enrolled, one time in the team. A person who comes back has a second stay."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    own_id = models.CharField(max_length=80)  # the team's own id ("Ärende")

    # Projection of the events
    referred_on = models.DateField(null=True)
    study_visit_on = models.DateField(null=True)
    mission_received_on = models.DateField(null=True)
    enrolled_on = models.DateField(null=True)
    exited_on = models.DateField(null=True)
    not_enrolled_on = models.DateField(null=True)
    not_enrolled_reason = models.CharField(max_length=30, blank=True)
    exit_reason = models.CharField(max_length=30, blank=True)
    exit_detail = models.CharField(max_length=30, blank=True)
    exit_detail_text = models.CharField(max_length=200, blank=True)
    exit_extent_percent = models.PositiveSmallIntegerField(null=True)
    early_exit = models.BooleanField(default=False)
    # Projection of the detail
    referrer = models.CharField(max_length=20, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    income_start = ArrayField(models.CharField(max_length=30), default=list)
    income_exit = ArrayField(models.CharField(max_length=30), default=list)
    support_before_months = models.DecimalField(max_digits=7, decimal_places=2, null=True)

    objects = StayQuerySet["Stay"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "own_id"], name="participants_stay_own_id"),
            models.CheckConstraint(
                condition=Q(exited_on__isnull=True) | Q(exited_on__gte=F("enrolled_on")),
                name="participants_exit_not_before",
            ),
            models.CheckConstraint(
                condition=Q(exited_on__isnull=True) | Q(enrolled_on__isnull=False),
                name="participants_exit_needs_start",
            ),
            models.CheckConstraint(
                condition=Q(exited_on__isnull=True, exit_reason="")
                | Q(exited_on__isnull=False, exit_reason__in=ExitReason.values),
                name="participants_exit_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(not_enrolled_on__isnull=True) | Q(enrolled_on__isnull=True),
                name="participants_ended_or_enrolled",
            ),
            ExclusionConstraint(
                name="participants_no_overlap",
                expressions=[
                    (IdRange(F("person_id"), F("person_id")), RangeOperators.OVERLAPS),
                    (DateRange(F("enrolled_on"), F("exited_on"), Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=Q(enrolled_on__isnull=False),
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-enrolled_on"], name="stay_team_enrolled"),
            models.Index(fields=["team", "person"], name="stay_team_person"),
        ]

    def __str__(self) -> str:
        return f"stay {self.pk}"


class StayEvent(Fact):
    """Something that happened on a day. `occurred_on` is a Swedish calendar day; team is the team then."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    occurred_on = models.DateField()
    reason = models.CharField(max_length=30, blank=True)  # ExitReason or NotEnrolledReason
    detail = models.CharField(max_length=30, blank=True)  # ExitDetail
    detail_text = models.CharField(max_length=200, blank=True)
    extent_percent = models.PositiveSmallIntegerField(null=True)
    early_exit = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="participants_event_current_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="participants_event_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.EXITED) | Q(reason__in=ExitReason.values),
                name="participants_event_exit_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.NOT_ENROLLED) | Q(reason__in=NotEnrolledReason.values),
                name="participants_event_not_enrolled_reason",
            ),
            models.CheckConstraint(
                condition=Q(extent_percent__isnull=True) | Q(extent_percent__lte=100),
                name="participants_event_extent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "stay"],
                include=["kind", "occurred_on", "recorded_at", "superseded_at"],
                name="stay_event_team_stay",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_on}"


class StayDetail(Fact):
    """What is known about a stay besides its events; incomes with the main one first, months before the start."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="details")
    referrer = models.CharField(max_length=20, choices=Referrer, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    income_start = ArrayField(models.CharField(max_length=30), default=list)
    income_exit = ArrayField(models.CharField(max_length=30), default=list)
    support_before_months = models.DecimalField(max_digits=7, decimal_places=2, null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay"],
                condition=Q(superseded_at__isnull=True),
                name="participants_detail_current_once",
            ),
            models.CheckConstraint(
                condition=Q(referrer__in=["", *Referrer.values]), name="participants_detail_referrer"
            ),
            models.CheckConstraint(
                condition=Q(support_before_months__isnull=True) | Q(support_before_months__gte=0),
                name="participants_detail_support",
            ),
        ]
        indexes = [models.Index(fields=["team", "stay"], name="stay_detail_team_stay")]

    def __str__(self) -> str:
        return f"detail of stay {self.stay_id}"


class ParallelEffort(Fact):
    """An effort beside the team, such as förstärkt samarbete between FK and AF; `ended_on` inclusive.

    One kind may have several periods in a stay, told apart by `ordinal`; they never overlap.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="parallel_efforts")
    code = models.CharField(max_length=40, choices=ParallelKind)
    ordinal = models.PositiveSmallIntegerField(default=1, db_default=1)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay", "code", "ordinal"],
                condition=Q(superseded_at__isnull=True),
                name="participants_parallel_current_once",
            ),
            ExclusionConstraint(
                name="participants_parallel_no_overlap",
                expressions=[
                    (IdRange(F("stay_id"), F("stay_id")), RangeOperators.OVERLAPS),
                    (CodeRange(F("code")), RangeOperators.OVERLAPS),
                    (DateRange(F("started_on"), F("ended_on"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at__isnull=True),
                deferrable=models.Deferrable.DEFERRED,  # two periods of a stay may change at once
            ),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="participants_parallel_ordinal"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="participants_parallel_order",
            ),
        ]
        indexes = [models.Index(fields=["team", "stay"], name="parallel_team_stay")]

    def __str__(self) -> str:
        return f"{self.code} {self.started_on}"
