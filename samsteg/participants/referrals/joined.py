"""Referrals that came while the person's stay goes on: they opened no stay, and wait for whoever is responsible."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment
from samsteg.access.querysets import OF_STAFF, still_at_work, visible_persons
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.referrals.enums import ReferralStatus
from samsteg.participants.referrals.models import Referral
from samsteg.people.names import NAME_COLUMNS, called, open_name

MOST = 50


@dataclass(frozen=True, slots=True)
class Joined:
    referral_id: int
    person_id: int
    title: str
    received_on: dt.date


def joined_referrals(*, actor: Actor, team: Team) -> list[Joined]:
    """Those that nobody has answered, the oldest first, to whoever is responsible: the coach, and where there is none
    the team lead. Protected persons are in no list. The caller logs whom it shows.
    """
    return [
        Joined(pk, person_id, called(open_name(person_id, (one, two, three)), own_id), received_on)
        for pk, person_id, received_on, own_id, one, two, three in _joined(actor, team)
    ]


def joined_to(actor: Actor, team: Team) -> QuerySet[Referral]:
    """Those that the actor is to answer, in no order."""
    held = CoachAssignment.objects.filter(team=team, person_id=OuterRef("person_id"), valid_to__isnull=True)
    mine = Q(Exists(held.filter(coach_id=actor.user_id)))
    if actor.has_role(team.pk, Role.TEAM_LEAD):
        mine |= ~Q(Exists(held.filter(still_at_work())))
    return Referral.objects.in_team(team.pk).filter(
        mine, visible_persons(actor, grounds=OF_STAFF), status=ReferralStatus.JOINED
    )


@KeptRows
def _joined(actor: Actor, team: Team) -> QuerySet[Any, tuple[Any, ...]]:
    told: QuerySet[Any, tuple[Any, ...]] = (
        joined_to(actor, team)
        .order_by("received_on", "pk")
        .values_list("pk", "person_id", "received_on", "stay__own_id", *NAME_COLUMNS)
    )
    return told[:MOST]
