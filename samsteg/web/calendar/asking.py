"""What a page of the calendar asks the database, as one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from samsteg.access.controller_rules import rules_question
from samsteg.activities.calendar.selectors import event_changes_question, events_question
from samsteg.activities.calendar.wheel import wheel_done_question, wheel_question
from samsteg.activities.selectors import closed_question, sessions_question
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import Ahead
from samsteg.follow_ups.days import meetings_question
from samsteg.follow_ups.talks.days import talks_question
from samsteg.governance.outreach.selectors import outreach_question
from samsteg.organisation.models import Team
from samsteg.participants.visits.days import visits_of_days_question
from samsteg.participants.visits.slot_days import slots_question, taken_question
from samsteg.participants.way.selectors import stops_question


def entries_ahead(
    actor: Actor, team: Team, first: dt.date, last: dt.date, *, free: bool = True
) -> Iterator[Ahead]:
    """What `entries_between` asks."""
    for of_reader in (meetings_question, visits_of_days_question, talks_question, sessions_question):
        yield of_reader.ahead(actor, team, first, last)
    for of_team in (events_question, event_changes_question, outreach_question):
        yield of_team.ahead(team, first, last)
    if free:
        yield taken_question.ahead(team, first, last)
        yield slots_question.ahead(team, first, last)


def around_ahead(team: Team, first: dt.date, last: dt.date, today: dt.date) -> Iterator[Ahead]:
    """What the page tells round the entries: what is closed, when nobody is taken in, the year wheel, the rules."""
    yield closed_question.ahead(team, first, last)
    yield stops_question.ahead(team)
    yield wheel_question.ahead(team)
    yield wheel_done_question.ahead(team, tuple(sorted({first.year, last.year})))
    yield rules_question.ahead(team.pk, today)
