"""What was thought of one thing, from first to last: read from facts dated twice. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from samsteg.core.facts import Fact

F = TypeVar("F", bound=Fact)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Version(Generic[V]):
    """`value` as known from `learnt_at` on. Nobody and no source are named where it was only taken away."""

    value: V
    learnt_at: dt.datetime
    actor_id: int | None
    source_id: int | None


def versions(facts: Iterable[F], value_of: Callable[[F], V], *, nothing: V) -> tuple[Version[V], ...]:
    """Oldest first; the last one is what holds now. Neighbours that say the same are one; a first nothing is left out.

    `facts` are all rows about one thing. A row that was closed without a follower was taken away.
    """
    ordered = sorted(facts, key=lambda fact: (fact.recorded_at, fact.pk))
    told: list[Version[V]] = []
    for place, fact in enumerate(ordered):
        told.append(Version(value_of(fact), fact.recorded_at, fact.recorded_by_id, fact.source_id))
        follower = ordered[place + 1].recorded_at if place + 1 < len(ordered) else None
        if fact.superseded_at is not None and (follower is None or follower > fact.superseded_at):
            told.append(Version(nothing, fact.superseded_at, None, None))
    kept: list[Version[V]] = []
    for one in told:
        if one.value != (kept[-1].value if kept else nothing):
            kept.append(one)
    return tuple(kept)
