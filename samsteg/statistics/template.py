"""Which codes a team's figures have, and how each becomes a value. Worked out once per choice of slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from samsteg.statistics.indicators.base import Indicator, Kind, fill
from samsteg.statistics.indicators.registry import expand, parsed
from samsteg.statistics.indicators.slots import Choice
from samsteg.statistics.parts import EVERY, Parts, indicators_of
from samsteg.statistics.values import Unit, Value

Rows = Mapping[str, tuple[Decimal, int | None]]  # code -> (value, n), as the statement gives them
NOBODY: tuple[Decimal, int | None] = (Decimal(0), 0)


class Line(NamedTuple):
    """One code: the row it is read from, the code whose count is its n, and the row telling of approximate ages."""

    code: str
    row: str
    n_of: str
    unit: Unit
    kind: Kind
    approximate_row: str

    def value(self, rows: Rows) -> Value:
        """The value with its base; a row that isn't there is a count of 0 or a mean over nobody."""
        found = rows.get(self.row)
        approximate = bool(self.approximate_row) and rows.get(self.approximate_row, NOBODY)[0] > 0
        if self.kind is Kind.STATISTIC:
            amount, n = found or (None, 0)
            return Value(amount, n, self.unit, approximate)
        count, own_n = found or NOBODY
        n = int(rows.get(self.n_of, NOBODY)[0]) if self.n_of else own_n
        return Value(int(count), n, self.unit, approximate)


class Values(Mapping[str, Value]):
    """Each line's value by code, sorted; `others` (of money) among them. A value is made when it is first read."""

    def __init__(self, by_code: Mapping[str, Line], rows: Rows) -> None:
        self._lines, self._rows = by_code, rows
        self.others: Mapping[str, Value] = {}
        self._made: dict[str, Value] = {}

    def __getitem__(self, code: str) -> Value:
        value = self._made.get(code)
        if value is None:
            line = self._lines.get(code)
            value = self._made[code] = line.value(self._rows) if line else self.others[code]
        return value

    def __contains__(self, code: object) -> bool:
        return code in self._lines or code in self.others

    def __iter__(self) -> Iterator[str]:
        return iter(sorted((*self._lines, *self.others)) if self.others else self._lines)

    def __len__(self) -> int:
        return len(self._lines) + len(self.others)


@lru_cache(maxsize=256)
def lines(choice: Choice, parts: Parts = EVERY) -> Mapping[str, Line]:
    """All lines of the parts but those of money by code, sorted."""
    made = [
        _line(indicator, chosen)
        for indicator in indicators_of(parts)
        if indicator.kind is not Kind.MONEY
        for chosen in expand(indicator, choice)
    ]
    return MappingProxyType({line.code: line for line in sorted(made, key=lambda line: line.code)})


@lru_cache(maxsize=1024)
def line_of(code: str) -> Line:
    """The line of one code. Raises KeyError for a code that no team can have."""
    return _line(*parsed(code))


def _line(indicator: Indicator, chosen: dict[str, str]) -> Line:
    code = fill(indicator.code, chosen)
    base, _dot, rest = code.partition(".")
    n_of = fill(indicator.n_of, chosen)
    approximate_row = f"{base}.~approximate" if rest.startswith("age.") else ""
    return Line(
        code=code,
        row=fill(indicator.same_as, chosen) if indicator.same_as else code,
        n_of=n_of,
        unit=indicator.unit,
        kind=indicator.kind,
        approximate_row=approximate_row,
    )
