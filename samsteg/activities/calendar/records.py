"""What the calendar's services and selectors pass on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from samsteg.activities.calendar.enums import EntryKind, PresenceState, Rhythm
from samsteg.core.errors import Refused


class CalendarRefused(Refused):
    """`name` is the field to mend."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


class StaleEvent(Refused):
    """Somebody else has changed it in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventValues:
    """As TeamEvent."""

    kind: str
    title: str
    starts_on: dt.date
    starts_at: dt.time | None = None
    minutes: int = 60
    rhythm: str = Rhythm.ONCE
    until_on: dt.date | None = None
    place: str = ""
    user_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One time of the calendar, whatever it is kept as.

    `uid` is the same for the same time for ever, and tells nothing. `user_ids`: whose it is among the staff; empty for
    everybody when `is_for_all`, else for nobody known; `away_ids`: those of them who are away that day. `label` names
    the kind of thing without a participant; `title` may hold a name, and is empty where the reader may not know it.
    `words` stand beside it. `is_end_known` False: `minutes` are what such a thing usually takes.
    """

    uid: uuid.UUID
    kind: EntryKind
    on: dt.date
    at: dt.time | None
    minutes: int
    label: str
    title: str = ""
    is_end_known: bool = True
    words: str = ""
    user_ids: tuple[int, ...] = ()
    away_ids: tuple[int, ...] = ()
    is_for_all: bool = False
    is_busy: bool = False
    is_cancelled: bool = False
    address: str = ""
    event_id: int | None = None
    version: int = 1
    written_at: dt.datetime | None = None
    person_id: int | None = None

    def concerns(self, user_id: int) -> bool:
        return self.is_for_all or user_id in self.user_ids


@dataclass(frozen=True, slots=True)
class WheelDay:
    """A deadline in one year. `series` is the deadline over the years."""

    series: uuid.UUID
    title: str
    on: dt.date
    done_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class StaffDay:
    """One of the staff with where they are, by day; days that nobody has noted are left out.

    `hours`: away from and to, on days that aren't away as a whole. `told_away`: days told beforehand as away;
    `told_off`: those and the free days between them.
    """

    user_id: int
    name: str
    states: dict[dt.date, str] = field(default_factory=dict)
    hours: dict[dt.date, list[tuple[dt.time, dt.time]]] = field(default_factory=dict)
    told_away: set[dt.date] = field(default_factory=set)
    told_off: set[dt.date] = field(default_factory=set)

    def is_away_on(self, day: dt.date) -> bool:
        """The whole day. Who has pressed something for the day is what was pressed."""
        return self.states[day] == PresenceState.AWAY if day in self.states else day in self.told_off
