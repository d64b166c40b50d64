"""What the day holds for one who works in a team. The page and the daily mail both read it from here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from samsteg.access.policies import may, require
from samsteg.activities.calendar.records import StaffDay, WheelDay
from samsteg.activities.calendar.wheel import deadlines_near
from samsteg.activities.half_called import half_called
from samsteg.activities.records import SessionDay
from samsteg.activities.selectors import sessions_between
from samsteg.activities.trials import trial_group_end
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import asked_together
from samsteg.follow_ups.due import due_for
from samsteg.follow_ups.records import DueFollowUp
from samsteg.follow_ups.talks.records import OpenTalk
from samsteg.follow_ups.talks.selectors import open_talks
from samsteg.follow_ups.times import lacks_times, times_of
from samsteg.organisation.models import Team
from samsteg.participants.own_access.records import Message
from samsteg.participants.own_access.selectors import waiting_messages
from samsteg.participants.own_day import OwnDay, Unallocated, VisitToday, own_day, visits_today
from samsteg.participants.plans.records import Promise
from samsteg.participants.plans.selectors import promises_of
from samsteg.participants.protected_left import left_without_coach
from samsteg.participants.referrals.joined import Joined, JoinedUnnamed, joined_referrals, joined_unnamed
from samsteg.participants.referrals.waiting import NewReferrals, new_referrals
from samsteg.participants.running_out import RunningOut, running_out
from samsteg.participants.visits.asking import AskAgain, to_ask_again
from samsteg.participants.visits.untold import UntoldVisit, untold_visits
from samsteg.placements.employers.models import Employer
from samsteg.placements.employers.selectors import ask_now
from samsteg.placements.selectors import DuePlacement, placements_due
from samsteg.today.asking import LAST_SEEN, day_ahead
from samsteg.today.who import staff_between

LATELY = dt.timedelta(weeks=5)


@dataclass(frozen=True, slots=True)
class Gathered:
    """One's own day. A new field is named in ASKS or in TELLS.

    `follow_ups` and `talks` also hold those to be held today; of `talks` those that are over ask for an answer. `led`:
    sessions of the last weeks that are the actor's to call the roll of; `shared`: those that another team holds and
    nobody of the team's own leads; `half`: of both those whose roll call was begun and never ended, how many of the
    team's own are marked of how many. `leads`: the actor leads the team. `lacks_times`: the actor is to decide how
    often the team follows up. `staff`: who works in the team, and where each is today. `protected_left`: how many with
    protected identity have no coach who works here, never who.
    """

    today: dt.date
    own: OwnDay
    follow_ups: tuple[DueFollowUp, ...]
    talks: tuple[OpenTalk, ...]
    visits: tuple[VisitToday, ...]
    led: tuple[SessionDay, ...]
    shared: tuple[SessionDay, ...]
    uncalled: tuple[SessionDay, ...]
    half: Mapping[uuid.UUID, tuple[int, int]]
    ending_consents: tuple[RunningOut, ...]
    ask_again: tuple[AskAgain, ...]
    untold_visits: tuple[UntoldVisit, ...]
    placements: tuple[DuePlacement, ...]
    employers: tuple[Employer, ...]
    messages: tuple[Message, ...]
    referrals: NewReferrals
    joined: tuple[Joined, ...]
    protected_left: int
    joined_unnamed: JoinedUnnamed
    lacks_times: bool
    promises: tuple[Promise, ...]
    leads: bool
    staff: tuple[StaffDay, ...]
    deadlines: tuple[WheelDay, ...]

    @property
    def unallocated(self) -> tuple[Unallocated, ...]:
        """Whom nobody is responsible for: the lead's to see to."""
        return self.own.unallocated if self.leads else ()

    @property
    def asks_for_something(self) -> bool:
        """Whether something is to be done today, not only to be known: what the daily mail is sent for."""
        return any(asks(self) for asks in ASKS.values())


# What asks for an act, by field. The names are the fields' own.
ASKS: Mapping[str, Callable[[Gathered], bool]] = {
    "follow_ups": lambda day: bool(day.follow_ups),
    "talks": lambda day: any(one.is_over for one in day.talks),
    "own": lambda day: bool(day.own.deciding or day.own.newcomers or day.unallocated),
    "uncalled": lambda day: bool(day.uncalled),
    "half": lambda day: bool(day.half),
    "ending_consents": lambda day: bool(day.ending_consents),
    "ask_again": lambda day: bool(day.ask_again),
    "untold_visits": lambda day: bool(day.untold_visits),
    "placements": lambda day: bool(day.placements),
    "employers": lambda day: bool(day.employers),
    "messages": lambda day: bool(day.messages),
    "referrals": lambda day: day.referrals.waits,
    "joined": lambda day: bool(day.joined),
    "protected_left": lambda day: bool(day.protected_left),
    "joined_unnamed": lambda day: day.joined_unnamed.waits,
    "lacks_times": lambda day: day.lacks_times,
    "promises": lambda day: any(one.due_on is not None and one.due_on <= day.today for one in day.promises),
}
# What is only told.
TELLS = frozenset({"today", "visits", "led", "shared", "leads", "staff", "deadlines"})


def gather(actor: Actor, team: Team, on: dt.date | None = None) -> Gathered:
    """Of the actor's own, and of what is the whole team's. The caller logs the read. Raises PermissionRefused."""
    require(actor, "today.view", team)
    day = on or timezone.localdate()
    with asked_together(*day_ahead(actor, team, day, day - LATELY)):
        return _gathered(actor, team, day)


def _gathered(actor: Actor, team: Team, day: dt.date) -> Gathered:
    staff = tuple(staff_between(actor=actor, team=team, first=day - LATELY, last=day))
    led, shared = _led(actor, team, day, staff)
    times, referrals = times_of(team), new_referrals(actor, team)
    return Gathered(
        today=day,
        own=own_day(actor=actor, team=team, on=day, seen=LAST_SEEN, trial_end=trial_group_end),
        follow_ups=tuple(due_for(actor, team, day, times)),
        talks=open_talks(actor, team, day),
        visits=tuple(visits_today(actor=actor, team=team, on=day)),
        led=led,
        shared=shared,
        uncalled=tuple(one for one in led if one.host_id == team.pk and one.lacks_roll_call(day)),
        half=half_called(actor, team, (*led, *shared)),
        ending_consents=tuple(running_out(actor=actor, team=team, on=day, only_own=True)),
        ask_again=tuple(to_ask_again(actor=actor, team=team, on=day)),
        untold_visits=tuple(untold_visits(actor=actor, team=team, on=day)),
        placements=tuple(placements_due(actor, team, day)),
        employers=tuple(ask_now(team, day)) if may(actor, "employers.view", team) else (),
        messages=waiting_messages(actor, team),
        referrals=referrals,
        protected_left=left_without_coach(actor, team),
        lacks_times=may(actor, "follow_ups.times", team) and lacks_times(team, times),
        joined=tuple(joined_referrals(actor=actor, team=team)) if referrals.joined else (),
        joined_unnamed=joined_unnamed(actor=actor, team=team) if referrals.unnamed else JoinedUnnamed(),
        promises=tuple(promises_of(actor, team)),
        leads=may(actor, "team.settings", team),
        staff=staff,
        deadlines=tuple(deadlines_near(actor=actor, team=team, on=day)),
    )


def _led(
    actor: Actor, team: Team, day: dt.date, staff: Sequence[StaffDay]
) -> tuple[tuple[SessionDay, ...], tuple[SessionDay, ...]]:
    """The actor's to call the roll of: what one leads, and what nobody of the staff leads; and of the latter, apart,
    those that another team holds.

    Who has left the team leads nothing any more, and who was away leads nothing that day: then it is everybody's.
    `staff`: with where they were on all the days.
    """
    led: list[SessionDay] = []
    shared: list[SessionDay] = []
    for one in sessions_between(actor, team, day - LATELY, day):
        if not _is_others(one, actor):
            led.append(one)
        elif {each.user_id for each in staff if not each.is_away_on(one.on_day)}.isdisjoint(one.leader_ids):
            (led if one.host_id == team.pk else shared).append(one)
    return tuple(led), tuple(shared)


def _is_others(one: SessionDay, actor: Actor) -> bool:
    return bool(one.leader_ids) and actor.user_id not in one.leader_ids
