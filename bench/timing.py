"""Several calls timed in turn, so that what else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping

WARM_UP = 2


class Timings:
    """Seconds of each call by name, one for each round."""

    def __init__(self, seconds: Mapping[str, list[float]]) -> None:
        self.seconds = seconds

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])

    def high(self, name: str) -> float:
        """The time that 95 of 100 calls keep."""
        ordered = sorted(self.seconds[name])
        return ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]

    def ratio(self, of: str, to: str) -> float:
        """The median over the rounds of one call's time through the other's in the same round."""
        return statistics.median(a / b for a, b in zip(self.seconds[of], self.seconds[to], strict=True))

    def spread(self, of: str, to: str) -> tuple[float, float]:
        """The middle half of those ratios."""
        ratios = sorted(a / b for a, b in zip(self.seconds[of], self.seconds[to], strict=True))
        return ratios[len(ratios) // 4], ratios[-1 - len(ratios) // 4]


def interleave(calls: Mapping[str, Callable[[], float]], *, rounds: int, warm_up: int = WARM_UP) -> Timings:
    """Each round makes each call once. A call returns the seconds it took, so that it can prepare itself untimed."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(warm_up + rounds):
        for name, call in calls.items():
            gc.collect()
            took = call()
            if number >= warm_up:
                seconds[name].append(took)
    return Timings(seconds)


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
