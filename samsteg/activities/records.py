"""What pages and other apps read and write of groups: values, never rows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from samsteg.activities.enums import (
    GroupKind,
    Joining,
    PlaceKind,
    SessionState,
    Threshold,
)


@dataclass(frozen=True, slots=True)
class GroupValues:
    name: str
    kind: str
    purpose: str = ""
    threshold: str = Threshold.LOW.value
    joining: str = Joining.MEMBERS.value
    capacity: int | None = None
    ends_trial: bool = False
    follows_into_id: int | None = None
    place_kind: str = PlaceKind.ROOM.value
    place: str = ""


@dataclass(frozen=True, slots=True)
class LeaderValues:
    """Either one of the staff (`user_id`), or somebody else by name."""

    user_id: int | None = None
    name: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class SessionValues:
    """The times of one occasion, and where when not at the group's place."""

    on_day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    place_kind: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is written about an occasion, and those who are counted and never named."""

    about: str = ""
    day_note: str = ""
    guest_count: int = 0
    partner_count: int = 0


@dataclass(frozen=True, slots=True)
class SessionDay:
    """An occasion as calendars and lists show it. It tells of no participant.

    `moved_from_on`: the day it was first planned for, where it is another. `leader_ids`: staff who led the group that
    day; `leaders`: all of them by name. `host_id` is the team that holds the group; `marks` how many of the asking
    team's own participants are marked. `own_place`: where, when it isn't at the group's place.
    """

    series: uuid.UUID
    version: int
    group_id: int
    group: str
    kind: GroupKind
    host_id: int
    on_day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    state: SessionState
    moved_from_on: dt.date | None
    reason: str
    decided_by: str
    place_kind: PlaceKind
    place: str
    about: str
    day_note: str
    guest_count: int
    partner_count: int
    leader_ids: tuple[int, ...]
    leaders: tuple[str, ...]
    marks: int = 0
    own_place_kind: str = ""
    own_place: str = ""
    joining: Joining = Joining.MEMBERS

    @property
    def is_cancelled(self) -> bool:
        return self.state is SessionState.CANCELLED

    def lacks_roll_call(self, today: dt.date) -> bool:
        """Has been, by the day, and nothing is noted of it."""
        return self.on_day < today and self.state in (SessionState.PLANNED, SessionState.MOVED)


@dataclass(frozen=True, slots=True)
class MarkAsked:
    """What one device says of one person. `mark` empty takes the mark away.

    `expected_id`: the mark that stood when the roll call was opened, None when none did: another one now is a conflict,
    never written over. `sent_id` makes what is sent twice count once. `base`: the device's own press before this one,
    of which it may not have heard the answer: its mark is no conflict.
    """

    person_id: int
    mark: str
    expected_id: int | None = None
    sent_id: uuid.UUID | None = None
    marked_at: dt.datetime | None = None
    base: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class MarkConflict:
    """Somebody else has marked meanwhile: who, what and when, beside what was asked."""

    person_id: int
    asked: str
    now_id: int | None
    now: str
    by_id: int | None
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class MarkResult:
    """`held_ids`: the `sent_id`s that the server now has, and a device may forget."""

    saved: int
    conflicts: tuple[MarkConflict, ...] = ()
    held_ids: frozenset[uuid.UUID] = frozenset()
