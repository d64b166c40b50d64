"""`figures`: every figure of a team and a period, each with its base and unit, as known at a moment.

Source of the definitions: docs/figures.md, written from the registry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.activities.models import Attendance, GroupSession
from samsteg.activities.selectors import names_of_groups
from samsteg.budget.models import BudgetRow
from samsteg.core.actor import Actor
from samsteg.core.errors import ContextError, Refused
from samsteg.core.facts import Fact
from samsteg.follow_ups.models import FollowUp
from samsteg.governance.models import Enquiry, OutreachActivity
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import DatedSettings, settings_at
from samsteg.organisation.settings import Settings
from samsteg.participants.models import ParallelEffort, StayDetail, StayEvent
from samsteg.people.models import PersonDetail
from samsteg.placements.models import Placement
from samsteg.staffing.models import Position
from samsteg.statistics.asking import parameters_for, parameters_of_several, read, read_several
from samsteg.statistics.indicators.registry import indicator_for
from samsteg.statistics.indicators.slots import choice
from samsteg.statistics.moments import known_day, parse_as_of
from samsteg.statistics.money import BudgetUse, budget_use, budgets_in_use, money_values
from samsteg.statistics.parts import EVERY, Part, Parts, closed
from samsteg.statistics.statement import statement, statement_of_several
from samsteg.statistics.template import Rows, Values, lines
from samsteg.statistics.values import Json, Period, Value

__all__ = ["Figures", "figures", "figures_of_several", "parse_as_of"]

OF_GROUP = "attendance.group."
UNREGISTERED = "~unregistered."
Told = TypeVar("Told")


@dataclass(frozen=True, eq=False)
class Figures(Mapping[str, Value]):
    """Values by code, sorted; those of the parts asked for. What belongs to another part raises KeyError.

    `told`: what the statement says besides figures. `unlinked_persons`: participants that nothing could link to another
    stay of theirs, so that each row counts as a person of its own.
    """

    values_by_code: Mapping[str, Value]
    team: Team
    period: Period
    settings: Settings
    as_of: dt.datetime | None = None
    written_on: dt.date | None = None
    parts: Parts = EVERY
    told: Mapping[str, int] = field(default_factory=dict)
    use_of_budget: BudgetUse = field(default_factory=BudgetUse)
    names: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Value:
        return self.values_by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_code)

    def __len__(self) -> int:
        return len(self.values_by_code)

    @property
    def unlinked_persons(self) -> int:
        return self.told.get("~unlinked", 0)

    @property
    def budget(self) -> BudgetUse:
        """The rows behind `budget.*`."""
        return self._of(Part.MONEY, self.use_of_budget)

    @property
    def budget_period_used(self) -> Period | None:
        return self.budget.period

    @property
    def group_names(self) -> Mapping[str, str]:
        """By the key of `attendance.group.*`."""
        return self._of(Part.GROUPS, self.names)

    @property
    def unregistered(self) -> Mapping[str, int]:
        """By the same key, how many sessions have been and are noted neither as held nor as cancelled."""
        told = self._of(Part.GROUPS, self.told)
        return {
            code.removeprefix(UNREGISTERED): count
            for code, count in told.items()
            if code.startswith(UNREGISTERED)
        }

    @property
    def without_hours(self) -> int:
        """Placements in work training whose hours nobody has noted."""
        return self._of(Part.ACTIVITIES, self.told).get("~without_hours", 0)

    def _of(self, part: Part, found: Told) -> Told:
        if part not in self.parts:
            raise KeyError(part)
        return found

    def as_json(self) -> dict[str, Json]:
        return {code: value.as_json() for code, value in self.items()}


def figures(
    actor: Actor,
    team: Team,
    period: Period,
    *,
    as_of: dt.datetime | None = None,
    budget_period: Period | None = None,
    written_on: dt.date | None = None,
    settings: Settings | None = None,
    parts: Parts = EVERY,
) -> Figures:
    """The figures of the team and the period. They count every stay of the team, whoever asks.

    `as_of` (aware): only what was recorded by then. `written_on`: the day of `now.*`, otherwise that of `as_of`, or
    today. `budget_period` stands in for the period when budget rows are chosen. `settings`: those at the period's end,
    when they are already read. `parts`: of a page that shows no more. Raises PermissionRefused, Refused when
    nothing had been recorded by `as_of`, and ContextError outside a context that opens the team.
    """
    require(actor, "figures.view", team)
    if as_of is not None and not something_known(team, as_of):
        raise Refused(_("Nothing had been recorded at that moment. Choose a later one."))
    written, parts = written_on or known_day(as_of), closed(parts)
    settings = settings or settings_at(team, period.last, as_of)
    asked = parameters_for(team, period, settings, as_of, written)
    rows = read(statement(as_of=as_of is not None, parts=parts), asked)
    budget = budget_use(team, budget_period or period, as_of) if Part.MONEY in parts else BudgetUse()
    return _figures(_Asked(team, period, settings, as_of, written, parts), rows, budget, _names([rows]))


def figures_of_several(
    actor: Actor, team: Team, periods: Sequence[Period], settings: DatedSettings, *, parts: Parts = EVERY
) -> tuple[Figures, ...]:
    """The figures of each period as known now, by the settings that held at its end; all read at once.

    Raises PermissionRefused, and ContextError outside a context that opens the team.
    """
    require(actor, "figures.view", team)
    written, parts = known_day(None), closed(parts)
    held = [settings.at(period.last) for period in periods]
    asked = [
        parameters_for(team, period, own, None, written) for period, own in zip(periods, held, strict=True)
    ]
    text = statement_of_several(len(periods), parts)
    found = read_several(text, parameters_of_several(periods, asked), len(periods))
    budgets = budgets_in_use(team, periods) if Part.MONEY in parts else [BudgetUse()] * len(periods)
    names = _names(found)
    return tuple(
        _figures(_Asked(team, period, own, None, written, parts), rows, budget, names)
        for period, own, rows, budget in zip(periods, held, found, budgets, strict=True)
    )


class _Asked(NamedTuple):
    """What one set of figures is about."""

    team: Team
    period: Period
    settings: Settings
    as_of: dt.datetime | None
    written_on: dt.date
    parts: Parts


def _figures(asked: _Asked, rows: Rows, budget: BudgetUse, names: Mapping[str, str]) -> Figures:
    if "~open" not in rows:
        raise ContextError(f"Figures of team {asked.team.pk} were asked outside a context that opens it.")
    groups = _groups(rows)
    values = _values(asked, rows, groups)
    if Part.MONEY in asked.parts:
        values.others = money_values(budget, asked.period, values)
    return Figures(
        values_by_code=values,
        team=asked.team,
        period=asked.period,
        settings=asked.settings,
        as_of=asked.as_of,
        written_on=asked.written_on,
        parts=asked.parts,
        told={code: int(value) for code, (value, _n) in rows.items() if code.startswith("~")},
        use_of_budget=budget,
        names={key: names[key] for key in groups if key in names},
    )


def _names(found: Sequence[Rows]) -> Mapping[str, str]:
    """Of all groups that there is something of, asked for once."""
    groups = {key for rows in found for key in _groups(rows)}
    return names_of_groups(groups) if groups else {}


def _groups(rows: Iterable[str]) -> set[str]:
    """The keys of the groups that there is something of."""
    return {code.split(".")[2] for code in rows if code.startswith(OF_GROUP)} | {
        code.removeprefix(UNREGISTERED) for code in rows if code.startswith(UNREGISTERED)
    }


def _values(asked: _Asked, rows: Rows, groups: Iterable[str]) -> Values:
    """Every code of the team's lists with its value, 0 included. Raises KeyError for a row no indicator knows."""
    municipalities = {asked.team.municipality_code, *_found(rows, ".municipality.")}
    chosen = choice(asked.settings, sorted(municipalities), sorted(_found(rows, ".born_")), sorted(groups))
    known = lines(chosen, asked.parts)
    for code in rows.keys() - known.keys():
        if "~" not in code:
            indicator_for(code)
    return Values(known, rows)


def _found(rows: Iterable[str], infix: str) -> set[str]:
    return {code.partition(infix)[2] for code in rows if infix in code}


# What says something about a period; settings alone are no record.
_FACTS: tuple[type[Fact], ...] = (
    StayEvent,
    StayDetail,
    PersonDetail,
    ParallelEffort,
    Placement,
    FollowUp,
    GroupSession,
    Attendance,
    OutreachActivity,
    Enquiry,
    Position,
    BudgetRow,
)


def something_known(team: Team, as_of: dt.datetime) -> bool:
    """Whether any fact of the team had been recorded by then. Raises ValueError for a moment without zone."""
    if as_of.tzinfo is None:
        raise ValueError("as_of must be an aware moment; see parse_as_of.")
    recorded = Q(team_id=team.pk, recorded_at__lte=as_of)
    return any(facts._default_manager.filter(recorded).exists() for facts in _FACTS)
