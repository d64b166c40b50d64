"""Referrals that came while the person's stay goes on: they opened no stay, and wait for whoever is responsible."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment, NamedStaff
from samsteg.access.querysets import OF_STAFF, still_at_work, unprotected_persons, visible_persons
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
    the team lead. Protected persons are in no list: see `joined_unnamed`. The caller logs whom it shows.
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


@dataclass(frozen=True, slots=True)
class JoinedUnnamed:
    """Of protected persons, whom no list names. `referral_ids`: those that the actor, who is named for the person, may
    open. `to_be_named`: how many there are whom nobody of the staff is named for; told to the team lead alone.
    """

    referral_ids: tuple[int, ...] = ()
    to_be_named: int = 0

    @property
    def waits(self) -> bool:
        return bool(self.referral_ids or self.to_be_named)


def joined_unnamed(*, actor: Actor, team: Team) -> JoinedUnnamed:
    """What nobody has answered. No read is logged, since nobody is shown."""
    rows = _of_protected(actor, team)
    return JoinedUnnamed(
        tuple(pk for pk, is_mine in rows if is_mine), sum(1 for _pk, is_mine in rows if not is_mine)
    )


def unnamed_to(actor: Actor, team: Team) -> QuerySet[Referral]:
    """Those of protected persons that the actor is to be told of, in no order."""
    today = timezone.localdate()
    named = NamedStaff.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        still_at_work("user_id"),
        team=team,
        person_id=OuterRef("person_id"),
        valid_from__lte=today,
    )
    told = _opens(actor)
    if actor.has_role(team.pk, Role.TEAM_LEAD):
        told |= ~Q(Exists(named))
    rows = Referral.objects.in_team(team.pk).filter(told, status=ReferralStatus.JOINED)
    return rows.exclude(unprotected_persons())


def _opens(actor: Actor) -> Q:
    return visible_persons(actor, grounds=OF_STAFF, named=True)


@KeptRows
def _of_protected(actor: Actor, team: Team) -> QuerySet[Any, tuple[Any, ...]]:
    """The referral, and whether the actor opens it; else it is told as a number."""
    is_mine = ExpressionWrapper(_opens(actor), output_field=BooleanField())
    found = unnamed_to(actor, team).annotate(is_mine=is_mine)
    said: QuerySet[Any, tuple[Any, ...]] = found.order_by("received_on", "pk").values_list("pk", "is_mine")
    return said[:MOST]


@KeptRows
def _joined(actor: Actor, team: Team) -> QuerySet[Any, tuple[Any, ...]]:
    told: QuerySet[Any, tuple[Any, ...]] = (
        joined_to(actor, team)
        .order_by("received_on", "pk")
        .values_list("pk", "person_id", "received_on", "stay__own_id", *NAME_COLUMNS)
    )
    return told[:MOST]
