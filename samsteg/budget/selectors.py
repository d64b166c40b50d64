"""A team's budget for a period: which rows it uses, what was granted per row, what is left.

Rows have periods of their own. Used are those wholly inside the period asked for, if none those whose period contains
its last day; of periods that lie within each other only the widest, so that no krona counts twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from samsteg.budget.enums import BudgetPeriod
from samsteg.budget.models import BudgetRow
from samsteg.budget.rules import spread
from samsteg.core.facts import KNOWN_AT
from samsteg.organisation.models import Team

Days = tuple[dt.date, dt.date]
_ENDS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    BudgetPeriod.FULL_YEAR.value: ((1, 1), (12, 31)),
    BudgetPeriod.FIRST_HALF.value: ((1, 1), (6, 30)),
    BudgetPeriod.SECOND_HALF.value: ((7, 1), (12, 31)),
}


def days_of(year: int, period: str) -> Days:
    """First and last day of a row's period, inclusive."""
    (first_month, first_day), (last_month, last_day) = _ENDS[period]
    return dt.date(year, first_month, first_day), dt.date(year, last_month, last_day)


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A row in whole kronor; None where the workbook says nothing. `spread`: granted is its part of a total."""

    name: str
    days: Days
    requested: int | None
    granted: int | None
    actual_half_year: int | None
    actual: int | None
    forecast_rest: int | None
    spread: bool = False

    @property
    def forecast(self) -> int | None:
        """Actual so far and what is expected for the rest; None without an expectation."""
        if self.forecast_rest is None:
            return None
        return (self.actual if self.actual is not None else self.actual_half_year or 0) + self.forecast_rest

    @property
    def outcome(self) -> int | None:
        """What the deviation is counted against."""
        return self.actual if self.actual is not None else self.forecast


@dataclass(frozen=True, slots=True)
class Budget:
    """The rows used, in workbook order, and rows `Totalt` apart. Empty when the team has no row for the period."""

    lines: tuple[BudgetLine, ...] = ()
    totals: tuple[BudgetLine, ...] = ()
    left_out: tuple[BudgetLine, ...] = ()  # within a wider period that is used

    @property
    def days(self) -> Days | None:
        """From the first to the last day of the periods used."""
        used = [line.days for line in (*self.lines, *self.totals)]
        return (min(first for first, _last in used), max(last for _first, last in used)) if used else None

    @property
    def unbroken(self) -> bool:
        """The periods used follow each other without gap."""
        used = sorted({line.days for line in (*self.lines, *self.totals)})
        return all(before[1] + dt.timedelta(days=1) == after[0] for before, after in pairwise(used))

    @property
    def requested(self) -> int | None:
        return self._sum(lambda line: line.requested)

    @property
    def granted(self) -> int | None:
        return self._sum(lambda line: line.granted)

    @property
    def actual(self) -> int | None:
        return self._sum(lambda line: line.actual)

    @property
    def forecast(self) -> int | None:
        return self._sum(lambda line: line.forecast)

    @property
    def outcome(self) -> int | None:
        return self._sum(lambda line: line.outcome)

    @property
    def granted_rows(self) -> tuple[int, ...] | None:
        """In workbook order; a row without anything granted is 0. None when no row has anything granted."""
        if all(line.granted is None for line in self.lines):
            return None
        return tuple(line.granted or 0 for line in self.lines)

    def _sum(self, amount: Callable[[BudgetLine], int | None]) -> int | None:
        """Per period: the sum of its rows, or its `Totalt` where the rows say nothing."""
        sums = [
            known
            for days in sorted({line.days for line in (*self.lines, *self.totals)})
            if (known := _sum_known(map(amount, _within(self.lines, days)))) is not None
            or (known := _sum_known(map(amount, _within(self.totals, days)))) is not None
        ]
        return sum(sums) if sums else None


def _within(lines: Iterable[BudgetLine], days: Days) -> Iterable[BudgetLine]:
    return (line for line in lines if line.days == days)


def _sum_known(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


# By hand, since all figures end with it: the ORM takes longer to build the question than the server to answer it.
_ROWS = f"""
    SELECT * FROM budget_budgetrow
    WHERE team_id = %(team)s AND year BETWEEN %(first)s AND %(last)s AND {KNOWN_AT}
    ORDER BY year, position, name, period
"""


def budget_for(team: Team, first: dt.date, last: dt.date, as_of: dt.datetime | None = None) -> Budget:
    """The team's budget for the days `first` to `last` as known at `as_of` (aware; None means now)."""
    return _chosen(_read(team, first.year, last.year, as_of), first, last)


def budgets_for(team: Team, spans: Sequence[Days]) -> list[Budget]:
    """The team's budget for each span of days, as known now; read at once."""
    first, last = min(days[0] for days in spans), max(days[1] for days in spans)
    lines = _read(team, first.year, last.year, None)
    return [_chosen(lines, *days) for days in spans]


def _read(
    team: Team, first_year: int, last_year: int, as_of: dt.datetime | None
) -> list[tuple[BudgetLine, bool]]:
    """Rows of the years in workbook order, and whether each is a `Totalt`."""
    years = {"first": first_year, "last": last_year}
    rows = BudgetRow.objects.raw(_ROWS, {"team": team.pk, "known_at": as_of, **years})
    return [(_line(row), row.is_total) for row in rows]


def _chosen(lines: Sequence[tuple[BudgetLine, bool]], first: dt.date, last: dt.date) -> Budget:
    inside = [one for one in lines if first <= one[0].days[0] and one[0].days[1] <= last]
    used = inside or [one for one in lines if one[0].days[0] <= last <= one[0].days[1]]
    periods = {line.days for line, _total in used}
    widest = {days for days in periods if not any(_holds(other, days) for other in periods if other != days)}
    ordered = sorted((one for one in used if one[0].days in widest), key=lambda one: one[0].days)
    return Budget(
        lines=tuple(_with_spread(ordered)),
        totals=tuple(line for line, total in ordered if total),
        left_out=tuple(line for line, _total in used if line.days not in widest),
    )


def _line(row: BudgetRow) -> BudgetLine:
    return BudgetLine(
        name=row.name,
        days=days_of(row.year, row.period),
        requested=row.requested_sek,
        granted=row.granted_sek,
        actual_half_year=row.actual_half_year_sek,
        actual=row.actual_sek,
        forecast_rest=row.forecast_rest_sek,
    )


def _holds(outer: Days, inner: Days) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _with_spread(used: Iterable[tuple[BudgetLine, bool]]) -> Iterable[BudgetLine]:
    """The ordinary rows of each period, with a granted total spread over those that have nothing granted."""
    for _days, group in groupby(used, key=lambda one: one[0].days):
        period = list(group)
        lines = [line for line, total in period if not total]
        granted = _sum_known(line.granted for line, total in period if total)
        waiting = [line for line in lines if line.granted is None]
        parts = None
        if granted is not None and waiting:
            rest = granted - sum(line.granted or 0 for line in lines)
            parts = spread(rest, [line.requested or 0 for line in waiting])
        shares = iter(parts or ())
        yield from (
            replace(line, granted=next(shares), spread=True) if parts and line.granted is None else line
            for line in lines
        )
