"""A few figures over many periods in one statement: the same selects as for a period alone, so the same values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from django.db import connection

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import DatedSettings, dated_settings
from samsteg.statistics.figures import Parameters, parameters_for
from samsteg.statistics.indicators import months
from samsteg.statistics.indicators.breakdowns import FRAGMENTS as BREAKDOWNS
from samsteg.statistics.statement import over_members
from samsteg.statistics.template import Rows, line_of
from samsteg.statistics.values import Period, Value

MOST_PERIODS = 12
PARAMETER = re.compile(r"%\((\w+)\)s")
Series = Mapping[Period, Mapping[str, Value]]


def series(
    actor: Actor,
    team: Team,
    periods: Sequence[Period],
    codes: Sequence[str],
    settings: DatedSettings | None = None,
) -> Series:
    """The figures of each period, by the settings that held at its end; of more than twelve periods the last ones.

    Counts of a base and its parts, and times can be asked for; others raise ValueError.
    Give `settings` when they are already read. Raises PermissionRefused.
    """
    require(actor, "figures.view", team)
    asked = tuple(dict.fromkeys(periods))[-MOST_PERIODS:]
    if not asked:
        return {}
    known = settings or dated_settings(team)
    parameters: Parameters = {}
    for number, period in enumerate(asked):
        own = parameters_for(team, period, known.at(period.last), None, period.last)
        parameters |= {f"{name}_{number}": value for name, value in own.items()}
    fragments = tuple(dict.fromkeys(part for code in codes for part in _source(code)))
    rows = _read(_statement(fragments, len(asked)), parameters, len(asked))
    return {
        period: {code: line_of(code).value(found) for code in codes}
        for period, found in zip(asked, rows, strict=True)
    }


def _source(code: str) -> tuple[str, ...]:
    """Which selects give the code."""
    if code.startswith(("throughput.", "support_before.")):
        return months.FRAGMENTS
    if line_of(code).row.endswith(".count"):
        return BREAKDOWNS[:1]
    if any(part in code for part in (".sex.", ".age.", ".referrer.", ".income.", ".payer.")):
        return BREAKDOWNS[:1]
    raise ValueError(f"{code} is not among the figures that are followed over time.")


@lru_cache(maxsize=64)
def _statement(fragments: tuple[str, ...], periods: int) -> str:
    one = over_members(fragments, as_of=False)
    numbered = (
        f"SELECT {number}, q.* FROM ({_renamed(one, number)}) AS q(code, value, n)"
        for number in range(periods)
    )
    return " UNION ALL ".join(numbered)


def _renamed(statement: str, number: int) -> str:
    """With parameters of its own for each period."""
    return PARAMETER.sub(lambda found: f"%({found[1]}_{number})s", statement)


def _read(statement: str, parameters: Parameters, periods: int) -> list[Rows]:
    rows: list[dict[str, tuple[Decimal, int | None]]] = [{} for _number in range(periods)]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for number, code, value, n in cursor.fetchall():
            rows[number][code] = (value, n)
    return [*rows]
