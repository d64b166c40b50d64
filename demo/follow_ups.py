"""How the follow-ups of an invented life turn out: the same ones, whichever day they are looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

LATE = 4  # one in so many of those due lately is late
CANCELLED = 9  # one in so many was first booked for another day


@dataclass(frozen=True, slots=True)
class Turn:
    """`days_after`: how long after the day it was due it is held. `may_be_late`: if it was due lately."""

    days_after: int
    may_be_late: bool
    was_cancelled: bool
    cancelled_by: str
    at: dt.time
    form: str
    has_agency: bool


def turn_of(own_id: str, due_on: dt.date) -> Turn:
    random = Random(f"{own_id} {due_on}")
    return Turn(
        days_after=random.randrange(9),
        may_be_late=random.randrange(LATE) == 0,
        was_cancelled=random.randrange(CANCELLED) == 0,
        cancelled_by=random.choice(("person", "authority", "team")),
        at=dt.time(random.randrange(9, 16), random.choice((0, 30))),
        form=random.choice(("team", "digital")),
        has_agency=random.randrange(3) == 0,
    )
