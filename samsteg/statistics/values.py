"""A figure's value with what it travels with: its base (n), its unit and, for money, the budget's own period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    PERSONS = "persons"
    COUNT = "count"
    YEARS = "years"
    MONTHS = "months"
    SHARE = "share"  # a fraction, 0-1
    SEK = "sek"
    FTE = "fte"
    HOURS = "hours"  # a week
    MEAN = "mean"  # persons an occasion


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Two inclusive Swedish calendar days. Raises ValueError when they stand the wrong way round."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A period can't end ({self.last}) before it begins ({self.first}).")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"  # ISO 8601

    def contains(self, other: Period) -> bool:
        return self.first <= other.first and other.last <= self.last


Amount = Decimal | int | tuple[int, ...] | None
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Value:
    """`value` None: a mean over nobody, or not known. `n` None: money.

    `approximate`: some age behind it is a difference of years, since only the year of birth is known.
    `period`: the budget's own, which needn't be that of the figures.
    """

    value: Amount
    n: int | None
    unit: Unit
    approximate: bool = False
    period: Period | None = None

    def as_json(self) -> Json:
        """Plain numbers, lists and None; `approximate` and `period` only where they say something."""
        json: Json = {"value": _plain(self.value), "n": self.n, "unit": self.unit.value}
        if self.approximate:
            json["approximate"] = True
        if self.period:
            json["period"] = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        return json


def _plain(value: Amount) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value
