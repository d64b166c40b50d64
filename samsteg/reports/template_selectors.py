"""A team's report templates, the draft of one, and its pictures."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import known_at
from samsteg.organisation.models import Team
from samsteg.reports.models import ReportImage, TeamTemplate
from samsteg.reports.shape import Draft, shape_of

FIRST_CHOICE = "grund"
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def own_template_at(team: Team, day: dt.date, as_of: dt.datetime | None = None) -> TeamTemplate | None:
    """The team's own template that was last taken into use by the day."""
    rows = TeamTemplate.objects.filter(known_at(as_of), team_id=team.pk, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def templates_of(actor: Actor, team: Team) -> list[TeamTemplate]:
    """Those that hold or will hold, the latest first. Raises PermissionRefused."""
    require(actor, "report.view", team)
    return list(TeamTemplate.objects.filter(known_at(), team_id=team.pk).order_by("-valid_from"))


def draft_of(actor: Actor, team: Team) -> Draft | None:
    """Raises PermissionRefused."""
    require(actor, "team.settings", team)
    return shape_of(team).draft


def images_of(
    team: Team, digests: Collection[str], *, with_content: bool = True
) -> Mapping[str, ReportImage]:
    """The team's pictures by digest; one that isn't there is left out. Their bytes are read only when asked for."""
    if not digests:
        return {}
    rows = ReportImage.objects.filter(team_id=team.pk, digest__in=digests)
    return {row.digest: row for row in (rows if with_content else rows.defer("content"))}


def images_named(team: Team, changes: Mapping[str, Any]) -> Mapping[str, ReportImage]:
    """The team's pictures by digest that the data name, which may be faulty; a name that isn't there is left out."""
    return images_of(team, set(DIGEST.findall(json.dumps(changes))), with_content=False)


def image_digests(team: Team) -> frozenset[str]:
    return frozenset(ReportImage.objects.filter(team_id=team.pk).values_list("digest", flat=True))
