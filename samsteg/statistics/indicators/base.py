"""What an indicator is: one entry that code, page, report and docs/figures.md all read.

A code may be a family: `<base>.sex.<sex>` stands for `new.sex.women` and its likes. The words in angle brackets are
slots; `samsteg.statistics.indicators.slots` says what may stand in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from samsteg.statistics.values import Unit

Words = tuple[str, str]  # Swedish, English
SLOT = re.compile(r"<(\w+)>")


class Kind(Enum):
    """COUNT: nobody is 0. STATISTIC: nobody is None, and n is the persons with a value. MONEY: no n."""

    COUNT = "count"
    STATISTIC = "statistic"
    MONEY = "money"


@dataclass(frozen=True)
class Indicator:
    """`code`, labels, `n_of` and `same_as` may hold slots.

    `definition`: one sentence, which may begin with who is in the base (`{members}`). `base`: whom the figure is about.
    `n_of`: the code whose count is this figure's n (empty: the row's own n; for a family's count that is its own base,
    the code itself). `same_as`: the code whose value this one repeats.
    """

    code: str
    label_sv: str
    label_en: str
    definition: Words
    base: Words
    unit: Unit
    source_events: tuple[str, ...]
    formula: str
    since: str = "0.1"
    kind: Kind = Kind.COUNT
    n_of: str = ""
    same_as: str = ""

    @cached_property
    def slots(self) -> tuple[str, ...]:
        return tuple(SLOT.findall(self.code))


@dataclass(frozen=True)
class Total:
    """A figure that one number over all of `members` gives: in SQL its value, and its n where it has one of its own."""

    code: str
    value: str
    n: str = "NULL::bigint"


def fill(pattern: str, values: dict[str, str]) -> str:
    """The pattern with each slot replaced by its value."""
    return SLOT.sub(lambda match: values[match[1]], pattern)
