"""The access table's rows of the calendar, and one row of each of its tables."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from samsteg.activities.calendar.enums import DeadlineCode, EventKind, PresenceState
from samsteg.activities.calendar.models import Deadline, DeadlineDone, Presence, TeamEvent, TeamEventChange
from samsteg.activities.calendar.selectors import uid_of
from samsteg.activities.offline.models import OfflinePackage, OfflineToken
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.staffing.models import Absence

LOGIN = "log in"
DAY = dt.date(2025, 3, 1)
Answers = tuple[int | str, int | str, int | str, int | str]
NO_SUCH_EVENT = {"event_id": 4_000_000_000}
A_DEADLINE = {"series": uid_of(DeadlineCode.PLAN)}

CALENDAR: dict[str, tuple[Answers, Answers]] = {
    "calendar": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "check_in": ((LOGIN, 405, 405, 405), (LOGIN, 302, 302, 404)),
    "calendar_away": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "week_sheet": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "calendar_event_new": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "calendar_event": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such event
    "calendar_event_removed": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "calendar_event_day": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "year_wheel": ((LOGIN, 200, 200, 404), (LOGIN, 403, 422, 404)),
    "deadline": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "deadline_ended": ((LOGIN, 405, 405, 405), (LOGIN, 403, 302, 404)),
    "deadline_done": ((LOGIN, 405, 405, 405), (LOGIN, 403, 404, 404)),  # in no year
    "own_feed": ((LOGIN, 200, 200, 200), (LOGIN, 200, 200, 200)),
    "feed": ((404, 404, 404, 404), (405, 405, 405, 405)),  # no such link, whoever asks
    # Without coverage: 404 until a controller turns it on; the worker names nothing but files.
    "offline_roll": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "offline_worker": ((200, 200, 200, 200), (405, 405, 405, 405)),
    "offline_state": ((LOGIN, 200, 200, 200), (LOGIN, 405, 405, 405)),  # that it isn't open
    "offline_package": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "offline_marks": ((LOGIN, 405, 405, 405), (LOGIN, 400, 400, 400)),
}
CALENDAR_ARGUMENTS = {
    **dict.fromkeys(("calendar_event", "calendar_event_removed", "calendar_event_day"), NO_SUCH_EVENT),
    **dict.fromkeys(("deadline", "deadline_ended", "deadline_done"), A_DEADLINE),
}


def fill_offline(actor: Actor, team: Team, person_id: int) -> None:
    now = timezone.now()
    package = OfflinePackage.objects.create(
        team=team,
        handle=uuid.uuid4(),
        user_id=actor.user_id,
        issued_at=now,
        expires_at=now + dt.timedelta(hours=1),
    )
    OfflineToken.objects.create(team=team, package=package, person_id=person_id, session_series=uuid.uuid4())


def fill_calendar(actor: Actor, team: Team) -> None:
    by = {"team": team, "recorded_by_id": actor.user_id}
    event = TeamEvent.objects.create(**by, kind=EventKind.OTHER, title="Prov", starts_on=DAY)
    TeamEventChange.objects.create(**by, event=event, on_day=DAY)
    Presence.objects.create(
        team=team, user_id=actor.user_id, on_day=DAY, state=PresenceState.IN, noted_by_id=actor.user_id
    )
    Absence.objects.create(
        team=team, user_id=actor.user_id, first_on=DAY, last_on=DAY, noted_by_id=actor.user_id
    )
    row = Deadline.objects.create(**by, title="Prov", month=9, day=30, valid_from=DAY)
    DeadlineDone.objects.create(
        team=team, series=row.series, year=2025, done_on=DAY, done_by_id=actor.user_id
    )
