"""How often a team follows up, from which day on: its dated setting, and what it makes due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp, known_at, learning_moment, replace_facts
from samsteg.core.kept_questions import KeptRows
from samsteg.follow_ups.enums import REGULAR, WAS_HELD, FollowUpKind
from samsteg.follow_ups.models import FollowUp, FollowUpTimes
from samsteg.follow_ups.records import NextDue
from samsteg.follow_ups.rules import EVERY_MONTHS, FIRST_WEEKS, first_due
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay


@dataclass(frozen=True, slots=True)
class Times:
    """Those that hold from `valid_from` on."""

    valid_from: dt.date
    first_weeks: int
    every_months: int


@dataclass(frozen=True, slots=True)
class DatedTimes:
    """All of a team's, oldest first. A team that has decided none has nothing due."""

    rows: tuple[Times, ...] = ()

    @property
    def begins_on(self) -> dt.date | None:
        return self.rows[0].valid_from if self.rows else None

    def at(self, day: dt.date) -> Times | None:
        """Those that hold on the day; before the first day of all, the first."""
        held = [one for one in self.rows if one.valid_from <= day]
        return held[-1] if held else next(iter(self.rows), None)


def times_of(team: Team) -> DatedTimes:
    return DatedTimes(tuple(Times(*row) for row in times_question(team)))


@KeptRows
def times_question(team: Team) -> QuerySet[FollowUpTimes, tuple[dt.date, int, int]]:
    rows = FollowUpTimes.objects.filter(known_at(), team_id=team.pk).order_by("valid_from")
    return rows.values_list("valid_from", "first_weeks", "every_months")


def lacks_times(team: Team, times: DatedTimes) -> bool:
    """Somebody is enrolled, and nobody has decided how often the team follows up: then nothing is due."""
    if times.rows:
        return False
    today = timezone.localdate()
    here = Stay.objects.in_team(team.pk).filter(enrolled_on__lte=today)
    return here.filter(Q(exited_on__isnull=True) | Q(exited_on__gt=today)).exists()


def set_times(
    *, actor: Actor, team: Team, valid_from: dt.date, first_weeks: int, every_months: int
) -> DatedTimes:
    """The team follows up by these from the day on. Raises PermissionRefused, FollowUpRefused."""
    require(actor, "follow_ups.times", team)
    today = timezone.localdate()
    if first_weeks not in FIRST_WEEKS:
        raise FollowUpRefused(_("Write 4 to 9 weeks: one to two months."), "first_weeks")
    if every_months not in EVERY_MONTHS:
        raise FollowUpRefused(_("Write 1 to 6 months."), "every_months")
    if not dt.date(2000, 1, 1) <= valid_from <= today.replace(year=today.year + 1, day=1):
        raise FollowUpRefused(_("Write a day from 2000 on, at most a year ahead."), "valid_from")
    stamp = Stamp(moment=learning_moment(team.pk), actor_id=actor.user_id, source_id=None)
    replace_facts(
        FollowUpTimes.objects.all(),
        team_id=team.pk,
        key=("valid_from",),
        values=("first_weeks", "every_months"),
        desired={(valid_from,): (first_weeks, every_months)},
        stamp=stamp,
    )
    return times_of(team)


def next_of(times: DatedTimes, enrolled_on: dt.date | None, held: Iterable[FollowUp]) -> NextDue | None:
    """The next regular follow-up of a stay. `held`: its regular ones that were held, in any order.

    None for who hasn't started, and in a team that has no times.
    """
    if enrolled_on is None or times.begins_on is None:
        return None
    last = max(held, key=lambda one: (one.meeting_on, one.pk), default=None)
    if last is not None and last.next_due_on is not None:
        return NextDue(last.next_due_on, FollowUpKind.THREE_MONTH)
    from_day = max(enrolled_on, times.begins_on)
    now = times.at(from_day)
    assert now is not None
    kind = FollowUpKind.FIRST if enrolled_on >= times.begins_on else FollowUpKind.THREE_MONTH
    return NextDue(first_due(enrolled_on, times.begins_on, now.first_weeks), kind)


def is_regular(kind: str) -> bool:
    return kind in REGULAR


def was_held(state: str) -> bool:
    return state in WAS_HELD
