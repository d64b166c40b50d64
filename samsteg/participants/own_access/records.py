"""What a participant sends, as pages and services pass it on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from samsteg.core.errors import Refused
from samsteg.participants.own_access.enums import LinkState, MessageKind

# The questions of each kind, in the order in which they are asked.
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        MessageKind.BEFORE_MEETING: ("well", "talk"),
        MessageKind.OWN_WORDS: ("meant", "better"),
        MessageKind.ANSWER: ("answer",),
        MessageKind.CANNOT_COME: ("instead",),
    }
)
MAY_BE_EMPTY = frozenset({MessageKind.CANNOT_COME})  # which says enough by being sent


class MessageRefused(Refused):
    """What was written can't be sent as it is."""


@dataclass(frozen=True, slots=True)
class Message:
    """`texts` by part, empty ones left out; `title` is what the person is called, where it is told among others'."""

    message_id: int
    person_id: int
    kind: MessageKind
    channel: str
    meeting_series: uuid.UUID | None
    sent_at: dt.datetime
    handled_at: dt.datetime | None
    texts: Mapping[str, str] = field(repr=False)
    title: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    link_id: int
    kind: MessageKind
    state: LinkState
    made_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """What a personal link lets be sent, for the browser that has exchanged it; `handle` is the browser's alone."""

    handle: str = field(repr=False)
    kind: MessageKind
