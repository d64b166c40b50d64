"""Which template a team's report follows on a day, its draft and its pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import known_at
from samsteg.organisation.models import Team, TeamSettings
from samsteg.reports.models import ReportImage, TeamTemplate, TemplateDraft
from samsteg.reports.template import Template, load_template, read_template
from samsteg.reports.template_data import merged, shipped_data
from samsteg.reports.template_faults import BASE, without_base

FIRST_CHOICE = "grund"


def template_at(team: Team, day: dt.date, as_of: dt.datetime | None = None) -> Template:
    """The template that holds on the day, as known at `as_of`. Raises UnknownTemplate."""
    own = own_template_at(team, day, as_of)
    since, name = _named_in_settings(team, day, as_of)
    if own is None or (since is not None and since > own.valid_from):
        return load_template(name)
    return template_of(own.base, own.data)


def own_template_at(team: Team, day: dt.date, as_of: dt.datetime | None = None) -> TeamTemplate | None:
    """The team's own template that was last taken into use by the day."""
    rows = TeamTemplate.objects.filter(known_at(as_of), team_id=team.pk, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def data_at(team: Team, day: dt.date) -> dict[str, Any]:
    """What a change of the team's template on the day starts from: its shipped template's name and its own changes."""
    own = own_template_at(team, day)
    since, name = _named_in_settings(team, day, None)
    if own is None or (since is not None and since > own.valid_from):
        return {BASE: name}
    return {BASE: own.base, **own.data}


def template_of(base: str, changes: Mapping[str, Any]) -> Template:
    """Raises UnknownTemplate, and ValueError for faulty data (which no saved template has)."""
    own = frozenset(changes.get("formats", {}))
    return read_template(base, merged(shipped_data(base), without_base(changes)), own_formats=own)


def templates_of(actor: Actor, team: Team) -> list[TeamTemplate]:
    """Those that hold or will hold, the latest first. Raises PermissionRefused."""
    require(actor, "report.view", team)
    return list(TeamTemplate.objects.filter(known_at(), team_id=team.pk).order_by("-valid_from"))


def draft_of(actor: Actor, team: Team) -> TemplateDraft | None:
    """Raises PermissionRefused."""
    require(actor, "team.settings", team)
    return TemplateDraft.objects.filter(team_id=team.pk).first()


def images_of(
    team: Team, digests: Collection[str], *, with_content: bool = True
) -> Mapping[str, ReportImage]:
    """The team's pictures by digest; one that isn't there is left out. Their bytes are read only when asked for."""
    if not digests:
        return {}
    rows = ReportImage.objects.filter(team_id=team.pk, digest__in=digests)
    return {row.digest: row for row in (rows if with_content else rows.defer("content"))}


def image_digests(team: Team) -> frozenset[str]:
    return frozenset(ReportImage.objects.filter(team_id=team.pk).values_list("digest", flat=True))


def _named_in_settings(team: Team, day: dt.date, as_of: dt.datetime | None) -> tuple[dt.date | None, str]:
    """The shipped template that the team's settings name, and since when: settings repeat it at every change."""
    rows = TeamSettings.objects.filter(known_at(as_of), team_id=team.pk, valid_from__lte=day)
    since, name = None, FIRST_CHOICE
    for valid_from, named in rows.order_by("valid_from").values_list("valid_from", "report_template"):
        if named != name:
            since, name = valid_from, named
    return since, name
