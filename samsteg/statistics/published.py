"""Figures that earlier reports printed: stored as printed, reprinted as printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import known_at
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.statistics.indicators.registry import canonical
from samsteg.statistics.models import PublishedFigure
from samsteg.statistics.values import Period

# Units as they are stored, by the workbook's codes, and as teams print them.
PRINTED_UNITS = {"months": "mån", "years": "år", "count": "st", "percent": "%", "sek": "kr"}


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as printed. `figure` is a code of the registry when `is_code`, else the words as they stood.

    `unit` as printed (mån, år, st, %, kr); `decimals` as printed: comparisons round to them.
    """

    figure: str
    period: Period
    value: Decimal
    decimals: int = 0
    unit: str = ""
    source: str = ""
    is_code: bool = True


def published_figures(
    actor: Actor, team: Team, period: Period | None = None, *, as_of: dt.datetime | None = None
) -> tuple[Published, ...]:
    """What was printed about exactly the period (about any, without one), oldest period first, as stored in order.

    Raises PermissionRefused.
    """
    require(actor, "figures.view", team)
    rows = _known_now(team) if as_of is None else _rows(team, as_of)
    return tuple(
        Published(
            figure=row.figure,
            period=Period(row.period_from, row.period_to),
            value=row.value,
            decimals=row.decimals,
            unit=PRINTED_UNITS.get(row.unit, row.unit),
            source=row.source,
            is_code=row.is_code,
        )
        for row in rows
        if period is None or (row.period_from, row.period_to) == (period.first, period.last)
    )


@KeptRows
def _known_now(team: Team) -> QuerySet[PublishedFigure, PublishedFigure]:
    return _rows(team, None)


def _rows(team: Team, as_of: dt.datetime | None) -> QuerySet[PublishedFigure, PublishedFigure]:
    rows = PublishedFigure.objects.filter(known_at(as_of), team_id=team.pk)
    return rows.order_by("period_to", "period_from", "figure", "ordinal", "id")


def history(
    actor: Actor, team: Team, code: str, *, as_of: dt.datetime | None = None
) -> tuple[Published, ...]:
    """Every printed value of one figure, under any code of the same quantity, oldest period first."""
    wanted = canonical(code)
    return tuple(
        one
        for one in published_figures(actor, team, as_of=as_of)
        if one.is_code and canonical(one.figure) == wanted
    )


def throughput_history(
    actor: Actor, team: Team, *, as_of: dt.datetime | None = None
) -> tuple[Published, ...]:
    """Every printed throughput figure, oldest period first."""
    return tuple(
        one
        for one in published_figures(actor, team, as_of=as_of)
        if one.is_code and one.figure.startswith("throughput.")
    )
