"""Who has something else at a time: the one rule for visits, talks and follow-ups, asked of the team's calendar.

What somebody has is told without a name, and by the calendar's rule: who isn't the reader's to see is a time that is
taken, and a protected person's time is known to the own coach alone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from samsteg.activities.calendar.records import Entry
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.web.calendar.gathering import taken_between

Times = tuple[dt.time, dt.time]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A time that somebody would take: `user_ids` of the staff, `person_id` the participant."""

    on: dt.date
    at: dt.time
    minutes: int
    user_ids: Collection[int]
    person_id: int


@dataclass(frozen=True, slots=True)
class Clash:
    """`user_id`: whose of the staff; None: the participant's own. `what` names the kind of thing and nobody."""

    user_id: int | None
    at: dt.time
    what: str


def clashes(actor: Actor, team: Team, wanted: Wanted, *, but: uuid.UUID | None = None) -> list[Clash]:
    """In order of time; what is the participant's own is told as that alone. `but`: the time that is left for it."""
    found = taken_between(actor, team, wanted.on, wanted.on)
    return [clash for one in found if one.uid != but for clash in _of(one, wanted)]


def _of(one: Entry, wanted: Wanted) -> Iterable[Clash]:
    if one.at is None:
        return
    if not overlap((wanted.at, end_of(wanted.at, wanted.minutes)), (one.at, end_of(one.at, one.minutes))):
        return
    if one.person_id == wanted.person_id:
        yield Clash(None, one.at, one.label)
        return
    for user_id in wanted.user_ids:
        if one.concerns(user_id):
            yield Clash(user_id, one.at, one.label)


def end_of(at: dt.time, minutes: int) -> dt.time:
    """The same day's: what goes on past midnight ends with it."""
    whole = at.hour * 60 + at.minute + minutes
    return dt.time(whole // 60, whole % 60) if whole < 24 * 60 else dt.time.max


def overlap(one: Times, other: Times) -> bool:
    """What begins when the other ends doesn't."""
    return one[0] < other[1] and other[0] < one[1]
