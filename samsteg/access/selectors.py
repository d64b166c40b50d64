from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Q
from django.utils import timezone

from samsteg.access.models import CoachAssignment, Membership, TeamConsent
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import set_signed_in


def actor_for(user: User, *, on: dt.date | None = None) -> Actor:
    """The user with the memberships that hold on the day (today). Leaves only the user's own rows open."""
    day = on or timezone.localdate()
    set_signed_in(user.pk)
    held = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), user=user, valid_from__lte=day
    )
    roles: dict[int, set[str]] = defaultdict(set)
    for team_id, role in held.values_list("team_id", "role"):
        roles[team_id].add(role)
    frozen = {team_id: frozenset(codes) for team_id, codes in roles.items()}
    return Actor(user_id=user.pk, username=user.username, roles=MappingProxyType(frozen))


def staff_by_username(team_id: int, *, on: dt.date | None = None) -> dict[str, int]:
    """User names of the team's coaches and leads today, in lower case, with their ids."""
    day = on or timezone.localdate()
    held = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), team_id=team_id, valid_from__lte=day
    ).select_related("user")
    return {membership.user.username.lower(): membership.user_id for membership in held}


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
