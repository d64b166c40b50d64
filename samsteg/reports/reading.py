"""How the report reads figures: by code, with the period and the team's settings beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from samsteg.organisation.settings import Settings
from samsteg.statistics.values import Period, Value

# figures.md: these bases are counted under a name of their own.
COUNT_CODES: Mapping[str, str] = {
    "opening": "flow.opening",
    "new": "flow.new",
    "exits": "flow.exits",
    "closing": "flow.closing",
    "dropouts": "flow.dropouts",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of one report. A code that the figures lack raises KeyError: a template asks only for what exists."""

    values: Mapping[str, Value]
    period: Period
    settings: Settings
    written_on: dt.date | None = None
    budget_period: Period | None = None
    group_names: Mapping[str, str] = field(default_factory=dict)  # by the key of attendance.group.*

    def number(self, code: str) -> int | Decimal | None:
        value = self.values[code].value
        if isinstance(value, tuple):
            raise TypeError(f"{code} is a list")
        return value

    def count(self, code: str) -> int:
        """A number of persons; nobody is 0."""
        return int(self.number(code) or 0)

    def persons(self, code: str) -> int:
        """How many persons a mean or a share stands on."""
        return self.values[code].n or 0

    def has(self, code: str) -> bool:
        return code in self.values

    def total(self, codes: Iterable[str]) -> int | Decimal | None:
        """The sum of several figures of the same base; None when all are."""
        numbers = [self.number(code) for code in codes]
        known = [value for value in numbers if value is not None]
        return sum(known[1:], known[0]) if known else None

    def base_count(self, base: str) -> int:
        return self.count(count_code(base))


def count_code(base: str) -> str:
    """The code under which the members of a base are counted: `flow.new`, `results.count`, `exits.other`."""
    if base in COUNT_CODES:
        return COUNT_CODES[base]
    return base if "." in base else f"{base}.count"


def merged(
    parts: Iterable[str], groups: Mapping[str, Iterable[str]]
) -> list[tuple[str | None, tuple[str, ...]]]:
    """The parts in order, those of a team's group as one, at the first one's place, under the group's name.

    "Shown as one" is display only (figures.md, "Settings per team"): the codes stay as they are.
    """
    ordered = list(parts)
    name_of = {code: name for name, codes in groups.items() for code in codes}
    seen: set[str] = set()
    shown: list[tuple[str | None, tuple[str, ...]]] = []
    for part in ordered:
        name = name_of.get(part)
        if name is None:
            shown.append((None, (part,)))
        elif name not in seen:
            seen.add(name)
            shown.append((name, tuple(other for other in ordered if name_of.get(other) == name)))
    return shown
