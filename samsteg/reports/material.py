"""What a report is made of, gathered before anything is written: the figures and the team's lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from samsteg.reports.reading import Reading
from samsteg.statistics.values import Period


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A position that touches the period. `percent` None: not given."""

    role: str
    organisation: str
    percent: Decimal | None
    started_on: dt.date
    ended_on: dt.date | None
    remark: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A budget row in whole kronor. `granted` may be a part of a granted total; `outcome` is actual, else forecast."""

    name: str
    requested: int | None = None
    granted: int | None = None
    actual_half_year: int | None = None
    actual: int | None = None
    forecast: int | None = None
    outcome: int | None = None

    @property
    def deviation(self) -> int | None:
        """Positive = money left (figures.md, "Money")."""
        return None if self.granted is None or self.outcome is None else self.granted - self.outcome

    @property
    def deviation_requested(self) -> int | None:
        """What was asked for less what was used."""
        return None if self.requested is None or self.outcome is None else self.requested - self.outcome


@dataclass(frozen=True, slots=True)
class Money:
    """The budget's rows in the workbook's order, and their sums; `total` None when there is no budget."""

    rows: tuple[MoneyRow, ...] = ()
    total: MoneyRow | None = None
    is_spread: bool = False


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One figure of one period, as published (None: in no report) and as computed now. `unit` as printed."""

    period: Period
    published: Decimal | None
    decimals: int
    unit: str
    source: str
    computed: Decimal | int | None


@dataclass(frozen=True, slots=True)
class Material:
    """`history` by figure code, oldest first."""

    reading: Reading
    staff: tuple[StaffRow, ...] = ()
    money: Money = field(default_factory=Money)
    history: Mapping[str, tuple[HistoryRow, ...]] = field(default_factory=dict)
