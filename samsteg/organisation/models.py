"""Who pays, who answers for the data, and the teams with their dated settings."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from samsteg.core.facts import Fact
from samsteg.core.history import track
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.settings import (
    default_age_bands,
    default_formats,
    default_groups,
    default_result_definition,
)


@track()
class Association(models.Model):
    """Samordningsförbund (lag 2003:1210). Pays for teams; may never hold participant data (decision of 2016)."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


@track()
class Authority(models.Model):
    """A board of a municipality, a region or an agency: the only kind of organisation that may be controller."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=30, choices=AuthorityKind)
    municipality_code = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__icontains="samordningsförbund"),
                name="organisation_authority_is_no_association",
            )
        ]

    def __str__(self) -> str:
        return self.name


@track()
class Team(models.Model):
    """A samverkansteam. `slug` names it on the command line and in addresses."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200, unique=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    association = models.ForeignKey(Association, on_delete=models.PROTECT, null=True, related_name="teams")
    # The period that the team last named in its workbook, both days inclusive.
    report_from = models.DateField(null=True)
    report_to = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


@track()
class ControllerDecision(models.Model):
    """Who is personuppgiftsansvarig for the team's records. Without a date the team is in practice mode."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="controller_decisions")
    controller = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    decision_number = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "controller"], name="organisation_controller_once")
        ]

    def __str__(self) -> str:
        return f"{self.controller_id} {self.decided_on}"


class TeamSettings(Fact):
    """The team's own definitions and formats from a day on. Dated twice, because figures follow them."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="settings")
    valid_from = models.DateField()
    result_definition: models.JSONField[Any, Any] = models.JSONField(default=default_result_definition)
    age_bands: models.JSONField[Any, Any] = models.JSONField(default=default_age_bands)
    referrer_groups: models.JSONField[Any, Any] = models.JSONField(default=default_groups)
    destination_groups: models.JSONField[Any, Any] = models.JSONField(default=default_groups)
    report_template = models.CharField(max_length=40, default="grund")
    formats: models.JSONField[Any, Any] = models.JSONField(default=default_formats)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                name="organisation_settings_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.valid_from}"
