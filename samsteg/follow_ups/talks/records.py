"""A booked talk as pages and services pass it on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkBooking:
    """What is decided about a talk. `place` and `purpose` are kept sealed; `place` never for a protected person."""

    on_day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    form: str
    coach_id: int
    second_coach_id: int | None = None
    place: str = field(default="", repr=False)
    purpose: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReadTalk:
    """A talk as it stands, for who reads the record whole. `is_over`: its time has passed.

    `note_series`: the note that it became. `writer_id`: who changed it last.
    """

    series: uuid.UUID
    version: int
    stay_id: int
    state: str
    booking: TalkBooking
    changed_by: str
    cancel_reason: str
    note_series: uuid.UUID | None
    writer_id: int
    written_at: dt.datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class OpenTalk:
    """A booked talk of today or before, that the actor has: `title` is what the person is called."""

    series: uuid.UUID
    person_id: int
    title: str
    form: str
    on: dt.date
    at: dt.time
    until: dt.time
    is_over: bool
