"""What has been corrected of one stay's days and decisions: what it said before, when that changed and by whom.

What a step adds is no correction: an end, an outcome, a trial period that is prolonged. Nothing that wasn't known
before is one either.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection

from samsteg.core.facts import Fact
from samsteg.participants.models import Stay, StayDetail, StayEvent
from samsteg.participants.way.models import (
    OwnWords,
    PlannedEnd,
    QueuePause,
    QueuePriority,
    Situation,
    Trial,
)
from samsteg.participants.way.undoing import facts_of

F = TypeVar("F", bound=Fact)
Names = tuple[str, ...]
OF_SITUATION = ("start_form", "order_reason", "follow_ups_agreed_on", "occupation", "education")
OF_EVENT = ("occurred_on", "reason", "detail", "detail_text", "extent_percent", "early_exit")
OF_DETAIL = ("referrer", "municipality_code", "income_start", "income_exit", "support_before_months")
UNKNOWN: tuple[object, ...] = (None, "", b"", [])
# By which fields versions are of one thing, and which fields say something of it.
SAYS: dict[type[Fact], tuple[Names, Names]] = {
    StayEvent: (("kind",), OF_EVENT),
    StayDetail: ((), OF_DETAIL),
    QueuePause: (("started_on",), ("ended_on", "reason")),
    QueuePriority: ((), ("decided_on", "reason", "ended_on", "end_reason")),
    Trial: ((), ("ends_on", "outcome", "decided_on")),
    PlannedEnd: (("decided_on",), ("planned_on", "reason")),
    Situation: (("moment",), OF_SITUATION),
    OwnWords: ((), ("words_cipher",)),
}
ON_THE_WAY = tuple(model for model in SAYS if model is not StayDetail)  # what the page of the way tells
_CLOSED = " UNION ALL ".join(
    f"SELECT {at} WHERE EXISTS (SELECT FROM {model._meta.db_table}"
    " WHERE team_id = %(team_id)s AND stay_id = %(stay_id)s AND superseded_at IS NOT NULL)"  # nosec B608: our own
    for at, model in enumerate(ON_THE_WAY)
)


@dataclass(frozen=True, slots=True)
class Correction:
    """`after` is None where it was taken away. `by_id`: None where nobody is known to have done it."""

    before: Fact
    after: Fact | None
    at: dt.datetime
    by_id: int | None


def corrections_of(stay: Stay) -> tuple[Correction, ...]:
    """Of days and decisions, newest first. The caller has seen that the stay is the actor's to see whole."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, {"team_id": stay.team_id, "stay_id": stay.pk})
        kinds = [ON_THE_WAY[at] for (at,) in cursor.fetchall()]
    rows = [one for model in kinds for one in facts_of(model, stay)]
    writers = {one.recorded_at: one.recorded_by_id for one in rows}
    found = [one for model in kinds for one in corrected(row for row in rows if type(row) is model)]
    known = [one if one.after else Correction(one.before, None, one.at, writers.get(one.at)) for one in found]
    return tuple(sorted(known, key=lambda one: one.at, reverse=True))


def corrected(facts: Iterable[F]) -> list[Correction]:
    """Of all versions of one kind of fact, about one stay."""
    things: dict[tuple[Any, ...], list[F]] = defaultdict(list)
    for fact in facts:
        things[_values(fact, SAYS[type(fact)][0])].append(fact)
    return [one for versions in things.values() for one in _of_one_thing(versions)]


def _of_one_thing(facts: Sequence[F]) -> Iterable[Correction]:
    ordered = sorted(facts, key=lambda fact: (fact.recorded_at, fact.pk))
    for place, before in enumerate(ordered):
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        closed = before.superseded_at
        if closed is None:
            continue
        if after is None or after.recorded_at > closed:
            yield Correction(before, None, closed, None)
        elif changed_fields(before, after) and not _goes_on(before, after):
            yield Correction(before, after, after.recorded_at, after.recorded_by_id)


def changed_fields(before: Fact, after: Fact) -> Names:
    """What was said and isn't said any more; what wasn't known before isn't among it."""
    names = SAYS[type(before)][1]
    was = {name: getattr(before, name) for name in names}
    return tuple(name for name in names if was[name] not in UNKNOWN and was[name] != getattr(after, name))


def _goes_on(before: Fact, after: Fact) -> bool:
    """A step that follows, which takes nothing back: a trial period prolonged, a priority anew after one that ended."""
    if isinstance(before, Trial) and isinstance(after, Trial):
        is_decided = after.prolonged_on is not None and after.prolonged_on != before.prolonged_on
        return is_decided and not before.outcome
    if isinstance(before, QueuePriority) and isinstance(after, QueuePriority):
        return before.ended_on is not None and after.decided_on >= before.ended_on
    return False


def _values(fact: Fact, names: Names) -> tuple[Any, ...]:
    return tuple(getattr(fact, name) for name in names)
