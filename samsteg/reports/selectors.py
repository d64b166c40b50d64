"""Reads of the report: its template, and what the team has written itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings as django_settings

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import ControllerDecision, Team
from samsteg.reports.models import ReportText
from samsteg.reports.template import Template, load_template
from samsteg.reports.template_selectors import template_at
from samsteg.statistics.values import Period


def template_for(
    team: Team, period: Period, name: str | None = None, as_of: dt.datetime | None = None
) -> Template:
    """The template by name, otherwise the team's own at the period's end. Raises UnknownTemplate."""
    return load_template(name) if name else template_at(team, period.last, as_of)


def texts_for(actor: Actor, team: Team, period: Period) -> Mapping[str, ReportText]:
    """What the team has written for the period, by place. Raises PermissionRefused."""
    require(actor, "report.view", team)
    rows = ReportText.objects.filter(team_id=team.pk, period_from=period.first, period_to=period.last)
    return {row.place: row for row in rows}


def is_practice(team: Team) -> bool:
    """True until the team's controller is decided and dated: its people are invented (product.md, "Hard rules")."""
    if django_settings.SAMSTEG_PRACTICE_ONLY:
        return True
    return not ControllerDecision.objects.filter(team_id=team.pk, decided_on__isnull=False).exists()
