"""Collects all that a report is made of, in a fixed number of reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from samsteg.budget.selectors import Budget, BudgetLine
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import DatedSettings
from samsteg.reports.history import history_of
from samsteg.reports.material import Material, Money, MoneyRow, StaffRow
from samsteg.reports.periods import period_text
from samsteg.reports.reading import Reading
from samsteg.staffing.selectors import positions, positions_now
from samsteg.statistics.figures import Figures, figures
from samsteg.statistics.published import Published, published_figures
from samsteg.statistics.values import Period


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is written about, and what the checks need besides."""

    material: Material
    figures: Figures
    published: tuple[Published, ...]


def gather(
    actor: Actor,
    team: Team,
    period: Period,
    *,
    settings: DatedSettings,
    history_codes: Iterable[str],
    as_of: dt.datetime | None,
    budget_period: Period | None,
    written_on: dt.date,
) -> Gathered:
    """`settings` as known at `as_of`. Raises PermissionRefused, and Refused when nothing was known then."""
    found = figures(
        actor,
        team,
        period,
        as_of=as_of,
        budget_period=budget_period,
        written_on=written_on,
        settings=settings.at(period.last),
    )
    published = published_figures(actor, team, as_of=as_of)
    material = Material(
        reading=reading_of(found),
        staff=tuple(_staff(team, period, as_of)),
        money=money_of(found.budget.budget),
        history=history_of(actor, team, found, history_codes, published, settings, as_of=as_of),
    )
    return Gathered(material, found, published)


def reading_of(found: Figures) -> Reading:
    return Reading(
        values=found,
        period=found.period,
        settings=found.settings,
        written_on=found.written_on,
        budget_period=found.budget_period_used,
        group_names=found.group_names,
    )


def money_of(budget: Budget) -> Money:
    """The budget's rows and sums. Rows of several periods carry their period in the name."""
    if budget.days is None:
        return Money()
    several = len({line.days for line in budget.lines}) > 1
    total = MoneyRow(
        name="",
        requested=budget.requested,
        granted=budget.granted,
        actual_half_year=_sum_of_half_years(budget),
        actual=budget.actual,
        forecast=budget.forecast,
        outcome=budget.outcome,
    )
    return Money(
        rows=tuple(_money_row(line, with_period=several) for line in budget.lines),
        total=total,
        is_spread=any(line.spread for line in budget.lines),
    )


def _money_row(line: BudgetLine, *, with_period: bool) -> MoneyRow:
    return MoneyRow(
        name=f"{line.name}, {period_text(Period(*line.days))}" if with_period else line.name,
        requested=line.requested,
        granted=line.granted,
        actual_half_year=line.actual_half_year,
        actual=line.actual,
        forecast=line.forecast,
        outcome=line.outcome,
    )


def _sum_of_half_years(budget: Budget) -> int | None:
    known = [line.actual_half_year for line in budget.lines if line.actual_half_year is not None]
    return sum(known) if known else None


def _staff(team: Team, period: Period, as_of: dt.datetime | None) -> list[StaffRow]:
    days = (team, period.first, period.last)
    held = positions_now(*days) if as_of is None else positions(*days, as_of)
    return [
        StaffRow(one.role, one.organisation, one.percent, one.started_on, one.ended_on, one.remark)
        for one in held
    ]
