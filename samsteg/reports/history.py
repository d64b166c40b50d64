"""Figures as earlier reports printed them, beside what they would be now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import DatedSettings
from samsteg.reports.material import HistoryRow
from samsteg.statistics.figures import Figures, figures
from samsteg.statistics.indicators import canonical
from samsteg.statistics.published import Published
from samsteg.statistics.series import can_be_followed, series
from samsteg.statistics.values import Period, Value

MOST_PERIODS = 12  # the latest ones; the teams print four to six


def history_of(
    actor: Actor,
    team: Team,
    found: Figures,
    codes: Iterable[str],
    published: Sequence[Published],
    settings: DatedSettings,
    *,
    as_of: dt.datetime | None,
) -> Mapping[str, tuple[HistoryRow, ...]]:
    """By code, oldest first, the report's own period last. A code that was never printed has no rows."""
    printed = {code: _printed(code, published) for code in codes}
    periods = sorted(
        {one.period for rows in printed.values() for one in rows}, key=lambda one: (one.last, one.first)
    )[-MOST_PERIODS:]
    others = [period for period in periods if period != found.period]
    now = {**_computed_then(actor, team, others, tuple(printed), settings, as_of), found.period: found}
    return {code: _rows(code, rows, found.period, now) for code, rows in printed.items() if rows}


def _computed_then(
    actor: Actor,
    team: Team,
    periods: Sequence[Period],
    codes: Sequence[str],
    settings: DatedSettings,
    as_of: dt.datetime | None,
) -> Mapping[Period, Mapping[str, Value]]:
    """What each period would say as counted now; read at once, unless a figure is among them that can't be followed."""
    if all(can_be_followed(code) for code in codes):
        return series(actor, team, periods, codes, settings, as_of=as_of)
    return {
        period: figures(actor, team, period, as_of=as_of, settings=settings.at(period.last))
        for period in periods
    }


def _printed(code: str, published: Sequence[Published]) -> list[Published]:
    wanted = canonical(code)
    return [one for one in published if one.is_code and canonical(one.figure) == wanted]


def _rows(
    code: str, printed: Sequence[Published], own: Period, now: Mapping[Period, Mapping[str, Value]]
) -> tuple[HistoryRow, ...]:
    rows = [
        HistoryRow(
            one.period, one.value, one.decimals, one.unit, one.source, _computed(now[one.period], code)
        )
        for one in printed
        if one.period in now
    ]
    if all(row.period != own for row in rows):
        rows.append(HistoryRow(own, None, 0, "", "", _computed(now[own], code)))
    return tuple(rows)


def _computed(found: Mapping[str, Value], code: str) -> Decimal | int | None:
    value = found[code].value
    return None if isinstance(value, tuple) else value
