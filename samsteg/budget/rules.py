"""Spreading a granted total over rows, and which rows of nested periods count. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...] | None:
    """`total` whole kronor divided as the weights, by the largest remainder: the parts sum exactly to it.

    Each part lies within one krona of its exact share. Equal remainders: the heavier row first, then the earlier.
    None when there is nothing to go by (no rows, or weights that sum to 0). A row may be negative (an income).
    """
    whole = sum(weights)
    if whole == 0:
        return None
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [floor(share) for share in exact]
    left = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], -abs(weights[at]), at))
    for at in order[:left]:
        parts[at] += 1
    return tuple(parts)
