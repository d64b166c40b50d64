"""Somebody round a participant, as pages and services pass it on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundValues:
    """`role` is a code of RoleAround or free words; `authority_id` an authority of Samsteg's, `workplace` any words.

    `source_id`: whose information it is, None for what the participant or the team says.
    """

    role: str
    name: str = ""
    workplace: str = ""
    contact: str = ""
    remark: str = ""
    authority_id: int | None = None
    is_called_to_sip: bool = False
    from_on: dt.date | None = None
    until_on: dt.date | None = None
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent in force by which the authority is told, or tells the team. Days are inclusive."""

    consent_id: int
    categories: tuple[str, ...]
    last_on: dt.date
    is_told: bool


@dataclass(frozen=True, slots=True)
class ReadAround:
    """One version. `agreed` is what the consents in force say about the authority; of none they say nothing."""

    series: uuid.UUID
    version: int
    values: AroundValues
    authority: str
    category: str
    source: str
    is_forgotten: bool
    written_at: dt.datetime
    writer_id: int | None
    agreed: tuple[Agreed, ...] = ()

    def is_over(self, on: dt.date) -> bool:
        return self.values.until_on is not None and self.values.until_on < on


@dataclass(frozen=True, slots=True)
class Around:
    """Those who are there now, by role, and those who were, the last first."""

    now: tuple[ReadAround, ...] = ()
    before: tuple[ReadAround, ...] = ()
