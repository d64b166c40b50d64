"""The outreach log: what the team does outwards, and enquiries counted without names. Facts dated twice.

No participant stands here, by the words of the forms and by a check of what is typed (`participants.naming`).
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from samsteg.core.facts import Fact
from samsteg.governance.outreach.enums import Enquirer, EnquiryAbout, OutreachKind, OutreachState
from samsteg.organisation.models import Team

CURRENT = Q(superseded_at__isnull=True)
LONGEST = {"what": 150, "with_whom": 200, "place": 120, "outcome": 300}


class OutreachActivity(Fact):
    """One version of something the team does outwards; `series` is the thing itself.

    `employer_id` is a row of the register of employers, without a foreign key: `placements` is a sibling. `user_ids`:
    who of the team takes part. `people_count`: how many were there, None where nobody counted.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=OutreachKind)
    state = models.CharField(max_length=20, choices=OutreachState, default=OutreachState.PLANNED)
    on_day = models.DateField()
    starts_at = models.TimeField(null=True)
    what = models.CharField(max_length=LONGEST["what"])
    with_whom = models.CharField(max_length=LONGEST["with_whom"], blank=True)
    employer_id = models.BigIntegerField(null=True)
    is_digital = models.BooleanField(default=False)
    place = models.CharField(max_length=LONGEST["place"], blank=True)
    people_count = models.PositiveIntegerField(null=True)
    user_ids = ArrayField(models.BigIntegerField(), default=list)
    outcome = models.CharField(max_length=LONGEST["outcome"], blank=True)
    is_removed = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "series"], condition=CURRENT, name="governance_outreach_once"
            ),
            models.UniqueConstraint(fields=["team", "series", "version"], name="governance_outreach_version"),
            models.CheckConstraint(
                condition=Q(kind__in=OutreachKind.values, state__in=OutreachState.values),
                name="governance_outreach_codes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "on_day"],
                include=["kind", "state", "is_removed", "people_count", "recorded_at", "superseded_at"],
                name="outreach_team_day",
            ),
            models.Index(
                fields=["team", "employer_id"],
                condition=Q(employer_id__isnull=False, superseded_at__isnull=True),
                name="outreach_team_employer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on_day}"


class Enquiry(Fact):
    """One version of enquiries of one kind on one day: how many asked, what kind of asker, about what; never who."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    on_day = models.DateField()
    enquirer = models.CharField(max_length=20, choices=Enquirer)
    about = models.CharField(max_length=20, choices=EnquiryAbout)
    enquiry_count = models.PositiveSmallIntegerField(default=1)
    is_removed = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "series"], condition=CURRENT, name="governance_enquiry_once"
            ),
            models.UniqueConstraint(fields=["team", "series", "version"], name="governance_enquiry_version"),
            models.CheckConstraint(
                condition=Q(enquirer__in=Enquirer.values, about__in=EnquiryAbout.values),
                name="governance_enquiry_codes",
            ),
            models.CheckConstraint(condition=Q(enquiry_count__gte=1), name="governance_enquiry_some"),
        ]
        indexes = [
            models.Index(
                fields=["team", "on_day"],
                include=["enquirer", "enquiry_count", "is_removed", "recorded_at", "superseded_at"],
                name="enquiry_team_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enquirer} {self.on_day}"
