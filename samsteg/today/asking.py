"""What the start of the day asks the database, as one statement instead of twenty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from samsteg.access.policies import may
from samsteg.access.staff import staff_question
from samsteg.activities.calendar.presence import presence_question
from samsteg.activities.calendar.wheel import wheel_done_question, wheel_question, years_near
from samsteg.activities.seen import last_in_group
from samsteg.activities.selectors import sessions_question
from samsteg.activities.trials import trial_group_end
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import Ahead
from samsteg.follow_ups.due import due_meetings_question, due_stays_question
from samsteg.follow_ups.own_day import last_follow_up
from samsteg.follow_ups.talks.days import last_talk
from samsteg.follow_ups.talks.selectors import open_talks_question
from samsteg.follow_ups.times import times_question
from samsteg.organisation.models import Team
from samsteg.participants.own_access.selectors import messages_question
from samsteg.participants.own_day import SEEN, LastSeen, own_day_question, visits_question
from samsteg.participants.plans.selectors import promises_question
from samsteg.participants.protected_left import left_ahead
from samsteg.participants.referrals.waiting import referrals_question
from samsteg.participants.running_out import running_out_question
from samsteg.participants.visits.asking import asking_question
from samsteg.participants.visits.untold import untold_question
from samsteg.placements.employers.questions import ask_now_question
from samsteg.placements.selectors import last_check_in, placements_question
from samsteg.staffing.selectors import absences_question

# Of the apps above participants: what tells that somebody was met. Another source is another line.
LAST_SEEN: tuple[LastSeen, ...] = (last_follow_up, last_talk, last_check_in, last_in_group)


def staff_ahead(team: Team, first: dt.date, last: dt.date) -> Iterator[Ahead]:
    """What `staff_between` asks."""
    yield staff_question.ahead(team.pk, timezone.localdate())
    yield presence_question.ahead(team, first, last)
    yield absences_question.ahead(team, first, last)


def day_ahead(actor: Actor, team: Team, day: dt.date, since: dt.date) -> Iterator[Ahead]:
    """What `gather` asks of the day, and of groups and colleagues `since`.

    What isn't named here is asked by itself, and what is named for nothing costs its answer: a test holds the number.
    """
    yield from staff_ahead(team, since, day)
    yield sessions_question.ahead(actor, team, since, day)
    yield own_day_question.ahead(actor, team, day, (*SEEN, *LAST_SEEN), trial_group_end)
    yield times_question.ahead(team)
    yield from left_ahead(actor, team)
    for of_actor in (messages_question, promises_question):
        yield of_actor.ahead(actor, team)
    for of_day in (
        open_talks_question,
        visits_question,
        asking_question,
        untold_question,
        placements_question,
    ):
        yield of_day.ahead(actor, team, day)
    for of_own in (due_stays_question, due_meetings_question):
        yield of_own.ahead(actor, team, day, True)
    yield running_out_question.ahead(actor, team, day, True)
    if may(actor, "referrals.view", team):
        yield referrals_question.ahead(actor, team)
    if may(actor, "employers.view", team):
        yield ask_now_question.ahead(team, day)
    if may(actor, "calendar.lead", team):
        yield wheel_question.ahead(team)
        yield wheel_done_question.ahead(team, years_near(day))
