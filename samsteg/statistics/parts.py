"""The figures in parts, so that a page asks the database for what it shows and for no more.

A part is a module of indicators. What is asked for in parts is the same figures as in the whole, with the same values:
a code of another part isn't there, and to read one raises KeyError rather than being 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from functools import lru_cache

from samsteg.statistics.indicators import (
    activities,
    ages,
    attendance,
    breakdowns,
    exits,
    flow,
    follow_ups,
    intake,
    money,
    months,
    outreach,
)
from samsteg.statistics.indicators.base import Indicator, Total
from samsteg.statistics.indicators.registry import indicator_for


class Part(Enum):
    """FLOW: how many each base has, in all and by sex; always asked for, as all others have their base among these."""

    FLOW = auto()
    BREAKDOWNS = auto()
    AGES = auto()
    EXITS = auto()
    TIME = auto()
    INTAKE = auto()
    ACTIVITIES = auto()
    GROUPS = auto()
    FOLLOW_UPS = auto()
    OUTREACH = auto()
    MONEY = auto()


Parts = frozenset[Part]
EVERY: Parts = frozenset(Part)
_MODULES = {
    Part.FLOW: flow,
    Part.BREAKDOWNS: breakdowns,
    Part.AGES: ages,
    Part.EXITS: exits,
    Part.TIME: months,
    Part.INTAKE: intake,
    Part.ACTIVITIES: activities,
    Part.GROUPS: attendance,
    Part.FOLLOW_UPS: follow_ups,
    Part.OUTREACH: outreach,
    Part.MONEY: money,
}
# What else a part's values are read from: whether an age is approximate.
_NEEDS: Mapping[Part, Parts] = {Part.BREAKDOWNS: frozenset({Part.AGES})}


def closed(parts: Iterable[Part]) -> Parts:
    """The parts with those that they rest on."""
    asked = frozenset(parts)
    return asked.union({Part.FLOW}, *(_NEEDS.get(part, frozenset()) for part in asked))


def indicators_of(parts: Parts) -> Iterator[Indicator]:
    """In the order of the registry."""
    for part in Part:
        if part in parts:
            yield from _MODULES[part].INDICATORS
        elif part is Part.BREAKDOWNS:
            yield breakdowns.BY_SEX


def parts_of(codes: Iterable[str]) -> Parts:
    """Where the codes are counted. Raises KeyError for a code that no team can have."""
    return frozenset(_part_of(code) for code in codes)


@lru_cache(maxsize=1024)
def _part_of(code: str) -> Part:
    indicator = indicator_for(code)
    return next(part for part, module in _MODULES.items() if indicator in module.INDICATORS)


def fragments_of(parts: Parts) -> Iterator[str]:
    for part in Part:
        if part in parts:
            yield from _MODULES[part].FRAGMENTS


def totals_of(parts: Parts) -> Iterator[Total]:
    for part in Part:
        if part in parts:
            yield from getattr(_MODULES[part], "TOTALS", ())
