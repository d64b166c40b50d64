"""Periods of one kind of effort beside a stay: they never overlap, and each keeps its number. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

Span = tuple[dt.date, dt.date | None]  # first and last day, both of them in it; None: goes on


def overlap(one: Span, other: Span) -> bool:
    first, second = sorted((one, other), key=lambda span: span[0])
    return first[1] is None or first[1] >= second[0]


def clash(span: Span, others: Iterable[Span]) -> Span | None:
    """The first in time of the others that has a day in common with the span."""
    return min((one for one in others if overlap(span, one)), key=lambda one: one[0], default=None)


def free_ordinal(taken: Collection[int], lowest: int = 1) -> int:
    """The lowest number from `lowest` on that no period has."""
    return next(number for number in range(lowest, lowest + len(taken) + 1) if number not in taken)
