"""What the services and selectors of staffing pass on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samsteg.core.errors import Refused


class AbsenceRefused(Refused):
    """`name` is the field to mend."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Away:
    """Days, both inclusive; hours of each of them, or None for whole days."""

    pk: int
    user_id: int
    first_on: dt.date
    last_on: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None

    @property
    def is_whole(self) -> bool:
        return self.starts_at is None

    def holds(self, day: dt.date) -> bool:
        return self.first_on <= day <= self.last_on
