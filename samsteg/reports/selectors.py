"""Reads of the report: its template, and what the team has written itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.reports.models import Report, ReportText
from samsteg.reports.shape import shape_of
from samsteg.reports.template import Template, load_template
from samsteg.statistics.values import Period


def template_for(
    team: Team, period: Period, name: str | None = None, as_of: dt.datetime | None = None
) -> Template:
    """The template by name, otherwise the team's own at the period's end. Raises UnknownTemplate."""
    return load_template(name) if name else shape_of(team, as_of).template_at(period.last)


def reports_of(actor: Actor, team: Team) -> list[Report]:
    """Those that the team has begun, the latest period first. Raises PermissionRefused."""
    require(actor, "report.view", team)
    return list(Report.objects.filter(team_id=team.pk).order_by("-period_to", "-period_from"))


def report_for(actor: Actor, team: Team, period: Period) -> Report:
    """Raises NotVisible when the team hasn't begun one, PermissionRefused."""
    require(actor, "report.view", team)
    found = Report.objects.filter(team_id=team.pk, period_from=period.first, period_to=period.last).first()
    if found is None:
        raise NotVisible
    return found


def written_counts(actor: Actor, team: Team) -> Mapping[Period, int]:
    """How many texts each period's report has. Raises PermissionRefused."""
    require(actor, "report.view", team)
    rows = ReportText.objects.filter(team_id=team.pk).exclude(body="").values_list("period_from", "period_to")
    return {Period(first, last): count for first, last, count in rows.annotate(Count("pk"))}
