"""Which codes a team's figures have, and how each becomes a value. Worked out once per choice of slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from samsteg.statistics.indicators.base import Indicator, Kind, fill
from samsteg.statistics.indicators.registry import expand, parsed
from samsteg.statistics.indicators.slots import Choice
from samsteg.statistics.parts import EVERY, Parts, indicators_of
from samsteg.statistics.values import Unit, Value

Rows = Mapping[str, tuple[Decimal, int | None]]  # code -> (value, n), as the statement gives them
COUNT = Kind.COUNT
NOBODY: tuple[Decimal, int | None] = (Decimal(0), 0)


class Line(NamedTuple):
    """One code: the row it is read from, the code whose count is its n, and the row telling of approximate ages."""

    code: str
    row: str
    n_of: str
    unit: Unit
    kind: Kind
    approximate_row: str
    alike: str  # lines that are alike have the same value when they have no row

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


def values_of(all_lines: Iterable[Line], rows: Rows) -> dict[str, Value]:
    """Each line's value by code. Lines that are alike share the values that are equal: nobody's, and small counts."""
    found: dict[str, Value] = {}
    shared: dict[tuple[str, Decimal | None], Value] = {}
    for line in all_lines:
        code, row, n_of, _unit, kind, _approximate_row, alike = line
        got = rows.get(row)
        if got is not None and (not n_of or kind is not COUNT):
            found[code] = line.value(rows)
            continue
        key = (alike, got and got[0])
        value = shared.get(key)
        if value is None:
            value = shared[key] = line.value(rows)
        found[code] = value
    return found


@lru_cache(maxsize=256)
def lines(choice: Choice, parts: Parts = EVERY) -> tuple[Line, ...]:
    """All lines of the parts but those of money, sorted by code."""
    made = [
        _line(indicator, chosen)
        for indicator in indicators_of(parts)
        if indicator.kind is not Kind.MONEY
        for chosen in expand(indicator, choice)
    ]
    return tuple(sorted(made, key=lambda line: line.code))


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
        alike=" ".join((indicator.kind.value, indicator.unit.value, n_of, approximate_row)),
    )
