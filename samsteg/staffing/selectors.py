"""Reads about the team's staff."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet

from samsteg.core.facts import known_at
from samsteg.organisation.models import Team
from samsteg.staffing.models import Position


def positions(
    team: Team, first: dt.date, last: dt.date, as_of: dt.datetime | None = None
) -> QuerySet[Position]:
    """Positions that hold some day from `first` to `last`, as known at `as_of`, in the order they were noted."""
    return Position.objects.filter(
        known_at(as_of),
        Q(ended_on__isnull=True) | Q(ended_on__gte=first),
        team_id=team.pk,
        started_on__lte=last,
    ).order_by(F("id"))
