"""How often places come free in a team, for the queue's forecast."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BooleanField, Count, ExpressionWrapper, Min, OuterRef, Q, Subquery

from samsteg.access.querysets import unprotected_persons
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State
from samsteg.participants.way.forecast import LONGEST_HISTORY, Pace
from samsteg.participants.way.models import CURRENT, PlannedEnd
from samsteg.participants.way.states import with_state

WAITING = (State.QUEUE.value, State.PAUSED.value)
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class TeamPace:
    """`waiting`: how many are in the team's queue, `leaving`: how many have a planned end, protected persons left out:
    whether a reader sees all of them.
    """

    pace: Pace
    waiting: int
    leaving: int


def pace_of(team: Team, on: dt.date) -> TeamPace:
    """Of whole months before the month of the day; counts everybody, as figures do, whoever asks."""
    this_month = on.replace(day=1)
    back = this_month.replace(year=this_month.year - LONGEST_HISTORY // 12)
    of_stay = {"team_id": OuterRef("team_id"), "stay_id": OuterRef("pk")}
    newest = PlannedEnd.objects.filter(CURRENT, **of_stay).order_by("-decided_on", "-pk")
    stays = with_state(Stay.objects.in_team(team.pk).known(), team, on)
    is_here = Q(enrolled_on__lte=on) & (Q(exited_on__isnull=True) | Q(exited_on__gt=on))
    told = stays.annotate(
        planned_on=Subquery(newest.values("planned_on")[:1]),
        is_open=ExpressionWrapper(unprotected_persons(), BooleanField()),
    )
    found: dict[str, Any] = told.aggregate(
        first=Min("enrolled_on"),
        exits=Count("pk", filter=Q(exited_on__gte=back, exited_on__lt=this_month)),
        planned=ArrayAgg("planned_on", filter=is_here & Q(planned_on__isnull=False), default=[]),
        waiting=Count("pk", filter=Q(state__in=WAITING, is_open=True)),
        leaving=Count("pk", filter=is_here & Q(planned_on__isnull=False, is_open=True)),
    )
    ahead = sorted(max((day - on).days, 0) / DAYS_A_MONTH for day in found["planned"])
    months = whole_months_since(found["first"], this_month)
    pace = Pace(min(months, LONGEST_HISTORY), found["exits"], tuple(ahead))
    return TeamPace(pace, found["waiting"], found["leaving"])


def whole_months_since(first: dt.date | None, this_month: dt.date) -> int:
    """Whole calendar months between a day and the first of a month; the day's own month counts if it is the first."""
    if first is None or first >= this_month:
        return 0
    months = (this_month.year - first.year) * 12 + this_month.month - first.month
    return months - (first.day > 1)
