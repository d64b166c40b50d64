"""What the pages of shared first names pass on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSaid:
    """How somebody said yes."""

    signed_on: dt.date
    form: str
    form_note: str = ""


@dataclass(frozen=True, slots=True)
class Sharing:
    """A group that a person is in and that is held with another team; `consent_id` 0: no first name is told there."""

    group_id: int
    group: str
    to_team_id: int
    to_team: str
    consent_id: int = 0
    signed_on: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class FromOthers:
    """Of another team in a group: the first names that may be told, and how many more there are."""

    team: str
    names: tuple[str, ...]
    others: int
