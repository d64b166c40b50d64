"""What a participant has sent, in the words of the staff's pages."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from samsteg.participants.own_access.enums import Channel, MessageKind
from samsteg.participants.own_access.records import PARTS, Message
from samsteg.web.own.words import QUESTIONS
from samsteg.web.participants.words import word


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """`answers`: question and answer, those that were answered."""

    message_id: int
    title: str
    channel: str
    sent_at: dt.datetime
    handled_at: dt.datetime | None
    meeting_series: uuid.UUID | None
    answers: tuple[tuple[str, str], ...]


def shown_message(one: Message) -> ShownMessage:
    return ShownMessage(
        message_id=one.message_id,
        title=word(MessageKind, one.kind),
        channel=word(Channel, one.channel),
        sent_at=one.sent_at,
        handled_at=one.handled_at,
        meeting_series=one.meeting_series,
        answers=tuple(
            (str(QUESTIONS[part]), one.texts[part]) for part in PARTS[one.kind] if part in one.texts
        ),
    )
