"""What is booked with participants on days when the team closes: nobody is to come to a closed door.

Composed here, since visits, talks and follow-ups stand beside the groups. By the calendar's rule who isn't the reader's
to see has a time that is taken and no name, and a protected person stands with the own coach alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import ngettext

from samsteg.accounts.names import names_of
from samsteg.activities.calendar.records import Entry
from samsteg.activities.models import ClosedDays
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.web.activities.pages import weekday
from samsteg.web.calendar.gathering import booked_between
from samsteg.web.calendar.week import names_of_entry

PLACE = "page:closed-days"


@dataclass(frozen=True, slots=True)
class BookedThen:
    """`heading` is what the participant is called, or that somebody is busy; `address` is empty for who isn't seen."""

    on: dt.date
    heading: str
    words: str
    address: str


def booked_then(actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[Entry]:
    """From today on, still to be held. The caller logs whom it shows."""
    first = max(first, timezone.localdate())
    return booked_between(actor, team, first, last) if first <= last else []


def question(count: int) -> str:
    text = ngettext(
        "%(n)d visit, talk or follow-up is booked on the days. Move or cancel it first, or close all the same.",
        "%(n)d visits, talks or follow-ups are booked on the days. Move or cancel them first, or close all the same.",
        count,
    )
    return text % {"n": count}


def shown_to(actor: Actor, team: Team, entries: Sequence[Entry]) -> list[BookedThen]:
    """In words, with whom they name in the read log."""
    persons = {one.person_id for one in entries if one.person_id is not None}
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.LIST, place=PLACE)
    staff = names_of({pk for one in entries for pk in one.user_ids})
    return [_line(one, staff) for one in entries]


def _line(one: Entry, staff: dict[int, str]) -> BookedThen:
    at = f" {one.at:%H.%M}" if one.at else ""
    said = (one.label if one.title else "", f"{weekday(one.on)} {one.on}{at}", *names_of_entry(one, staff))
    words = " \u00b7 ".join(filter(None, said))
    return BookedThen(one.on, one.title or one.label, words, one.address)


def by_closed(
    actor: Actor, team: Team, rows: Iterable[ClosedDays]
) -> list[tuple[ClosedDays, list[BookedThen]]]:
    """What is still booked on each of the closed days to come."""
    rows, today = list(rows), timezone.localdate()
    ahead = [one for one in rows if one.last_on >= today]
    found: list[Entry] = []
    if ahead:
        first, last = min(one.first_on for one in ahead), max(one.last_on for one in ahead)
        found = [
            one
            for one in booked_then(actor, team, first, last)
            if any(row.first_on <= one.on <= row.last_on for row in ahead)
        ]
    shown = shown_to(actor, team, found)
    return [(row, [one for one in shown if row.first_on <= one.on <= row.last_on]) for row in rows]
