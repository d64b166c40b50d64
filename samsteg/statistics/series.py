"""A few figures over many periods in one statement: the same selects as for a period alone, so the same values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import DatedSettings, dated_settings
from samsteg.statistics.asking import parameters_for, parameters_of_several, read_several
from samsteg.statistics.indicators import ages, months
from samsteg.statistics.indicators.breakdowns import FRAGMENTS as BREAKDOWNS
from samsteg.statistics.indicators.flow import COUNTS
from samsteg.statistics.statement import over_periods
from samsteg.statistics.template import line_of
from samsteg.statistics.values import Period, Value

MOST_PERIODS = 12
Series = Mapping[Period, Mapping[str, Value]]


def series(
    actor: Actor,
    team: Team,
    periods: Sequence[Period],
    codes: Sequence[str],
    settings: DatedSettings | None = None,
    *,
    as_of: dt.datetime | None = None,
) -> Series:
    """The figures of each period, by the settings that held at its end; of more than twelve periods the last ones.

    Counts of a base and its parts, and times can be asked for; others raise ValueError.
    Give `settings` when they are already read. Raises PermissionRefused.
    """
    require(actor, "figures.view", team)
    asked = tuple(dict.fromkeys(periods))[-MOST_PERIODS:]
    if not asked:
        return {}
    known = settings or dated_settings(team, as_of)
    each = [parameters_for(team, period, known.at(period.last), as_of, period.last) for period in asked]
    fragments = tuple(dict.fromkeys(part for code in codes for part in _source(code)))
    bases = frozenset(base for code in codes for base in _bases(code))
    rows = read_several(
        _statement(fragments, len(asked), bases, as_of=as_of is not None),
        parameters_of_several(asked, each),
        len(asked),
    )
    return {
        period: {code: line_of(code).value(found) for code in codes}
        for period, found in zip(asked, rows, strict=True)
    }


def can_be_followed(code: str) -> bool:
    """Whether `series` can be asked for the figure. Raises KeyError for a code that no team can have."""
    try:
        return bool(_source(code))
    except ValueError:
        return False


def _source(code: str) -> tuple[str, ...]:
    """Which selects give the code."""
    if code.startswith("throughput."):
        return months.FRAGMENTS[:1]
    if code.startswith("support_before."):
        return months.FRAGMENTS[1:]
    if line_of(code).row.endswith(".count") or ".sex." in code:
        return (COUNTS,)
    if ".age." in code:
        return (COUNTS, *BREAKDOWNS[:1], *ages.FRAGMENTS)
    if any(part in code for part in (".referrer.", ".income.", ".payer.")):
        return (COUNTS, *BREAKDOWNS[:1])
    raise ValueError(f"{code} is not among the figures that are followed over time.")


def _bases(code: str) -> set[str]:
    """Whom the code and its n are about."""
    line = line_of(code)
    time = code.startswith(("throughput.", "support_before."))
    return {line.row.split(".")[int(time)], *filter(None, [line.n_of.partition(".")[0]])}


@lru_cache(maxsize=64)
def _statement(fragments: tuple[str, ...], periods: int, bases: frozenset[str], *, as_of: bool) -> str:
    return over_periods(fragments, periods, as_of=as_of, bases=bases)
