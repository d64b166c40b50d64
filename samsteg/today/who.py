"""Who is in: what each has pressed in the morning, and days and hours away told beforehand, as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.presence import presence_between
from samsteg.activities.calendar.records import StaffDay
from samsteg.activities.calendar.rules import DAY
from samsteg.core.actor import Actor
from samsteg.core.free_days import is_workday
from samsteg.organisation.models import Team
from samsteg.staffing.records import Away
from samsteg.staffing.selectors import absences_between


def staff_between(*, actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[StaffDay]:
    """Coaches and leads by name. What somebody has pressed for a day goes before what was told beforehand: who is
    told to be away and came is in. Weekends and holidays are nobody's days away, but who is off around them leads no
    group then. Two questions.
    """
    people = presence_between(actor=actor, team=team, first=first, last=last)
    by_user = {one.user_id: one for one in people}
    days = [first + number * DAY for number in range((last - first).days + 1)]
    working = [day for day in days if is_workday(day)]
    for away in absences_between(actor=actor, team=team, first=first, last=last):
        if (one := by_user.get(away.user_id)) is not None:
            _put(one, away, [day for day in working if away.holds(day)])
            if away.starts_at is None:
                one.told_off.update(day for day in days if away.holds(day))
    return people


def _put(one: StaffDay, away: Away, days: Iterable[dt.date]) -> None:
    for day in days:
        if away.starts_at is None or away.ends_at is None:
            one.told_away.add(day)
            one.states.setdefault(day, PresenceState.AWAY)
        else:
            one.hours.setdefault(day, []).append((away.starts_at, away.ends_at))
