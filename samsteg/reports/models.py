from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from samsteg.core.facts import Fact
from samsteg.core.history import track
from samsteg.organisation.models import Team
from samsteg.reports.enums import PictureSize


@track()
class ReportText(models.Model):
    """What the team writes itself under one sub-heading of one period's report. Earlier wordings stay in history."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField()
    place = models.CharField(max_length=60)  # key of the sub-heading in the template, e.g. "3.analysis"
    body = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by_id = models.BigIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "period_from", "period_to", "place"], name="reports_text_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.period_from}"


class TeamTemplate(Fact):
    """The team's own report template from a day on: a shipped one (`base`) and what differs from it (`data`).

    Dated twice, so that the report of an earlier period can be written again in the shape it had.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    base = models.CharField(max_length=40)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    version = models.PositiveIntegerField()  # the team's own numbering, from 1

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="reports_template_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.valid_from} {self.base}"


@track()
class TemplateDraft(models.Model):
    """A template that the team lead works on; no report follows it until it is taken into use."""

    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="+")
    base = models.CharField(max_length=40)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_by_id = models.BigIntegerField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.team_id} {self.version}"


class ReportImage(Fact):
    """A logo or a picture for the team's reports, named by its content; never changed, so that old reports keep it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["team", "digest"], name="reports_image_once"),
        ]

    def __str__(self) -> str:
        return self.digest


@track()
class ReportPicture(models.Model):
    """A picture that the team shows under a sub-heading of one period's report. Taken away, it can be brought back.

    `order` counts within the place; `alt` says what it shows, for those who don't see it.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField()
    place = models.CharField(max_length=60)
    image = models.ForeignKey(ReportImage, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(max_length=300)
    caption = models.CharField(max_length=300, blank=True)
    size = models.CharField(max_length=5, choices=PictureSize, default=PictureSize.FULL)
    order = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    updated_by_id = models.BigIntegerField()
    updated_at = models.DateTimeField()
    taken_away_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["team", "period_from", "period_to"], name="reports_picture_period")]
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="reports_picture_alt"),
            models.CheckConstraint(condition=Q(size__in=PictureSize.values), name="reports_picture_size"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.period_from} {self.order}"


@track()
class Report(models.Model):
    """A report that the team has begun to write. Its figures are live; its shape is the template of its last day."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField()
    started_by_id = models.BigIntegerField()
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "period_from", "period_to"], name="reports_report_once"),
            models.CheckConstraint(
                condition=Q(period_to__gte=models.F("period_from")), name="reports_report_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_from} {self.period_to}"


class TextDraft(models.Model):
    """What somebody has typed and not saved to the report: the writer's own, and gone when it is saved or dropped.

    `based_on`: the version of the text that it was typed over, 0 when nothing had been written.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField()
    place = models.CharField(max_length=60)
    writer_id = models.BigIntegerField()
    body = models.TextField(blank=True)
    based_on = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "period_from", "period_to", "place", "writer_id"], name="reports_draft_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.period_from}"


@track()
class CheckAnswer(models.Model):
    """Why two figures that don't agree stand as they are. Holds for these two values only (`fingerprint`)."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField()
    fingerprint = models.CharField(max_length=64)
    rule = models.CharField(max_length=60)
    reason = models.CharField(max_length=1000)
    answered_by_id = models.BigIntegerField()
    answered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "period_from", "period_to", "fingerprint"], name="reports_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.period_from}"


from samsteg.reports.final.models import FinalTemplate as FinalTemplate  # noqa: E402  # found through this module
