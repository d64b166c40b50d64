"""The team's own events: once or in a rhythm, moved or cancelled for a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.access.staff import staff_of
from samsteg.activities.calendar.enums import EventKind, Rhythm
from samsteg.activities.calendar.models import PLACE_LENGTH, TITLE_LENGTH, TeamEvent, TeamEventChange
from samsteg.activities.calendar.records import CalendarRefused, EventValues, StaleEvent
from samsteg.activities.calendar.rules import LONGEST, occurrences
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.naming import refuse_participants

FURTHEST: Final = dt.timedelta(days=730)
FIELDS: Final = (
    "kind",
    "title",
    "place",
    "starts_on",
    "starts_at",
    "minutes",
    "rhythm",
    "until_on",
    "user_ids",
)


def add_event(*, actor: Actor, team: Team, values: EventValues) -> TeamEvent:
    """Raises PermissionRefused, CalendarRefused."""
    require(actor, "calendar.write", team)
    kept = _checked(actor, team, values, [])
    row = TeamEvent(team=team, recorded_by_id=actor.user_id)
    return _written(row, kept, force_insert=True)


@transaction.atomic
def change_event(
    *, actor: Actor, team: Team, event_id: int, expected_version: int, values: EventValues
) -> TeamEvent:
    """All its days, also those that have been. Raises as `add_event`, NotVisible, StaleEvent."""
    require(actor, "calendar.write", team)
    row = _locked(team, event_id, expected_version)
    kept = _checked(actor, team, values, row.user_ids)
    row.version, row.recorded_by_id = row.version + 1, actor.user_id
    return _written(row, kept)


@transaction.atomic
def remove_event(*, actor: Actor, team: Team, event_id: int, expected_version: int) -> TeamEvent:
    """Takes it away from the calendar, whole; `bring_back_event` is the way back. Raises as `change_event`."""
    require(actor, "calendar.write", team)
    row = _locked(team, event_id, expected_version)
    row.version, row.removed_at, row.recorded_by_id = row.version + 1, timezone.now(), actor.user_id
    row.save(update_fields=["version", "removed_at", "recorded_by_id"])
    return row


@transaction.atomic
def bring_back_event(*, actor: Actor, team: Team, event_id: int) -> TeamEvent:
    """Raises PermissionRefused, NotVisible."""
    require(actor, "calendar.write", team)
    row = _own(team).filter(pk=event_id, removed_at__isnull=False).first()
    if row is None:
        raise NotVisible
    row.version, row.removed_at = row.version + 1, None
    row.save(update_fields=["version", "removed_at"])
    return row


@transaction.atomic
def change_day(
    *,
    actor: Actor,
    team: Team,
    event_id: int,
    on_day: dt.date,
    moved_on: dt.date | None = None,
    moved_at: dt.time | None = None,
) -> TeamEventChange:
    """One day of the event is cancelled, or moved when another day is given. Again changes what was noted.

    Raises PermissionRefused, NotVisible for what isn't one of its days, CalendarRefused.
    """
    require(actor, "calendar.write", team)
    row = _day(team, event_id, on_day)
    if moved_on is not None and abs(moved_on - on_day) > FURTHEST:
        raise CalendarRefused(_("Write a day within two years."), "moved_on")
    change, _made = TeamEventChange.objects.update_or_create(
        team=team,
        event=row,
        on_day=on_day,
        defaults={
            "moved_on": moved_on,
            "moved_at": moved_at if moved_on else None,
            "recorded_by_id": actor.user_id,
        },
    )
    _touch(row)
    return change


@transaction.atomic
def restore_day(*, actor: Actor, team: Team, event_id: int, on_day: dt.date) -> None:
    """The day is held as planned again. Twice is once. Raises PermissionRefused, NotVisible."""
    require(actor, "calendar.write", team)
    row = _day(team, event_id, on_day)
    TeamEventChange.objects.filter(team=team, event=row, on_day=on_day).delete()
    _touch(row)


def _own(team: Team) -> QuerySet[TeamEvent]:
    return TeamEvent.objects.select_for_update().filter(team=team)


def _locked(team: Team, event_id: int, expected_version: int) -> TeamEvent:
    row = _own(team).filter(pk=event_id, removed_at__isnull=True).first()
    if row is None:
        raise NotVisible
    if row.version != expected_version:
        raise StaleEvent(_("Somebody has changed this since you opened it. Look at it again, then save."))
    return row


def _day(team: Team, event_id: int, on_day: dt.date) -> TeamEvent:
    row = _own(team).filter(pk=event_id, removed_at__isnull=True).first()
    if row is None or not occurrences(row.rhythm, row.starts_on, row.until_on, on_day, on_day):
        raise NotVisible
    return row


def _touch(row: TeamEvent) -> None:
    """A feed tells by the version that something is new."""
    row.version += 1
    row.save(update_fields=["version"])


def _written(row: TeamEvent, values: EventValues, *, force_insert: bool = False) -> TeamEvent:
    for name in FIELDS:
        value = getattr(values, name)
        setattr(row, name, list(value) if name == "user_ids" else value)
    row.save(force_insert=force_insert)
    return row


def _checked(actor: Actor, team: Team, values: EventValues, kept_ids: list[int]) -> EventValues:
    """Tidied. `kept_ids`: who was there before may stay, also after having left the team."""
    title, place = " ".join(values.title.split()), " ".join(values.place.split())
    if not title:
        raise CalendarRefused(_("Write what it is."), "title")
    if len(title) > TITLE_LENGTH or len(place) > PLACE_LENGTH:
        long = "title" if len(title) > TITLE_LENGTH else "place"
        raise CalendarRefused(_("That is too long. Write it shorter."), long)
    refuse_participants(
        actor, team, {"title": title, "place": place}, refused=CalendarRefused, says=names_somebody()
    )
    if values.kind not in EventKind.values or values.rhythm not in Rhythm.values:
        raise CalendarRefused(_("Choose one in the list."), "kind")
    if not 5 <= values.minutes <= 720:
        raise CalendarRefused(_("Between 5 minutes and 12 hours."), "minutes")
    if abs(values.starts_on - timezone.localdate()) > FURTHEST:
        raise CalendarRefused(_("Write a day within two years."), "starts_on")
    staff = {one.user_id for one in staff_of(team.pk)} | set(kept_ids)
    if not set(values.user_ids) <= staff:
        raise CalendarRefused(_("Choose among those who work in the team."), "user_ids")
    return replace(values, title=title, place=place, until_on=_until(values))


def names_somebody() -> str:
    return _(
        "The text names a participant. Take the name away: the whole team reads it, and it is printed on the week's "
        "sheet for the wall."
    )


def _until(values: EventValues) -> dt.date | None:
    """Of what comes back: a year from the first day unless another is given."""
    if values.rhythm == Rhythm.ONCE:
        return None
    if values.until_on is None:
        return values.starts_on + LONGEST
    if values.until_on < values.starts_on:
        raise CalendarRefused(_("The last day is before the first. Write a later one."), "until_on")
    if values.until_on - values.starts_on > LONGEST:
        raise CalendarRefused(
            _("At most 53 weeks at a time. Write an earlier last day, and begin again then."), "until_on"
        )
    return values.until_on
