"""What passes between a device and the server."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfflinePerson:
    """`name` is a first name, or how pages speak of who has none."""

    token: uuid.UUID
    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class OfflineSession:
    """`left_out`: how many of the group must be marked with coverage, since two share a first name."""

    group: str
    starts_at: dt.time
    ends_at: dt.time
    people: tuple[OfflinePerson, ...]
    left_out: int


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
