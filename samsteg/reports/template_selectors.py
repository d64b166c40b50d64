"""Which template a team's report follows on a day, its draft and its pictures."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, DateTimeField, Value
from django.db.models.functions import Cast

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import known_at
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import DatedSettings, dated_settings
from samsteg.reports.models import ReportImage, TeamTemplate, TemplateDraft
from samsteg.reports.template import Template, load_template, read_template
from samsteg.reports.template_data import merged, shipped_data
from samsteg.reports.template_faults import BASE, without_base

FIRST_CHOICE = "grund"
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def template_at(
    team: Team, day: dt.date, as_of: dt.datetime | None = None, *, settings: DatedSettings | None = None
) -> Template:
    """The template that holds on the day, as known at `as_of`. Give `settings` when they are already read.

    Raises UnknownTemplate.
    """
    own = own_template_at(team, day, as_of)
    since, name = (settings or dated_settings(team, as_of)).template_named(day)
    if own is None or (since is not None and since > own.valid_from):
        return load_template(name)
    return template_of(own.base, own.data)


def own_template_at(team: Team, day: dt.date, as_of: dt.datetime | None = None) -> TeamTemplate | None:
    """The team's own template that was last taken into use by the day."""
    rows = TeamTemplate.objects.filter(known_at(as_of), team_id=team.pk, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def data_at(team: Team, day: dt.date, settings: DatedSettings | None = None) -> dict[str, Any]:
    """What a change of the team's template on the day starts from: its shipped template's name and its own changes."""
    own = own_template_at(team, day)
    since, name = (settings or dated_settings(team)).template_named(day)
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


@dataclass(frozen=True, slots=True)
class Edited:
    """`version` and `saved_at` are the draft's: 0 and None when there is none, and `data` is what holds."""

    version: int
    data: dict[str, Any]
    saved_at: dt.datetime | None


def edited_template(actor: Actor, team: Team, day: dt.date, settings: DatedSettings) -> Edited:
    """The team's draft, otherwise what a change on the day starts from; read at once. Raises PermissionRefused."""
    require(actor, "team.settings", team)
    draft = TemplateDraft.objects.filter(team_id=team.pk)
    own = TeamTemplate.objects.filter(known_at(), team_id=team.pk, valid_from__lte=day)
    no_day, no_moment = Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
    rows = draft.values_list("base", "data", "version", "updated_at", no_day).union(
        own.order_by("-valid_from").values_list("base", "data", "version", no_moment, "valid_from")[:1],
        all=True,
    )
    held: tuple[dt.date, dict[str, Any]] | None = None
    for base, changes, version, saved_at, valid_from in rows:
        if saved_at is not None:
            return Edited(version, {BASE: base, **changes}, saved_at)
        held = (valid_from, {BASE: base, **changes})
    since, name = settings.template_named(day)
    if held is None or (since is not None and since > held[0]):
        return Edited(0, {BASE: name}, None)
    return Edited(0, held[1], None)


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
