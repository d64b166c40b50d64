"""How long the wait may go on: a range of months from how often places have come free, or nothing (docs/adr/0018).

Pure. Never a day, and never a promise: where the history doesn't carry a range that helps, nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_HISTORY = 24  # whole months looked back
LEAST_MONTHS = 12  # of history, and
LEAST_EXITS = 8  # so many exits within it
FURTHEST = 24  # months: a range that ends later says too little
SPREAD = 1.28  # so wide that four waits of five end within it, if places go on coming free as they have


@dataclass(frozen=True, slots=True)
class Pace:
    """How often places come free. `months` whole months looked at; `planned`: months to each planned end, soonest
    first, 0 for one whose day has been.
    """

    months: int
    exits: int
    planned: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """Whole months from now; `soonest` 0 is within the first month."""

    soonest: int
    latest: int


def forecast(place: int, pace: Pace) -> Forecast | None:
    """For who is number `place` in the queue, 1 being the next; None where the history doesn't carry it.

    More persons ahead never make it shorter, and less history never makes it narrower. A planned end may let the wait
    end sooner; since planned ends are put off, none lets it end later than the history says.
    """
    if place < 1 or pace.months < LEAST_MONTHS or pace.exits < LEAST_EXITS:
        return None
    doubt = SPREAD * math.sqrt(pace.exits)
    slow, fast = (pace.exits - doubt) / pace.months, (pace.exits + doubt) / pace.months
    chance = SPREAD * math.sqrt(place)
    soonest = max(place - chance, 0) / fast
    latest = (place + chance) / slow
    if place <= len(pace.planned):
        soonest = min(soonest, sorted(pace.planned)[place - 1])
    if latest > FURTHEST:
        return None
    first = math.floor(soonest)
    return Forecast(first, max(math.ceil(latest), first + 1))


def forecasts(counted: Sequence[bool], pace: Pace) -> list[Forecast | None]:
    """Of a queue in order: False for who is paused, who takes no place and gets no forecast."""
    found: list[Forecast | None] = []
    place = 0
    for is_counted in counted:
        place += is_counted
        found.append(forecast(place, pace) if is_counted else None)
    return found
