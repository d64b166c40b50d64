"""Who is in, in words: what each has pressed in the morning, and days and hours away told beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from samsteg.activities.calendar.enums import EntryKind, PresenceState
from samsteg.activities.calendar.records import Entry, StaffDay
from samsteg.web.calendar.week import short, weekday


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


def with_who_is_away(entries: Iterable[Entry], people: Iterable[StaffDay]) -> list[Entry]:
    """Groups know which of their leaders are away that day: then the others lead, or the team stands in."""
    by_user = {one.user_id: one for one in people}
    found = []
    for one in entries:
        known = [by_user[user] for user in one.user_ids if user in by_user]
        away = tuple(each.user_id for each in known if each.is_away_on(one.on))
        found.append(replace(one, away_ids=away) if away and one.kind is EntryKind.GROUP else one)
    return found
