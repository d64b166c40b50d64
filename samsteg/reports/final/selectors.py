"""Which template of the final documentation holds, and the team's earlier ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Q

from samsteg.access.policies import require
from samsteg.accounts.names import name_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.reports.final.models import FinalTemplate
from samsteg.reports.final.shape import STANDARD, STANDARD_VERSION, Shape, shape_from

SHOWN_VERSIONS = 30


@dataclass(frozen=True, slots=True)
class Version:
    """One that somebody saved. `is_replaced`: another one of the same first day was saved after it."""

    shape: Shape
    recorded_at: dt.datetime
    by: str
    is_replaced: bool


def final_shape_at(team: Team, day: dt.date) -> Shape:
    """What holds on the day; the standard where the team has decided nothing. The caller has let the reader in."""
    rows = FinalTemplate.objects.filter(team=team, superseded_at__isnull=True, valid_from__lte=day)
    held = rows.order_by("-valid_from").first()
    return STANDARD if held is None else _shape(held)


def final_versions(actor: Actor, team: Team) -> list[Version]:
    """The newest first, as many as a page shows. Raises PermissionRefused."""
    require(actor, "way.change", team)
    rows = FinalTemplate.objects.filter(team=team).annotate(by=name_of("recorded_by_id"))
    return [_version(row) for row in rows.order_by("-version")[:SHOWN_VERSIONS]]


def final_version(actor: Actor, team: Team, version: int) -> Version | None:
    """One of them, whatever its age; None for the standard. Raises NotVisible, PermissionRefused."""
    require(actor, "way.change", team)
    if version == STANDARD_VERSION:
        return None
    rows = FinalTemplate.objects.filter(team=team, version=version).annotate(by=name_of("recorded_by_id"))
    for row in rows:
        return _version(row)
    raise NotVisible


def newest_version(team: Team) -> int:
    """0 where the team has saved none."""
    return FinalTemplate.objects.filter(Q(team=team)).aggregate(newest=Max("version"))["newest"] or 0


def _version(row: FinalTemplate) -> Version:
    return Version(_shape(row), row.recorded_at, row.by, row.superseded_at is not None)  # type: ignore[attr-defined]  # annotated


def _shape(row: FinalTemplate) -> Shape:
    dated = {"version": row.version, "valid_from": row.valid_from}
    if row.is_standard:
        return Shape(STANDARD.parts, is_standard=True, **dated)  # type: ignore[arg-type]  # a mixed mapping
    return shape_from(row.parts, opening=row.opening, closing=row.closing, **dated)
