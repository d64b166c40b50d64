"""Trial periods and pauses in the queue of the practice team's people, as they stand at whatever day it is loaded.

As planned ends they have no source of facts, and what a user has noted is left alone.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samsteg.accounts.models import User
from samsteg.cli.practice_people import OURS
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.facts import Stamp, learning_moment, replace_facts
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import PauseReason, TrialOutcome
from samsteg.participants.way.models import CURRENT, PlannedEnd, QueuePause, Trial
from samsteg.participants.way.usual_times import usual_times

DAY = dt.timedelta(days=1)
UNDECIDED = 14 * DAY  # for so long after its last day a trial may wait for somebody to say how it turned out
WAITED, BEGAN = 40 * DAY, 18 * DAY  # who has waited so long may be paused; the open pause began so long ago
ENDED = (30 * DAY, 16 * DAY)  # when the pause that is over began and ended
Facts = dict[tuple[object, ...], tuple[object, ...] | None]


def fill_practice_way(operator: User, team: Team) -> int:
    """Returns how many facts were written: none the second time on a day."""
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)) as actor:
        return _trials(actor, team, today) + _pauses(actor, team, today)


def _trials(actor: Actor, team: Team, today: dt.date) -> int:
    """Everybody who is here began with one; who has had it for long continues."""
    here = Stay.objects.in_team(team.pk).filter(
        person__own_id__startswith=OURS, enrolled_on__lte=today, exited_on__isnull=True
    )
    # A user's decision, also that of a start without a trial, which has a planned end.
    tried = Trial.objects.filter(team=team, source_id__isnull=False).values("stay_id")
    planned = PlannedEnd.objects.filter(team=team, source_id__isnull=False).values("stay_id")
    begun = here.exclude(pk__in=tried).exclude(pk__in=planned).values_list("pk", "enrolled_on")
    desired: Facts = {}
    for stay_id, enrolled_on in begun:
        ends_on = usual_times(team, enrolled_on).trial_end(enrolled_on) if enrolled_on else None
        if ends_on is not None:
            is_decided = ends_on + UNDECIDED <= today
            outcome = TrialOutcome.CONTINUES.value if is_decided else ""
            desired[(stay_id,)] = (ends_on, outcome, ends_on if is_decided else None)
    return replace_facts(
        Trial.objects.all(),
        team_id=team.pk,
        key=("stay_id",),
        values=("ends_on", "outcome", "decided_on"),
        desired=desired,
        stamp=_stamp(actor, team),
    )


def _pauses(actor: Actor, team: Team, today: dt.date) -> int:
    """Of those who wait one is paused now and one has been; who has started is paused no more."""
    ours = QueuePause.objects.filter(CURRENT, team=team, source_id__isnull=True)
    desired: Facts = {}
    for pause in ours.filter(ended_on__isnull=True, stay__enrolled_on__lte=today).select_related("stay"):
        desired[pause.stay_id, pause.started_on] = (pause.stay.enrolled_on, pause.reason)
    known = QueuePause.objects.filter(team=team).values("stay_id")
    waiting = Stay.objects.in_team(team.pk).filter(
        person__own_id__startswith=OURS,
        mission_received_on__lte=today - WAITED,
        enrolled_on__isnull=True,
        not_enrolled_on__isnull=True,
    )
    new = list(
        waiting.exclude(pk__in=known).order_by("mission_received_on", "pk").values_list("pk", flat=True)
    )
    of_waiting = QueuePause.objects.filter(CURRENT, team=team, stay__in=waiting)
    if new and not of_waiting.filter(ended_on__isnull=True).exists():
        desired[new.pop(), today - BEGAN] = (None, PauseReason.AWAY.value)
    if new and not of_waiting.filter(ended_on__isnull=False).exists():
        began, ended = (today - back for back in ENDED)
        desired[new.pop(), began] = (ended, PauseReason.OTHER_EFFORT.value)
    return replace_facts(
        QueuePause.objects.all(),
        team_id=team.pk,
        key=("stay_id", "started_on"),
        values=("ended_on", "reason"),
        desired=desired,
        stamp=_stamp(actor, team),
    )


def _stamp(actor: Actor, team: Team) -> Stamp:
    return Stamp(moment=learning_moment(team.pk), actor_id=actor.user_id, source_id=None)
