"""Time at employers during a stay: facts dated twice, fed by the pages and by the workbook alike.

`Placement` feeds figures. What is written about it stands under the person's data key, part by part. The register of
employers stands in `placements.employers`; a placement finds its employer there by name.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Trim

from samsteg.access.enums import DataCategory
from samsteg.core.facts import Fact
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.people.models import Person
from samsteg.placements.enums import (
    BreakReason,
    CheckInForm,
    DecidedBy,
    EndedHow,
    FoundBy,
    InsuredBy,
    Outcome,
    PlacementForm,
    SignedBy,
    TextPart,
)
from samsteg.placements.querysets import PersonFactQuerySet, TextQuerySet

HIDDEN_EMPLOYER = "\u2013"  # what stands instead of a protected person's workplace, with a number


class Placement(Fact):
    """Time at an employer during a stay; `ended_on` inclusive, None means still going on.

    One version of it; `series` is the placement. `hours_per_week` repeats the rung of the ladder that holds when
    it is saved; without a ladder (from a workbook) it holds from the first day.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="placements")
    series = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    employer = models.CharField(max_length=200)
    form = models.CharField(max_length=30, choices=PlacementForm)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    found_by = models.CharField(max_length=20, choices=FoundBy, blank=True)
    insured_by = models.CharField(max_length=20, choices=InsuredBy, blank=True)
    ended_how = models.CharField(max_length=20, choices=EndedHow, blank=True)
    decided_by = models.CharField(max_length=20, choices=DecidedBy, blank=True)
    break_reason = models.CharField(max_length=20, choices=BreakReason, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay", "employer", "started_on"],
                condition=Q(superseded_at__isnull=True),
                name="placements_current_once",
            ),
            models.UniqueConstraint(
                fields=["series"], condition=Q(superseded_at__isnull=True), name="placements_series_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="placements_order"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "stay"], name="placement_team_stay"),
            models.Index(F("team"), Lower(Trim("employer")), name="placement_team_employer"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.started_on}"


class HoursStep(Fact):
    """A rung of a placement's ladder: so many hours a week from a day on."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="+")
    series = models.UUIDField()
    valid_from = models.DateField()
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1)

    objects = PersonFactQuerySet["HoursStep"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="placements_rung_once",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week__gt=0, hours_per_week__lte=168), name="placements_rung_hours"
            ),
        ]
        indexes = [models.Index(fields=["team", "series"], name="hours_step_team_series")]

    def __str__(self) -> str:
        return f"{self.hours_per_week} from {self.valid_from}"


class CheckIn(Fact):
    """One version of a talk about how a placement goes; `check_in` is the talk. What was said stands in
    PlacementText. `next_on`: the day that the next one is due.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="+")
    series = models.UUIDField()
    check_in = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    held_on = models.DateField()
    form = models.CharField(max_length=20, choices=CheckInForm)
    next_on = models.DateField(null=True)

    objects = PersonFactQuerySet["CheckIn"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series", "check_in"],
                condition=Q(superseded_at__isnull=True),
                name="placements_check_in_once",
            ),
            models.UniqueConstraint(
                fields=["series", "check_in", "version"], name="placements_check_in_version"
            ),
        ]
        indexes = [models.Index(fields=["team", "series", "held_on"], name="check_in_team_series")]

    def __str__(self) -> str:
        return f"{self.form} {self.held_on}"


class PlacementText(Fact):
    """One part of what is written about a placement, or at one of its check-ins. A correction is a new row."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="+")
    series = models.UUIDField()
    check_in = models.UUIDField(null=True)
    part = models.CharField(max_length=20, choices=TextPart)
    category = models.CharField(max_length=20, choices=DataCategory, default=DataCategory.WORK)
    source_authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    text_cipher = models.BinaryField()

    objects = TextQuerySet["PlacementText"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series", "check_in", "part"],
                condition=Q(superseded_at__isnull=True),
                nulls_distinct=False,
                name="placements_text_once",
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="placement_text_team_person")]

    def __str__(self) -> str:
        return f"{self.part} {self.pk}"


class SignedAgreement(Fact):
    """The agreement of a placement as it was signed: the file under the person's data key, the day and who signed. A
    changed agreement is one more. Taken away, the row is closed and the file gone for good. Without a media type there
    never was a file here: a workbook tells the day, and the paper is kept elsewhere.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="+")
    series = models.UUIDField()
    once = models.UUIDField(default=uuid.uuid4)  # the form that it came by
    signed_on = models.DateField()
    signed_by = ArrayField(models.CharField(max_length=20, choices=SignedBy))
    media_type = models.CharField(max_length=40, blank=True)
    byte_count = models.PositiveIntegerField()
    file_cipher = models.BinaryField(null=True)

    objects = PersonFactQuerySet["SignedAgreement"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["team", "once"], name="placements_agreement_once"),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=False) | Q(file_cipher__isnull=False) | Q(media_type=""),
                name="placements_agreement_has_file",
            ),
            models.CheckConstraint(condition=~Q(signed_by=[]), name="placements_agreement_signed"),
        ]
        indexes = [models.Index(fields=["team", "series"], name="agreement_team_series")]

    def __str__(self) -> str:
        return f"agreement {self.signed_on}"


from samsteg.placements.employers.models import (  # noqa: E402
    Employer,
    EmployerContact,
    EmployerDocument,
    EmployerName,
    EmployerNote,
)

__all__ = [
    "HIDDEN_EMPLOYER",
    "CheckIn",
    "Employer",
    "EmployerContact",
    "EmployerDocument",
    "EmployerName",
    "EmployerNote",
    "HoursStep",
    "Placement",
    "PlacementText",
    "SignedAgreement",
]
