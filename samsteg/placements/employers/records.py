"""Employers as pages and services pass them on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from samsteg.placements.employers.enums import RequestPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerValues:
    name: str
    organisation_number: str = ""
    sector: str = ""
    municipality_code: str = ""
    address: str = ""
    tasks: str = ""
    at_once_most: int | None = None
    requests_most: int | None = None
    requests_days: int = RequestPeriod.QUARTER
    status: str = "active"
    ask_again_on: dt.date | None = None
    ask_again_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactValues:
    name: str
    role: str = ""
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteValues:
    kind: str
    happened_on: dt.date
    text: str
    is_request: bool = False


@dataclass(frozen=True, slots=True)
class Requests:
    """How often an employer was asked for a place in the `days` up to a day, of at most `most` times. `free_on`: the
    first day when it may be asked again; None when it may be asked that day.
    """

    asked: int
    most: int
    days: int
    free_on: dt.date | None


def later_than_today(day: dt.date | None) -> dt.date | None:
    return day if day is not None and day > timezone.localdate() else None


@dataclass(frozen=True, slots=True)
class ListedEmployer:
    """`here_now`: how many are there now, `coming`: how many are to begin, `here_before`: how many placements have
    ended, `most_ahead`: the most on one day from today on; all without protected persons. `full_from`: the first
    day, today at the earliest, when no more are taken. `last_on`: when somebody was last in touch or a participant
    was there.
    """

    employer_id: int
    name: str
    sort_name: str
    sector: str
    municipality_code: str
    status: str
    tasks: str
    at_once_most: int | None
    ask_again_on: dt.date | None
    ask_again_why: str
    here_now: int
    here_before: int
    coming: int
    most_ahead: int
    full_from: dt.date | None
    last_on: dt.date | None

    @property
    def is_full(self) -> bool:
        return self.at_once_most is not None and self.most_ahead >= self.at_once_most

    @property
    def full_later(self) -> dt.date | None:
        """From when, where there is room until then."""
        return later_than_today(self.full_from)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A name that placements have and no employer in the register."""

    name: str
    placements: int


@dataclass(frozen=True, slots=True)
class PersonThere:
    """A participant whom the actor sees, and when they were at the employer."""

    person_id: int
    title: str
    form: str
    started_on: dt.date
    ended_on: dt.date | None
    outcome: str
