"""How much waits among the referrals, without opening any: numbers and days, never who."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, Min, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.referrals.joined import joined_to, unnamed_to
from samsteg.participants.referrals.models import CallBack, Referral
from samsteg.participants.referrals.retention import CALLS_KEPT_FOR


@dataclass(frozen=True, slots=True)
class NewReferrals:
    """`forgotten_on`: the first day that a wish to be called is erased, if nobody calls before. `joined`: how many
    came while a stay goes on and are the actor's to answer; `joined_referrals` tells of whom. `unnamed`: as many of
    protected persons, of whom `joined_unnamed` tells.
    """

    count: int = 0
    oldest_on: dt.date | None = None
    calls: int = 0
    forgotten_on: dt.date | None = None
    joined: int = 0
    unnamed: int = 0

    @property
    def waits(self) -> bool:
        return bool(self.count or self.calls)


def new_referrals(actor: Actor, team: Team) -> NewReferrals:
    """What the team's staff have to take care of; nothing for others. No read is logged, since nobody is shown."""
    if not may(actor, "referrals.view", team):
        return NewReferrals()
    count, oldest_on, calls, first_at, joined, unnamed = referrals_question(actor, team)[0]
    gone = timezone.localdate(first_at + CALLS_KEPT_FOR) if first_at else None
    return NewReferrals(count, oldest_on, calls, gone, joined, unnamed)


@KeptRows
def referrals_question(actor: Actor, team: Team) -> QuerySet[Any, tuple[Any, ...]]:
    referrals = Referral.objects.in_team(team.pk).waiting().visible_to(actor)
    calls = CallBack.objects.filter(team=team, called_at__isnull=True, content_cipher__isnull=False)
    return Team.objects.filter(pk=team.pk).values_list(
        _number(referrals),
        _told(referrals, Min("received_on")),
        _number(calls),
        _told(calls, Min("recorded_at")),
        _number(joined_to(actor, team)),
        _number(unnamed_to(actor, team)),
    )


def _told(rows: QuerySet[Any], total: Any) -> Subquery:
    return Subquery(rows.order_by().values("team_id").annotate(told=total).values("told"))


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(_told(rows, Count("pk")), Value(0), output_field=IntegerField())
