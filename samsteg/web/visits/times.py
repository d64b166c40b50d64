"""What stands in the way of a visit at a time: closed days, an intake stop, who is away, what is booked already.

Composed here, since the apps that know of it stand beside each other. Never why somebody is away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.staff import staff_of
from samsteg.activities.calendar.enums import EntryKind, PresenceState
from samsteg.activities.calendar.records import Entry, StaffDay
from samsteg.activities.calendar.selectors import uid_of
from samsteg.activities.models import ClosedDays
from samsteg.activities.selectors import closed_days
from samsteg.core.actor import Actor
from samsteg.core.free_days import free_day_name, is_weekend
from samsteg.organisation.models import Team
from samsteg.participants.visits.records import Booking, SlotDay
from samsteg.participants.visits.selectors import free_slots
from samsteg.participants.way.models import IntakeStop
from samsteg.participants.way.selectors import intake_stops
from samsteg.today.who import staff_between
from samsteg.web.calendar.clashes import Clash, Wanted, clashes, end_of, overlap
from samsteg.web.calendar.week import closed_words

WEEKS = 4  # ahead that free times are offered


@dataclass(frozen=True, slots=True)
class Known:
    """Of a span of days: who works in the team and where they are, the team's closed days and its intake stops.

    `others`: names of those with another role in the team, who may receive and whose days aren't known.
    """

    people: Mapping[int, StaffDay]
    closed: Sequence[ClosedDays]
    stops: Sequence[IntakeStop]
    others: Mapping[int, str]

    def hindrance(self, on: dt.date, at: dt.time, minutes: int, host_id: int | None) -> str:
        """The first thing in the way, in words; empty for nothing. What has been is hindered by nothing."""
        return next(self.hindrances(on, at, minutes, host_id), "")

    def hindrances(self, on: dt.date, at: dt.time, minutes: int, host_id: int | None) -> Iterator[str]:
        if on < timezone.localdate():
            return
        if closed := closed_words(self.closed, on):
            yield closed
        if any(one.started_on <= on and (one.ended_on is None or on <= one.ended_on) for one in self.stops):
            yield _("Intake stop")
        if missing := self._missing(on, at, minutes, host_id):
            yield missing

    def _missing(self, on: dt.date, at: dt.time, minutes: int, host_id: int | None) -> str:
        """Of the one who receives, or of everybody where it is nobody in particular."""
        if host_id is None:
            gone = self.people and all(_is_away(one, on, at, minutes) for one in self.people.values())
            return _("Everybody is away") if gone else ""
        host = self.people.get(host_id)
        if host is None:
            return "" if host_id in self.others else _("The one who receives has left the team")
        return _("%(name)s is away") % {"name": host.name} if _is_away(host, on, at, minutes) else ""

    def stands(self, one: SlotDay) -> bool:
        return not self.hindrance(one.on_day, one.slot.starts_at, one.slot.minutes, one.slot.host_id)

    @property
    def receivers(self) -> list[tuple[int, str]]:
        return [(one.user_id, one.name) for one in self.people.values()]


def _is_away(one: StaffDay, on: dt.date, at: dt.time, minutes: int) -> bool:
    if one.states.get(on) == PresenceState.AWAY:
        return True
    return any(overlap((at, end_of(at, minutes)), hours) for hours in one.hours.get(on, ()))


def known_of(
    actor: Actor, team: Team, first: dt.date, last: dt.date, hosts: Sequence[int | None] = ()
) -> Known:
    """`hosts`: those who are asked about, for the names of them who are neither coach nor lead."""
    people = staff_between(actor=actor, team=team, first=first, last=last)
    return _known(team, people, closed_days(team, first, last), hosts)


def _known(
    team: Team, people: Iterable[StaffDay], closed: Sequence[ClosedDays], hosts: Iterable[int | None]
) -> Known:
    by_user = {one.user_id: one for one in people}
    unknown = {pk for pk in hosts if pk is not None} - by_user.keys()
    others = {one.user_id: one.name for one in staff_of(team.pk)} if unknown else {}
    return Known(by_user, closed, intake_stops(team), others)


def offered(
    team: Team, entries: Sequence[Entry], people: Iterable[StaffDay], closed: Sequence[ClosedDays]
) -> list[Entry]:
    """A calendar's entries without the free times that something stands in the way of."""
    slots = [one for one in entries if one.kind is EntryKind.SLOT]
    if not slots:
        return list(entries)
    known = _known(team, people, closed, [pk for one in slots for pk in one.user_ids])
    return [one for one in entries if one.kind is not EntryKind.SLOT or _is_offered(one, known)]


def _is_offered(one: Entry, known: Known) -> bool:
    host_id = one.user_ids[0] if one.user_ids else None
    return not known.hindrance(one.on, one.at or dt.time.min, one.minutes, host_id)


def free_times(actor: Actor, team: Team) -> tuple[list[SlotDay], Known]:
    """The standing times that can be offered, from today on, in order; and what is known of the days."""
    found, today = free_slots(team, weeks=WEEKS), timezone.localdate()
    hosts = [one.slot.host_id for one in found]
    known = known_of(actor, team, today, today + dt.timedelta(weeks=WEEKS), hosts)
    return [one for one in found if known.stands(one)], known


def asks_first(
    actor: Actor, team: Team, booking: Booking, person_id: int, visit_id: int | None = None
) -> list[str]:
    """What one ought to know before the visit is booked; it may be booked all the same. `visit_id`: the one that moves.

    Nobody is named but the one who receives.
    """
    day = booking.on_day
    if day < timezone.localdate():
        return []
    known = known_of(actor, team, day, day, [booking.host_id])
    said = [*_of_day(day), *known.hindrances(day, booking.starts_at, booking.minutes, booking.host_id)]
    moved = uid_of("visit", visit_id) if visit_id else None
    wanted = Wanted(
        on=day,
        at=booking.starts_at,
        minutes=booking.minutes,
        user_ids=[] if booking.host_id is None else [booking.host_id],
        person_id=person_id,
    )
    said += [_taken(one, known) for one in clashes(actor, team, wanted, but=moved)]
    return said


def _of_day(day: dt.date) -> list[str]:
    name = free_day_name(day)
    if name:
        return [_("The day is %(name)s") % {"name": name}]
    return [_("The day is in a weekend")] if is_weekend(day) else []


def _taken(one: Clash, known: Known) -> str:
    told = {"time": f"{one.at:%H.%M}", "what": one.what}
    if one.user_id is None:
        return _("The participant has something else %(time)s: %(what)s") % told
    names = {**known.others, **dict(known.receivers)}
    return _("%(name)s has something else %(time)s: %(what)s") % {
        "name": names.get(one.user_id, ""),
        **told,
    }
