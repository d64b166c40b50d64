"""Who is to be asked again, when the day has come: those who thought it over or whose time was wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.visits.enums import VisitState
from samsteg.participants.visits.models import Visit
from samsteg.people.names import NAME_COLUMNS, called, open_name

MOST = 50


@dataclass(frozen=True, slots=True)
class AskAgain:
    """`visited_on`: when the person was on the visit; `on`: from when to ask."""

    person_id: int
    title: str
    visit_id: int
    visited_on: dt.date
    on: dt.date


def to_ask_again(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[AskAgain]:
    """Those whose day has come and who wait still, the oldest day first, to whoever is responsible: the coach, and
    where there is none the one who received the visit and the team lead. Another visit booked since is an answer.
    The caller logs whom it shows.
    """
    return [
        AskAgain(one[0], called(open_name(one[0], (one[5], one[6], one[7])), one[1]), one[2], one[3], one[4])
        for one in asking_question(actor, team, on or timezone.localdate())
    ]


@KeptRows
def asking_question(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    later = Visit.objects.in_team(team.pk).filter(
        stay_id=OuterRef("stay_id"), pk__gt=OuterRef("pk"), state__in=(VisitState.BOOKED, VisitState.HELD)
    )
    rows = (
        Visit.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(
            asked_by(actor, team),
            ~Exists(later),
            ask_again_on__lte=day,
            stay__enrolled_on__isnull=True,
            stay__not_enrolled_on__isnull=True,
        )
        .order_by("ask_again_on", "pk")
    )
    told: QuerySet[Any, tuple[Any, ...]] = rows.values_list(
        "person_id", "stay__own_id", "pk", "on_day", "ask_again_on", *NAME_COLUMNS
    )
    return told[:MOST]


def asked_by(actor: Actor, team: Team) -> Q:
    """Condition on visits: the actor is the coach, or where there is none who received it, or the team lead."""
    held = CoachAssignment.objects.filter(team=team, person_id=OuterRef("person_id"), valid_to__isnull=True)
    mine = Q(Exists(held.filter(coach_id=actor.user_id)))
    receives = Q(host_id=actor.user_id)
    if actor.has_role(team.pk, Role.TEAM_LEAD):
        receives = Q()
    return mine | (~Q(Exists(held)) & receives)
