"""Visits whose day has passed and nobody has said how they were: asked about until somebody does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.visits.asking import asked_by
from samsteg.participants.visits.enums import VisitState
from samsteg.participants.visits.models import Visit
from samsteg.people.names import NAME_COLUMNS, called, open_name

MOST = 50


@dataclass(frozen=True, slots=True)
class UntoldVisit:
    person_id: int
    title: str
    visit_id: int
    kind: str
    on: dt.date


def untold_visits(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[UntoldVisit]:
    """Those booked for a day before `on`, the oldest first, to who receives them and to whoever is responsible.

    One of a stay that has ended asks for nothing. Protected persons are in no list. The caller logs whom it shows.
    """
    return [
        UntoldVisit(
            one[0], called(open_name(one[0], (one[5], one[6], one[7])), one[1]), one[2], one[3], one[4]
        )
        for one in untold_question(actor, team, on or timezone.localdate())
    ]


@KeptRows
def untold_question(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    rows = (
        Visit.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(
            Q(host_id=actor.user_id) | asked_by(actor, team),
            untold_on(day),
        )
        .order_by("on_day", "pk")
    )
    told: QuerySet[Any, tuple[Any, ...]] = rows.values_list(
        "person_id", "stay__own_id", "pk", "kind", "on_day", *NAME_COLUMNS
    )
    return told[:MOST]


def untold_on(day: dt.date) -> Q:
    """Condition on visits: booked for a day before `day`, of a stay that goes on or waits."""
    return Q(
        state=VisitState.BOOKED,
        on_day__lt=day,
        stay__exited_on__isnull=True,
        stay__not_enrolled_on__isnull=True,
    )
