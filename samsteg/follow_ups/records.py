"""A follow-up as pages and services pass it on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from samsteg.follow_ups.enums import Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is decided about a meeting. `kind` "regular" is the next one of those that follow from the start.

    `place` and `contact` are kept sealed; `place` never for a protected person. `authority_ids`: who is invited.
    """

    kind: str
    meeting_on: dt.date
    meeting_at: dt.time | None = None
    form: str = ""
    authority_ids: tuple[int, ...] = ()
    place: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelling:
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """By MinutePart the plain text; of AGREED one step a line."""

    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A step that a meeting agreed on. `text` None: destroyed for good."""

    step_id: int
    text: str | None
    agreed_on: dt.date
    done_on: dt.date | None


@dataclass(frozen=True, slots=True)
class ReadFollowUp:
    """A follow-up as it holds now, for a reader who may know of it. `number` among the held and booked of the stay.

    Empty where the reader may not know: `contact`, `place`, and how it was cancelled.
    """

    series: uuid.UUID
    version: int
    stay_id: int
    kind: str
    state: str
    due_on: dt.date | None
    meeting_on: dt.date
    meeting_at: dt.time | None
    form: str
    authority_ids: tuple[int, ...]
    place: str
    contact: str
    cancelled_by: str
    cancel_reason: str
    number: int
    written_at: dt.datetime
    writer_id: int | None


@dataclass(frozen=True, slots=True)
class NextDue:
    """When the next regular follow-up of a stay should be held, and which kind it is."""

    due_on: dt.date
    kind: str


@dataclass(frozen=True, slots=True)
class DueFollowUp:
    """What one person's follow-ups ask for: `on` is the day of the meeting, or the day it should be held.

    `title` is what the person is called, `order` sorts by it. `series` None: nothing is booked. `is_mine`: the actor is
    the responsible coach. `paused_to`: the reminder rests up to and including that day.
    """

    person_id: int
    own_id: str
    title: str
    order: str
    kind: str
    on: dt.date
    state: Urgency
    series: uuid.UUID | None = None
    at: dt.time | None = None
    is_mine: bool = False
    coach: str = ""
    coach_id: int | None = None
    paused_to: dt.date | None = None
