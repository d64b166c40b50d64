"""How often somebody came of the times one was expected (docs/adr/0017). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samsteg.activities.enums import EXPECTED, TOOK_PART, Mark


@dataclass(frozen=True, slots=True)
class Came:
    """`times`: took part, expected or not. `came` of the `expected`: here or digitally; who came by wasn't expected."""

    times: int = 0
    came: int = 0
    expected: int = 0

    def __add__(self, other: Came) -> Came:
        return Came(self.times + other.times, self.came + other.came, self.expected + other.expected)

    @property
    def share(self) -> float | None:
        """None where nobody was expected."""
        return self.came / self.expected if self.expected else None


def came_of(marks: Iterable[str], *, drop_in: bool = False) -> Came:
    """`drop_in`: nobody is expected there, whatever is marked."""
    found = [Mark(mark) for mark in marks]
    times = sum(mark in TOOK_PART for mark in found)
    if drop_in:
        return Came(times)
    expected = [mark for mark in found if mark in EXPECTED]
    return Came(times, sum(mark in TOOK_PART for mark in expected), len(expected))
