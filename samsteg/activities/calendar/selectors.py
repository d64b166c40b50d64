"""Reading the team's own events."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from samsteg.access.policies import require
from samsteg.activities.calendar.enums import EntryKind, EventKind
from samsteg.activities.calendar.models import TeamEvent, TeamEventChange
from samsteg.activities.calendar.records import Entry
from samsteg.activities.calendar.rules import DAY, WEEK, occurrences
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team

UIDS = uuid.UUID("6f1b7c1e-3c52-4d5b-9c0a-0b7d2f9f5a11")
COMING = 8


def uid_of(*parts: object) -> uuid.UUID:
    """The same for the same things, and nothing can be read out of it that isn't known already."""
    return uuid.uuid5(UIDS, ":".join(str(part) for part in parts))


def events_between(*, actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[Entry]:
    """Every day of every event, moved ones where they are held, cancelled ones marked."""
    require(actor, "calendar.view", team)
    changes: defaultdict[int, list[TeamEventChange]] = defaultdict(list)
    for one in event_changes_question(team, first, last):
        changes[one.event_id].append(one)
    rows = events_question(team, first, last)
    return [entry for row in rows for entry in _entries(row, changes[row.pk], first, last)]


@KeptRows
def events_question(team: Team, first: dt.date, last: dt.date) -> QuerySet[TeamEvent, TeamEvent]:
    """Those that touch the days, also by a day that was moved into them."""
    held = Q(until_on__gte=first) | Q(starts_on__gte=first, until_on__isnull=True)
    return TeamEvent.objects.filter(
        Q(starts_on__lte=last) & held | Q(changes__moved_on__range=(first, last)),
        team_id=team.pk,
        removed_at__isnull=True,
    ).distinct()


@KeptRows
def event_changes_question(
    team: Team, first: dt.date, last: dt.date
) -> QuerySet[TeamEventChange, TeamEventChange]:
    """Those of a day within the days, and those that were moved into them."""
    within = Q(on_day__range=(first, last)) | Q(moved_on__range=(first, last))
    return TeamEventChange.objects.filter(within, event__team_id=team.pk)


def _entries(
    row: TeamEvent, changed: Iterable[TeamEventChange], first: dt.date, last: dt.date
) -> Iterator[Entry]:
    changes = {one.on_day: one for one in changed}
    for day in occurrences(row.rhythm, row.starts_on, row.until_on, first, last):
        change = changes.pop(day, None)
        if change is None or change.moved_on is None or first <= change.moved_on <= last:
            yield _entry(row, day, change)
    for day, change in changes.items():  # from a day outside to one inside
        if change.moved_on is not None and first <= change.moved_on <= last:
            yield _entry(row, day, change)


def _entry(row: TeamEvent, day: dt.date, change: TeamEventChange | None) -> Entry:
    is_moved = change is not None and change.moved_on is not None
    return Entry(
        uid=uid_of("event", row.pk, day),
        kind=EntryKind.TEAM,
        on=change.moved_on if change is not None and change.moved_on is not None else day,
        at=change.moved_at if change is not None and is_moved and change.moved_at else row.starts_at,
        minutes=row.minutes,
        label=str(EventKind(row.kind).label),
        title=row.title,
        words=row.place,
        user_ids=tuple(row.user_ids),
        is_for_all=not row.user_ids,
        is_cancelled=change is not None and not is_moved,
        event_id=row.pk,
        version=row.version,
        written_at=row.recorded_at,
    )


@dataclass(frozen=True, slots=True)
class EventDay:
    """A coming day of an event, and what was changed about it."""

    on_day: dt.date
    is_cancelled: bool = False
    moved_on: dt.date | None = None
    moved_at: dt.time | None = None


def event_of(*, actor: Actor, team: Team, event_id: int) -> TeamEvent:
    """Also one that is taken away. Raises PermissionRefused, NotVisible."""
    require(actor, "calendar.view", team)
    row = TeamEvent.objects.filter(team=team, pk=event_id).first()
    if row is None:
        raise NotVisible
    return row


def coming_days(row: TeamEvent, today: dt.date) -> list[EventDay]:
    """The next ones from a week back, as planned."""
    days = occurrences(row.rhythm, row.starts_on, row.until_on, today - WEEK, today + 400 * DAY)[:COMING]
    changes = {one.on_day: one for one in row.changes.all()}
    return [_event_day(day, changes.get(day)) for day in days]


def _event_day(day: dt.date, change: TeamEventChange | None) -> EventDay:
    if change is None:
        return EventDay(day)
    return EventDay(day, change.moved_on is None, change.moved_on, change.moved_at)
