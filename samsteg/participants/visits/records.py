"""A visit as pages and services pass it on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samsteg.participants.visits.models import Visit, VisitSlot


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """`place` is kept only for who has no protected identity; `slot_id` is the standing time that it takes."""

    kind: str
    form: str
    on_day: dt.date
    starts_at: dt.time
    minutes: int = 60
    slot_id: int | None = None
    host_id: int | None = None
    with_referrer: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the person said after a visit, and what follows, as `workflow.FOLLOWS` allows."""

    outcome: str = ""
    asked: str = ""
    ask_again_on: dt.date | None = None
    ends_referral: bool = False


@dataclass(frozen=True, slots=True)
class ReadVisit:
    """`asked` and `place` in clear, empty where nothing is kept or the key is destroyed."""

    row: Visit
    title: str
    asked: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SlotDay:
    """A standing slot on one day of the week shown. `visit` is None for a free one, and for one taken by somebody
    whom the reader doesn't see.
    """

    slot: VisitSlot
    on_day: dt.date
    is_taken: bool
    visit: ReadVisit | None


@dataclass(frozen=True, slots=True)
class BecameStart:
    """Of those who were on a study visit, by referrer: how many, and how many of them have started."""

    referrer: str
    visited: int
    started: int
