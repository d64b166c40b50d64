"""Budget rows and columns that must agree, and rows that could have been counted twice."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samsteg.budget.selectors import Budget, BudgetLine
from samsteg.statistics.consistency.base import Finding, Severity, Side, computed, shown
from samsteg.statistics.figures import Figures

COLUMNS = ("requested", "granted", "actual")


def money(figures: Figures) -> Iterator[Finding]:
    budget = figures.budget.budget
    yield from _rows(figures)
    yield from _totals(budget)
    yield from _nested(budget)
    yield from _another_period(figures)


def _rows(figures: Figures) -> Iterator[Finding]:
    """The rows' granted amounts against the sum, and the deviation against its parts."""
    rows, granted = figures["budget.granted.rows"].value, figures["budget.granted"].value
    if isinstance(rows, tuple) and granted is not None and sum(rows) != granted:
        yield Finding(
            "budget-rows",
            Severity.ERROR,
            _("The rows of the budget must sum to what was granted."),
            computed("budget.granted", granted),
            Side(_("sum of the rows"), shown(sum(rows))),
            ("budget.granted", "budget.granted.rows"),
        )
    deviation, outcome = figures["budget.deviation"].value, figures.budget.budget.outcome
    if (
        isinstance(deviation, int)
        and isinstance(granted, int)
        and outcome is not None
        and granted - outcome != deviation
    ):
        yield Finding(
            "budget-deviation",
            Severity.ERROR,
            _("The deviation must be what was granted minus what was used."),
            computed("budget.deviation", deviation),
            Side(_("granted minus used"), f"{shown(granted)} − {shown(outcome)}"),
            ("budget.deviation", "budget.granted", "budget.actual"),
        )


def _totals(budget: Budget) -> Iterator[Finding]:
    """A row Totalt against the rows of its period."""
    for total in budget.totals:
        lines = [line for line in budget.lines if line.days == total.days]
        for column in COLUMNS:
            known = [amount for line in lines if (amount := getattr(line, column)) is not None]
            stated = getattr(total, column)
            if stated is not None and known and sum(known) != stated:
                yield Finding(
                    "budget-columns",
                    Severity.ERROR,
                    _("The row with the total must equal the sum of the rows."),
                    Side(
                        _("%(row)s, %(column)s") % {"row": total.name, "column": _column(column)},
                        shown(stated),
                    ),
                    Side(_("sum of the rows, %(column)s") % {"column": _column(column)}, shown(sum(known))),
                    (f"budget.{column}",),
                )


def _column(column: str) -> str:
    return {"requested": _("requested"), "granted": _("granted"), "actual": _("actual")}[column]


def _days(line: BudgetLine) -> str:
    return f"{line.days[0]} – {line.days[1]}"


def _nested(budget: Budget) -> Iterator[Finding]:
    """Rows of a period within one that is used are left out: each named beside the wider period."""
    for left_out in budget.left_out:
        wider = next(line for line in (*budget.lines, *budget.totals) if _inside(left_out, line))
        yield Finding(
            "budget-nested",
            Severity.WARNING,
            _("The budget has rows for a period and for a part of it. Only the wider period is counted."),
            Side(f"{left_out.name}, {_days(left_out)}", shown(left_out.actual)),
            Side(f"{wider.name}, {_days(wider)}", shown(wider.actual)),
            ("budget.granted", "budget.actual"),
        )


def _inside(inner: BudgetLine, outer: BudgetLine) -> bool:
    return outer.days[0] <= inner.days[0] and inner.days[1] <= outer.days[1]


def _another_period(figures: Figures) -> Iterator[Finding]:
    """The budget's period differs from that of the figures, or has a gap: no cost per person is given."""
    used = figures.budget.period
    if used is None or (used == figures.period and figures.budget.budget.unbroken):
        return
    yield Finding(
        "budget-period",
        Severity.NOTE,
        _("The budget's period is not that of the figures, so there is no cost per participant."),
        Side(_("the budget"), f"{used.first} – {used.last}"),
        Side(_("the figures"), f"{figures.period.first} – {figures.period.last}"),
        ("cost.per_treated", "cost.per_exit", "cost.per_result"),
    )
