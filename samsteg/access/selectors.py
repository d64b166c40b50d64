from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone

from samsteg.access.enums import INNER_ROLES, STAFF_ROLES, Ground, RuleName
from samsteg.access.models import Appointment, CoachAssignment, ControllerRule, Membership
from samsteg.access.querysets import GROUNDS, Rows, unprotected_persons
from samsteg.access.team_consents import team_consent_days
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import set_signed_in
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import ControllerDecision
from samsteg.people.models import Person

IS_OPEN = "is_open"  # the person isn't protected
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
    governed: set[int] = set()
    associations: set[int] = set()
    offices: set[str] = set()
    for team_id, role, authority_id, access, office, association_id, teams in _held(user, day):
        if office is not None:
            offices.add(office)
            associations |= {association_id} - {None}
            governed |= set(teams)
            continue
        (roles if role in INNER_ROLES else outer)[team_id].add(role)
        if (
            authority_id is not None and role in INNER_ROLES
        ):  # a referrer refers, and represents nobody in the team
            authorities[team_id].add(authority_id)
        if access is not None:
            team_access[team_id] = access
    return Actor(
        user_id=user.pk,
        username=user.username,
        roles=_frozen(roles),
        outer_roles=_frozen(outer),
        authorities=_frozen(authorities),
        team_access=MappingProxyType(team_access),
        governed_ids=frozenset(governed),
        association_ids=frozenset(associations),
        offices=frozenset(offices),
    )


@KeptRows
def _held(user: User, day: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    """Memberships and appointments, read at once: every page begins with them.

    Of a membership team, role, authority, and what the team's controller has decided about who sees whom. Of an
    appointment office, association, and the teams whose records the office's authority answers for.
    """
    decided = ControllerRule.objects.filter(
        team_id=OuterRef("team_id"), name=RuleName.TEAM_ACCESS, valid_from__lte=day
    ).order_by("-valid_from", "-pk")
    governed = ControllerDecision.objects.filter(controller_id=OuterRef("authority_id"))
    no_id, no_text = Cast(Value(None), BigIntegerField()), Cast(Value(None), TextField())
    no_ids = Cast(Value(None), ArrayField(BigIntegerField()))
    memberships = _in_force(Membership.objects.filter(user=user), day).values_list(
        "team_id", "role", "authority_id", Subquery(decided.values("value")[:1]), no_text, no_id, no_ids
    )
    appointments = _in_force(Appointment.objects.filter(user=user), day).values_list(
        no_id, no_text, no_id, no_text, "office", "association_id", ArraySubquery(governed.values("team_id"))
    )
    held: QuerySet[Any, tuple[Any, ...]] = memberships.union(appointments, all=True)
    return held


def _in_force(rows: QuerySet[D], day: dt.date) -> QuerySet[D]:
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


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
    consents = team_consent_days(team_id)
    return {
        person_id: PersonAccess(coach=coaches.get(person_id, ""), team_consent_on=consents.get(person_id))
        for person_id in {*coaches, *consents}
    }


def coaches_and_consents(team_id: int) -> tuple[dict[int, int], dict[int, dt.date]]:
    """By person: the responsible coach's user id, and the day of the consent that names the team."""
    current = CoachAssignment.objects.filter(team_id=team_id, valid_to__isnull=True)
    return dict(current.values_list("person_id", "coach_id")), team_consent_days(team_id)


def grounds_for(actor: Actor, team_id: int, person_id: int) -> tuple[Ground, ...]:
    """Why the actor sees the person; empty when nothing lets the actor do so. One question, however many grounds.

    A protected person is seen by being named alone, whatever else holds.
    """
    asked = ground_columns(actor, Rows(person_field="pk"))
    held = Person.objects.filter(team_id=team_id, pk=person_id).annotate(**asked).values(*asked).first()
    return grounds_among(held or {})


def ground_columns(actor: Actor, rows: Rows) -> dict[str, ExpressionWrapper[Q]]:
    """Columns to read along with rows that have a person, for `grounds_among`."""
    rules = {f"is_{one}": rule(actor, rows) for one, rule in GROUNDS.items()}
    rules[IS_OPEN] = unprotected_persons(team_field=rows.team_field, person_field=rows.person_field)
    return {name: ExpressionWrapper(rule, BooleanField()) for name, rule in rules.items()}


def grounds_among(held: Mapping[str, Any]) -> tuple[Ground, ...]:
    """The grounds that hold, by the values of `ground_columns`."""
    found = tuple(one for one in GROUNDS if held.get(f"is_{one}"))
    return found if held.get(IS_OPEN) else tuple(one for one in found if one is Ground.NAMED)
