"""A note as pages and services pass it on: what is written with it, and what is read of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteValues:
    """What the writer decides. `source_id` None: the team's own record. Texts are plain."""

    occurred_on: dt.date
    form: str
    category: str
    text: str
    source_id: int | None = None
    is_about_two: bool = False
    second_coach_id: int | None = None  # the colleague who was there too


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteVersion:
    """What once stood there, or stands. The text of a retracted note says why it was taken back; of a forgotten one,
    whose key is destroyed, it is empty.
    """

    values: NoteValues
    version: int
    is_retracted: bool
    is_forgotten: bool
    written_at: dt.datetime
    writer_id: int | None
    source: str  # the authority's name, empty for the team's own


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNote:
    """A note as it holds now; `earlier` newest first, only those the reader may read, none of a retracted one."""

    series: uuid.UUID
    now: NoteVersion
    earlier: tuple[NoteVersion, ...]
