"""How often somebody came of the times one was expected: the one place that says what counts (docs/adr/0017). Pure.

The figures read the same marks in the database (samsteg.statistics.indicators.attendance), by the sets named here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from samsteg.activities.enums import CAME, EXPECTED, TOOK_PART


@dataclass(frozen=True, slots=True)
class Said:
    """What a roll call says of one person once. `is_drop_in`: the group expected nobody when the mark was made.

    `is_enrolled`: the stay that it belongs to was enrolled some day of those asked about; who waits in the queue and
    visits is in no share.
    """

    mark: str
    is_drop_in: bool = False
    is_enrolled: bool = True

    @property
    def is_expected(self) -> bool:
        return self.mark in EXPECTED and not self.is_drop_in and self.is_enrolled


def enrolled_within(
    enrolled_on: dt.date | None, exited_on: dt.date | None, first_on: dt.date | None, last_on: dt.date | None
) -> bool:
    """As the base `treated` of the figures. The days asked about are inclusive; None for no bound."""
    if enrolled_on is None or last_on is not None and enrolled_on > last_on:
        return False
    return exited_on is None or first_on is None or exited_on >= first_on


@dataclass(frozen=True, slots=True)
class Came:
    """`times`: took part, expected or not. `came` of the `expected`: here or digitally; who came by wasn't expected."""

    times: int = 0
    came: int = 0
    expected: int = 0

    def __add__(self, other: Came) -> Came:
        return Came(self.times + other.times, self.came + other.came, self.expected + other.expected)

    @property
    def share(self) -> Decimal | None:
        """A fraction of `expected`, 0-1; None where nobody was expected."""
        return Decimal(self.came) / self.expected if self.expected else None


def came_of(marks: Iterable[Said]) -> Came:
    found = tuple(marks)
    expected = [one for one in found if one.is_expected]
    return Came(
        times=sum(one.mark in TOOK_PART for one in found),
        came=sum(one.mark in CAME for one in expected),
        expected=len(expected),
    )
