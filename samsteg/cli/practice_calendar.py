"""The practice team's calendar: what it does every week, and who is in today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from samsteg.accounts.models import User
from samsteg.activities.calendar.enums import EventKind, PresenceState, Rhythm
from samsteg.activities.calendar.models import Presence, TeamEvent
from samsteg.activities.calendar.records import EventValues
from samsteg.activities.calendar.rules import DAY, monday_of
from samsteg.activities.calendar.services import add_event
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.staffing.models import Absence

# Weekday from Monday, time, minutes, kind, title, rhythm, place.
EVENTS = (
    (1, dt.time(15, 30), 60, EventKind.TEAM_MEETING, "Teammöte", Rhythm.WEEKLY, "Stora rummet"),
    (2, dt.time(8, 30), 90, EventKind.VISIT, "FK och regionen på plats", Rhythm.FORTNIGHTLY, ""),
    (3, dt.time(13), 90, EventKind.SUPERVISION, "Handledning", Rhythm.MONTHLY, "Digitalt"),
    (4, dt.time(9), 120, EventKind.WRITING, "Skrivtid", Rhythm.WEEKLY, ""),
)


def fill_practice_calendar(operator: User, team: Team, users: Mapping[str, User]) -> int:
    """Returns how many events are new. Once begun, what the users do with the calendar stays theirs."""
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)) as actor:
        if TeamEvent.objects.filter(team=team).exists():
            return 0
        monday = monday_of(today) - 4 * 7 * DAY
        for weekday, at, minutes, kind, title, rhythm, place in EVENTS:
            values = EventValues(
                kind=kind,
                title=title,
                starts_on=monday + weekday * DAY,
                starts_at=at,
                minutes=minutes,
                rhythm=rhythm,
                place=place,
            )
            add_event(actor=actor, team=team, values=values)
        Presence.objects.bulk_create(
            Presence(team=team, user_id=users[name].pk, on_day=day, state=state, noted_by_id=actor.user_id)
            for name, day, state in (("lead", today, PresenceState.IN),)
            if name in users
        )
        friday = monday_of(today) + 4 * DAY
        Absence.objects.bulk_create(
            Absence(
                team=team,
                user_id=users[name].pk,
                first_on=friday,
                last_on=friday,
                starts_at=begins,
                ends_at=ends,
                noted_by_id=actor.user_id,
            )
            for name, begins, ends in (("lead", None, None), ("coach", dt.time(13), dt.time(15)))
            if name in users
        )
    return len(EVENTS)
