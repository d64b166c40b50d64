"""What a time asks before it is booked: a day when nobody is here, and who already has something else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.records import StaffDay
from samsteg.activities.calendar.selectors import uid_of
from samsteg.activities.selectors import closed_days
from samsteg.core.actor import Actor
from samsteg.core.free_days import free_day_name, is_weekend
from samsteg.follow_ups.talks.records import TalkBooking
from samsteg.follow_ups.talks.rules import minutes_between
from samsteg.organisation.models import Team
from samsteg.today.who import staff_between
from samsteg.web.calendar.clashes import Clash, Wanted, clashes
from samsteg.web.calendar.week import closed_words, short, weekday


def about(booking: TalkBooking) -> str:
    """What a question is asked of: another day, time or colleague is another question."""
    staff = (booking.coach_id, booking.second_coach_id or 0)
    return f"{booking.on_day} {booking.starts_at:%H%M} {booking.ends_at:%H%M} {staff[0]} {staff[1]}"


def questions(
    actor: Actor, team: Team, booking: TalkBooking, person_id: int, *, moved: uuid.UUID | None = None
) -> tuple[str, ...]:
    """In sentences; empty where nothing speaks against the time. `moved`: the talk that leaves its own time."""
    day = booking.on_day
    wanted = [one for one in (booking.coach_id, booking.second_coach_id) if one]
    people = {one.user_id: one for one in staff_between(actor=actor, team=team, first=day, last=day)}
    staff = {one: people[one] for one in wanted if one in people}
    return (
        *_of_day(team, day),
        *(said for one in staff.values() for said in _away(one, booking)),
        *_taken(actor, team, booking, staff, person_id, moved),
    )


def _of_day(team: Team, day: dt.date) -> Iterator[str]:
    if name := free_day_name(day):
        yield _("%(day)s is a holiday: %(holiday)s.") % {"day": day, "holiday": name}
    elif is_weekend(day):
        yield _("%(day)s is a %(weekday)s.") % {"day": day, "weekday": weekday(day).lower()}
    if closed := closed_words(closed_days(team, day, day), day):
        yield f"{day}: {closed}."


def _away(one: StaffDay, booking: TalkBooking) -> Iterator[str]:
    named = {"name": short(one.name), "day": booking.on_day}
    if one.states.get(booking.on_day) == PresenceState.AWAY:
        yield _("%(name)s is away on %(day)s.") % named
        return
    for begins, ends in one.hours.get(booking.on_day, ()):
        if begins < booking.ends_at and booking.starts_at < ends:
            yield _("%(name)s is away %(from)s–%(to)s that day.") % {
                **named,
                "from": f"{begins:%H.%M}",
                "to": f"{ends:%H.%M}",
            }


def _taken(
    actor: Actor,
    team: Team,
    booking: TalkBooking,
    people: Mapping[int, StaffDay],
    person_id: int,
    moved: uuid.UUID | None,
) -> Iterator[str]:
    """What the calendar holds for them at that time. Without names, and without what it is."""
    wanted = Wanted(
        on=booking.on_day,
        at=booking.starts_at,
        minutes=minutes_between(booking.starts_at, booking.ends_at),
        user_ids=list(people),
        person_id=person_id,
    )
    for one in clashes(actor, team, wanted, but=uid_of("talk", moved) if moved else None):
        yield taken_words(one, short(people[one.user_id].name) if one.user_id is not None else "")


def taken_words(one: Clash, name: str) -> str:
    """`name`: whose of the staff it is."""
    if one.user_id is None:
        return _("The participant has something else at %(time)s that day.") % {"time": f"{one.at:%H.%M}"}
    return _("%(name)s has something else at %(time)s that day.") % {
        "name": name,
        "time": f"{one.at:%H.%M}",
    }
