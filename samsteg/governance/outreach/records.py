"""The outreach log as pages and services pass it on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from samsteg.core.errors import Refused


class OutreachRefused(Refused):
    """`field` names what to mend, as in the records; empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StaleOutreach(Refused):
    """Somebody else has changed it in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachValues:
    """As OutreachActivity."""

    kind: str
    state: str
    on_day: dt.date
    starts_at: dt.time | None = None
    what: str
    with_whom: str = ""
    employer_id: int | None = None
    is_digital: bool = False
    place: str = ""
    people_count: int | None = None
    user_ids: tuple[int, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryValues:
    """As Enquiry."""

    on_day: dt.date
    enquirer: str
    about: str
    enquiry_count: int = 1


@dataclass(frozen=True, slots=True)
class Counted:
    """What a period holds. `kinds`: held, by kind; `states`: all, by state; `unheld`: planned days that have been.

    `people`: how many were met where somebody counted, at `people_of` of the held ones. `enquirers`: enquiries by who
    asked.
    """

    states: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    people: int = 0
    people_of: int = 0
    unheld: int = 0
    enquirers: dict[str, int] = field(default_factory=dict)

    @property
    def held(self) -> int:
        return sum(self.kinds.values())

    @property
    def enquiries(self) -> int:
        return sum(self.enquirers.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the list is asked for; nothing for all. `order`: a field of ORDERS."""

    first: dt.date
    last: dt.date
    search: str = ""
    state: str = ""
    kind: str = ""
    order: str = "day"
    descending: bool = True
    count: int = 25


@dataclass(frozen=True, slots=True)
class OutreachDay:
    """A planned one for the calendar."""

    series: uuid.UUID
    kind: str
    on: dt.date
    at: dt.time | None
    what: str
    place: str
    user_ids: tuple[int, ...]
    is_cancelled: bool
    version: int
    written_at: dt.datetime
