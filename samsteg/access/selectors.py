from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from samsteg.access.enums import INNER_ROLES, STAFF_ROLES, Ground, RuleName
from samsteg.access.models import Appointment, CoachAssignment, ControllerRule, Membership, TeamConsent
from samsteg.access.querysets import GROUNDS, Rows, unprotected_persons
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import set_signed_in
from samsteg.organisation.models import ControllerDecision
from samsteg.people.models import Person

T = TypeVar("T")
D = TypeVar("D", Membership, Appointment)


def actor_for(user: User, *, on: dt.date | None = None) -> Actor:
    """The user with the roles and offices that hold on the day (today). Leaves only the user's own rows open."""
    day = on or timezone.localdate()
    set_signed_in(user.pk)
    roles: dict[int, set[str]] = defaultdict(set)
    outer: dict[int, set[str]] = defaultdict(set)
    authorities: dict[int, set[int]] = defaultdict(set)
    team_access: dict[int, str] = {}
    for team_id, role, authority_id, access in _memberships(user, day):
        (roles if role in INNER_ROLES else outer)[team_id].add(role)
        if authority_id is not None:
            authorities[team_id].add(authority_id)
        if access is not None:
            team_access[team_id] = access
    held = _appointments(user, day)
    return Actor(
        user_id=user.pk,
        username=user.username,
        roles=_frozen(roles),
        outer_roles=_frozen(outer),
        authorities=_frozen(authorities),
        team_access=MappingProxyType(team_access),
        governed_ids=frozenset(team_id for _office, _where, team_ids in held for team_id in team_ids),
        association_ids=frozenset(where for _office, where, _team_ids in held if where is not None),
        offices=frozenset(office for office, _where, _team_ids in held),
    )


def _memberships(user: User, day: dt.date) -> Iterable[tuple[int, str, int | None, str | None]]:
    """Team, role, authority, and what the team's controller has decided about who sees whom."""
    decided = ControllerRule.objects.filter(
        team_id=OuterRef("team_id"), name=RuleName.TEAM_ACCESS, valid_from__lte=day
    ).order_by("-valid_from", "-pk")
    held = _in_force(Membership.objects.filter(user=user), day)
    return held.values_list("team_id", "role", "authority_id", Subquery(decided.values("value")[:1]))


def _in_force(rows: QuerySet[D], day: dt.date) -> QuerySet[D]:
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def _appointments(user: User, day: dt.date) -> list[tuple[str, int | None, list[int]]]:
    """Office, association, and the teams whose records the office's authority answers for."""
    governed = ControllerDecision.objects.filter(controller_id=OuterRef("authority_id"))
    held = _in_force(Appointment.objects.filter(user=user), day)
    return list(held.values_list("office", "association_id", ArraySubquery(governed.values("team_id"))))


def _frozen(found: Mapping[int, set[T]]) -> Mapping[int, frozenset[T]]:
    return MappingProxyType({key: frozenset(values) for key, values in found.items()})


def staff_by_username(team_id: int, *, on: dt.date | None = None) -> dict[str, int]:
    """User names of the team's coaches and leads today, in lower case, with their ids."""
    day = on or timezone.localdate()
    held = _in_force(Membership.objects.filter(team_id=team_id, role__in=STAFF_ROLES), day)
    return {
        membership.user.username.lower(): membership.user_id for membership in held.select_related("user")
    }


@dataclass(frozen=True, slots=True)
class PersonAccess:
    """Who is responsible for a person and since when the team may see the record."""

    coach: str = ""
    team_consent_on: dt.date | None = None


def access_by_person(team_id: int) -> dict[int, PersonAccess]:
    """For all persons of the team that have a coach or a consent."""
    coaches = dict(
        CoachAssignment.objects.filter(team_id=team_id, valid_to__isnull=True).values_list(
            "person_id", "coach__username"
        )
    )
    consents = _consents(team_id)
    return {
        person_id: PersonAccess(coach=coaches.get(person_id, ""), team_consent_on=consents.get(person_id))
        for person_id in {*coaches, *consents}
    }


def coaches_and_consents(team_id: int) -> tuple[dict[int, int], dict[int, dt.date]]:
    """By person: the responsible coach's user id, and the day of the consent that names the team."""
    current = CoachAssignment.objects.filter(team_id=team_id, valid_to__isnull=True)
    return dict(current.values_list("person_id", "coach_id")), _consents(team_id)


def _consents(team_id: int) -> dict[int, dt.date]:
    return dict(
        TeamConsent.objects.filter(team_id=team_id, withdrawn_on__isnull=True).values_list(
            "person_id", "signed_on"
        )
    )


def grounds_for(actor: Actor, team_id: int, person_id: int) -> tuple[Ground, ...]:
    """Why the actor sees the person; empty when nothing lets the actor do so. One question, however many grounds.

    A protected person is seen by being named alone, whatever else holds.
    """
    rows = Rows(person_field="pk")
    held = (
        Person.objects.filter(team_id=team_id, pk=person_id)
        .annotate(
            **{
                f"is_{one}": ExpressionWrapper(rule(actor, rows), BooleanField())
                for one, rule in GROUNDS.items()
            }
        )
        .annotate(is_open=ExpressionWrapper(unprotected_persons(person_field="pk"), BooleanField()))
        .values("is_open", *(f"is_{one}" for one in GROUNDS))
        .first()
    )
    found = tuple(one for one in GROUNDS if held and held[f"is_{one}"])
    return found if held and held["is_open"] else tuple(one for one in found if one is Ground.NAMED)
