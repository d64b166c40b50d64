"""Reads about the team's staff."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import known_at
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.staffing.models import Absence, Position
from samsteg.staffing.records import Away


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


def positions_now(team: Team, first: dt.date, last: dt.date) -> list[Position]:
    """The same as known now."""
    return _held(team, first, last)


@KeptRows
def _held(team: Team, first: dt.date, last: dt.date) -> QuerySet[Position, Position]:
    return positions(team, first, last)


def absences_between(*, actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[Away]:
    """Of all the staff, those that touch the days, by day. Raises PermissionRefused."""
    require(actor, "calendar.view", team)
    return [Away(*one) for one in absences_question(team, first, last)]


@KeptRows
def absences_question(team: Team, first: dt.date, last: dt.date) -> QuerySet[Absence, tuple[Any, ...]]:
    rows = Absence.objects.filter(team_id=team.pk, first_on__lte=last, last_on__gte=first)
    return rows.order_by("first_on", "starts_at", "pk").values_list(
        "pk", "user_id", "first_on", "last_on", "starts_at", "ends_at"
    )
