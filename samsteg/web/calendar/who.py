"""Who is in: what each has pressed in the morning, and days and hours away told beforehand, as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.presence import presence_between
from samsteg.activities.calendar.records import StaffDay
from samsteg.activities.calendar.rules import DAY
from samsteg.core.actor import Actor
from samsteg.core.free_days import is_workday
from samsteg.organisation.models import Team
from samsteg.staffing.records import Away
from samsteg.staffing.selectors import absences_between
from samsteg.web.calendar.week import short, weekday


def staff_between(*, actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[StaffDay]:
    """Coaches and leads by name. What somebody has pressed for a day goes before what was told beforehand: who is
    told to be away and came is in. Weekends and holidays are nobody's days away. Two questions.
    """
    people = presence_between(actor=actor, team=team, first=first, last=last)
    by_user = {one.user_id: one for one in people}
    days = [first + number * DAY for number in range((last - first).days + 1)]
    working = [day for day in days if is_workday(day)]
    for away in absences_between(actor=actor, team=team, first=first, last=last):
        if (one := by_user.get(away.user_id)) is not None:
            _put(one, away, [day for day in working if away.holds(day)])
    return people


def _put(one: StaffDay, away: Away, days: Iterable[dt.date]) -> None:
    for day in days:
        if away.starts_at is None or away.ends_at is None:
            one.told_away.add(day)
            one.states.setdefault(day, PresenceState.AWAY)
        else:
            one.hours.setdefault(day, []).append((away.starts_at, away.ends_at))


def hours_words(one: StaffDay, day: dt.date) -> str:
    """As 13.00\u201315.00; empty for who isn't away by the hour, or is away the whole day."""
    if one.states.get(day) == PresenceState.AWAY:
        return ""
    return ", ".join(f"{begins:%H.%M}\u2013{ends:%H.%M}" for begins, ends in one.hours.get(day, ()))


def told_of(one: StaffDay, day: dt.date) -> str:
    """What was told beforehand of the reader's own day; empty for nothing."""
    if day in one.told_away:
        return _("You are told to be away today. Press where you are if that has changed.")
    hours = hours_words(one, day)
    return _("You are told to be away %(hours)s today.") % {"hours": hours} if hours else ""


@dataclass(frozen=True, slots=True)
class WhoIsIn:
    """One of the staff with a word for each of the days, and hours away; empty where nothing is noted."""

    user_id: int
    name: str
    states: tuple[tuple[dt.date, str, str, str], ...]  # day, code, word, hours


def who_is_in(days: Sequence[dt.date], people: Iterable[StaffDay]) -> list[WhoIsIn]:
    return [WhoIsIn(one.user_id, one.name, tuple(_state(one, day) for day in days)) for one in people]


def _state(one: StaffDay, day: dt.date) -> tuple[dt.date, str, str, str]:
    code = one.states.get(day, "")
    return (day, code, str(PresenceState(code).label) if code else "", hours_words(one, day))


def away_sentence(days: Sequence[dt.date], people: Iterable[StaffDay]) -> str:
    """Who is away this week, and when; empty for nobody."""
    told = []
    for one in people:
        if when := _when(days, one):
            told.append(_("%(name)s is away %(when)s.") % {"name": short(one.name), "when": when})
    return " ".join(told)


def _when(days: Sequence[dt.date], one: StaffDay) -> str:
    away = [day for day in days if one.states.get(day) == PresenceState.AWAY]
    if days and len(away) == len(days):
        return _("all week") if len(days) > 1 else weekday(days[0]).lower()
    parts = []
    for day in days:
        if hours := hours_words(one, day):
            parts.append(f"{weekday(day).lower()} {hours}")
        elif day in away:
            parts.append(weekday(day).lower())
    return ", ".join(parts)
