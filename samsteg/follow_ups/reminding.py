"""Whether something is due for a user, of all that the day's page has under "To do" and "You have promised"."""

from __future__ import annotations

import datetime as dt

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.follow_ups.due import due_for
from samsteg.organisation.models import Team
from samsteg.participants.own_day import own_day
from samsteg.participants.plans.selectors import promises_of
from samsteg.participants.running_out import running_out


def has_something_due(actor: Actor, team: Team, on: dt.date) -> bool:
    """A follow-up whose reminder doesn't rest, a decision, a consent that ends, or a promise whose day has come.

    Nobody is shown a person, so that no read is logged.
    """
    if not may(actor, "today.view", team):
        return False
    if due_for(actor, team, on) or running_out(actor=actor, team=team, on=on, only_own=True):
        return True
    if own_day(actor=actor, team=team, on=on).deciding:
        return True
    return any(one.due_on is not None and one.due_on <= on for one in promises_of(actor, team))
