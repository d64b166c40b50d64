"""What follow-ups add to the day's page."""

from __future__ import annotations

import datetime as dt

from django.db.models import Subquery

from samsteg.follow_ups.enums import WAS_HELD
from samsteg.follow_ups.models import FollowUp
from samsteg.organisation.models import Team
from samsteg.participants.own_day import newest_day


def last_follow_up(team: Team, day: dt.date) -> Subquery:
    """For `participants.own_day`: the newest meeting that was held."""
    return newest_day(FollowUp.objects.current().filter(team=team, state__in=WAS_HELD), "meeting_on", day)
