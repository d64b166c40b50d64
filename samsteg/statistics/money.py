"""Budget amounts and costs as values. The choice of rows and the spreading are `samsteg.budget`'s."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from samsteg.budget.selectors import Budget, budget_for, budgets_for
from samsteg.organisation.models import Team
from samsteg.statistics.values import Amount, Period, Unit, Value


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """The budget rows that a set of figures rests on, and the period they make up (None: no rows)."""

    budget: Budget = field(default_factory=Budget)
    period: Period | None = None


def budget_use(team: Team, wanted: Period, as_of: dt.datetime | None) -> BudgetUse:
    return _use(budget_for(team, wanted.first, wanted.last, as_of))


def budgets_in_use(team: Team, wanted: Sequence[Period]) -> list[BudgetUse]:
    """Of each period, as known now."""
    return [_use(budget) for budget in budgets_for(team, [(period.first, period.last) for period in wanted])]


def _use(budget: Budget) -> BudgetUse:
    return BudgetUse(budget, Period(*budget.days) if budget.days else None)


def money_values(use: BudgetUse, period: Period, values: Mapping[str, Value]) -> dict[str, Value]:
    """`budget.*` and `cost.*`. A cost exists only where the budget's period is that of the figures."""
    budget = use.budget
    left = _minus(budget.granted, budget.outcome)
    amounts: dict[str, Amount] = {
        "budget.requested": budget.requested,
        "budget.granted": budget.granted,
        "budget.granted.rows": budget.granted_rows,
        "budget.actual": budget.actual,
        "budget.forecast": budget.forecast,
        "budget.deviation": left,
        "budget.remaining": left,
        "budget.deviation_requested": _minus(budget.requested, budget.outcome),
    }
    spent = budget.actual if use.period == period and budget.unbroken else None
    for per, count in (("treated", "treated.count"), ("exit", "exits.count"), ("result", "results.count")):
        amounts[f"cost.per_{per}"] = _per(spent, values[count].value)
    return {code: Value(amount, None, Unit.SEK, period=use.period) for code, amount in amounts.items()}


def _minus(of: int | None, taken: int | None) -> int | None:
    return None if of is None or taken is None else of - taken


def _per(spent: int | None, count: Amount) -> Decimal | None:
    return Decimal(spent) / Decimal(count) if spent is not None and isinstance(count, int) and count else None
