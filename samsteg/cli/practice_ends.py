"""Planned ends of the practice team's people: the usual time, decisions to go on, and one now and then past its day.

Nothing here has a source of facts: the loader takes one that is newer than the workbook for a change by the user.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samsteg.accounts.models import User
from samsteg.cli.practice_people import OURS
from samsteg.core.context import acting
from samsteg.core.facts import Stamp, learning_moment, replace_facts
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import ExtensionReason
from samsteg.participants.way.models import PlannedEnd

YEAR, HALF, AHEAD = dt.timedelta(days=365), dt.timedelta(days=182), dt.timedelta(days=14)
UNDECIDED = 5  # of so many whose day has come, one still waits for the decision
REASONS = (ExtensionReason.WORK_TRAINING, ExtensionReason.SLOW_START, ExtensionReason.NEW_GOAL)
Decisions = dict[tuple[object, ...], tuple[object, ...] | None]


def plan_practice_ends(operator: User, team: Team) -> int:
    """Decides for those who are here and have none; returns how many decisions. What is decided by hand stands."""
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)) as actor:
        here = Stay.objects.in_team(team.pk).filter(
            person__own_id__startswith=OURS, enrolled_on__lte=today, exited_on__isnull=True
        )
        decided = PlannedEnd.objects.filter(team=team).values("stay_id")
        new = here.exclude(pk__in=decided).order_by("own_id").values_list("pk", "enrolled_on")
        desired: Decisions = {}
        for number, (stay_id, enrolled_on) in enumerate(new):
            if enrolled_on is not None:  # none has, as they are filtered
                desired |= _decisions(stay_id, enrolled_on, today, number)
        return replace_facts(
            PlannedEnd.objects.all(),
            team_id=team.pk,
            key=("stay_id", "decided_on"),
            values=("planned_on", "reason"),
            desired=desired,
            stamp=Stamp(moment=learning_moment(team.pk), actor_id=actor.user_id, source_id=None),
        )


def _decisions(stay_id: int, enrolled_on: dt.date, today: dt.date, number: int) -> Decisions:
    ends = enrolled_on + YEAR
    found: Decisions = {(stay_id, enrolled_on): (ends, ExtensionReason.USUAL.value)}
    while ends <= today and number % UNDECIDED:
        found[stay_id, ends - AHEAD] = (ends + HALF, REASONS[len(found) % len(REASONS)].value)
        ends += HALF
    return found
