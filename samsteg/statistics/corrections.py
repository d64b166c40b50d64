"""When days that decide a period's figures were last corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Max, Q

from samsteg.organisation.models import Team
from samsteg.participants.enums import EventKind
from samsteg.participants.models import StayEvent
from samsteg.statistics.moments import local_day
from samsteg.statistics.values import Period


def last_corrections(team: Team, periods: Sequence[Period]) -> Mapping[Period, dt.date]:
    """The Swedish day on which a day of enrolment or exit of a stay that ended in the period was last replaced."""
    if not periods:
        return {}
    exits = Q(stay__exited_on__isnull=False)
    asked = {
        f"period_{number}": Max(
            "superseded_at",
            filter=exits & Q(stay__exited_on__range=(period.first, period.last)),
        )
        for number, period in enumerate(periods)
    }
    replaced = StayEvent.objects.filter(
        team_id=team.pk,
        stay__team_id=team.pk,
        superseded_at__isnull=False,
        kind__in=[EventKind.ENROLLED, EventKind.EXITED],
    )
    found = replaced.aggregate(**asked)
    return {
        period: local_day(found[f"period_{number}"])
        for number, period in enumerate(periods)
        if found[f"period_{number}"]
    }
