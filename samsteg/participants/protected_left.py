"""Protected persons without a coach who works in the team: how many, never who. No list holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samsteg.access.models import CoachAssignment, NamedStaff, Protection
from samsteg.access.policies import is_member, is_team_lead
from samsteg.access.querysets import still_at_work
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import Ahead, KeptRows, totals
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED
from samsteg.participants.models import Stay


def left_without_coach(actor: Actor, team: Team) -> int:
    """To the lead of the team all of them; to others of the staff those whom they are named for. Nobody is shown, so no
    read is logged.
    """
    if is_team_lead(actor, team):
        return int(_all_left(team)[0]["n"])
    return int(_left_to(actor, team)[0]["n"]) if is_member(actor, team) else 0


def left_ahead(actor: Actor, team: Team) -> Iterator[Ahead]:
    """What `left_without_coach` asks."""
    if is_team_lead(actor, team):
        yield _all_left.ahead(team)
    elif is_member(actor, team):
        yield _left_to.ahead(actor, team)


@KeptRows
def _all_left(team: Team) -> QuerySet[Any, dict[str, int]]:
    return _counted(_left(team))


@KeptRows
def _left_to(actor: Actor, team: Team) -> QuerySet[Any, dict[str, int]]:
    today = timezone.localdate()
    named = NamedStaff.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        team=team,
        person_id=OuterRef("person_id"),
        user_id=actor.user_id,
        valid_from__lte=today,
    )
    return _counted(_left(team).filter(Exists(named)))


def _left(team: Team) -> QuerySet[Stay]:
    """Stays that go on, without a coach who works in the team: of others these are to be allocated."""
    of_person = {"team_id": team.pk, "person_id": OuterRef("person_id")}
    held = CoachAssignment.objects.filter(**of_person, valid_to__isnull=True)
    protected = Protection.objects.filter(**of_person, valid_to__isnull=True, erase_asked_at__isnull=True)
    return Stay.objects.in_team(team.pk).filter(
        Exists(protected),
        HAPPENED,
        ~Q(Exists(held.filter(still_at_work()))),
        exited_on__isnull=True,
        not_enrolled_on__isnull=True,
    )


def _counted(stays: QuerySet[Stay]) -> QuerySet[Any, dict[str, int]]:
    return totals(stays, n=Count("person_id", distinct=True))
