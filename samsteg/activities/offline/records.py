"""What passes between a device and the server."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfflinePerson:
    """`name` is a first name, with a number where several share it, or a word for who has none."""

    token: uuid.UUID
    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class OfflineSession:
    """`left_out`: how many of the group must be marked with coverage. `token`: of the team's own session, to tell of it
    by; None for another team's, which that team tells of.
    """

    token: uuid.UUID | None
    group: str
    starts_at: dt.time
    ends_at: dt.time
    people: tuple[OfflinePerson, ...]
    left_out: int
    guest_count: int
    day_note: str


@dataclass(frozen=True, slots=True)
class Package:
    handle: uuid.UUID
    issued_at: dt.datetime
    expires_at: dt.datetime
    sessions: tuple[OfflineSession, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """One mark of a device. `base`: the mark of its own that it follows; `over`: the row it is to stand instead of,
    by a person's choice after a conflict.
    """

    sent_id: uuid.UUID
    token: uuid.UUID
    mark: str
    marked_at: dt.datetime | None = None
    base: uuid.UUID | None = None
    over: int | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else has marked meanwhile."""

    sent_id: uuid.UUID
    token: uuid.UUID
    now_id: int | None
    now: str
    by_id: int | None
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """`held`: what the server has, for the device to forget; `refused`: what can't be stored, with why."""

    held: frozenset[uuid.UUID]
    clashes: tuple[Clash, ...]
    refused: dict[uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class ToldBase:
    """What a device knew when it was written over there."""

    guest_count: int
    day_note: str


@dataclass(frozen=True, slots=True)
class ToldSent:
    """What one device says of one session now, both fields, and what it knew before. `tried`: what it sent before this
    and had no answer to, so that the server may have it or not.
    """

    sent_id: uuid.UUID
    token: uuid.UUID
    guest_count: int
    day_note: str
    base: ToldBase
    tried: ToldBase | None = None


@dataclass(frozen=True, slots=True)
class ToldClash:
    """Somebody else has written the same field meanwhile."""

    field: str
    now: int | str
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """What stands now. Not `held`: nothing was stored, since somebody else wrote too, or it was refused."""

    sent_id: uuid.UUID
    held: bool
    guest_count: int
    day_note: str
    clashes: tuple[ToldClash, ...] = ()
    refused: str = ""
