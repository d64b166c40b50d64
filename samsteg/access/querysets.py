"""Which persons an actor may see, and on what ground. The first fence; row-level security is the second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import MappingProxyType

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from samsteg.access.enums import Ground, Role, TeamAccess
from samsteg.access.models import CoachAssignment, NamedStaff, Protection, TeamConsent
from samsteg.core.actor import Actor

NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Rows:
    """How the rows asked for name their team and their person."""

    team_field: str = "team_id"
    person_field: str = "person_id"

    @property
    def same(self) -> dict[str, OuterRef]:
        return {"team_id": OuterRef(self.team_field), "person_id": OuterRef(self.person_field)}

    def in_teams(self, team_ids: list[int]) -> Q:
        return Q(**{f"{self.team_field}__in": team_ids}) if team_ids else NOTHING


def visible_persons(
    actor: Actor, *, team_field: str = "team_id", person_field: str = "person_id", named: bool = False
) -> Q:
    """Condition on rows that have a team and a person: some ground holds, and the person isn't protected.

    `named` lets the protected persons in whom the actor is named for: it is for the page of one person, never for
    lists, searches, counts and files.

    By the controller's rule `team_access`: with the person's consent, signed by today, that names the team, else only
    one's own assigned (the default); one's own assigned only; or the whole team. Who has neither consent nor coach is
    seen by the team lead alone, as "to be allocated". Filters the team explicitly too: the planner knows nothing of the
    policy's array (docs/adr/0005).
    """
    rows = Rows(team_field, person_field)
    grounds = reduce(or_, (condition(actor, rows) for condition in GROUNDS.values()))
    return grounds & (_unprotected(rows) | _named(actor, rows) if named else _unprotected(rows))


def unprotected_persons(*, team_field: str = "team_id", person_field: str = "person_id") -> Q:
    """Condition on rows that have a team and a person: the person isn't protected."""
    return _unprotected(Rows(team_field, person_field))


def _unprotected(rows: Rows) -> Q:
    return ~Q(Exists(Protection.objects.filter(**rows.same, valid_to__isnull=True)))


def _named(actor: Actor, rows: Rows) -> Q:
    """Protected persons whom the actor, still of the staff, is named for."""
    today = timezone.localdate()
    named = NamedStaff.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        **rows.same,
        user_id=actor.user_id,
        valid_from__lte=today,
    )
    return rows.in_teams(_staff_teams(actor, *TeamAccess)) & ~_unprotected(rows) & Q(Exists(named))


def _own_coach(actor: Actor, rows: Rows) -> Q:
    own = CoachAssignment.objects.filter(**rows.same, valid_to__isnull=True, coach_id=actor.user_id)
    return rows.in_teams(_staff_teams(actor, *TeamAccess)) & Q(Exists(own))


def _team_consent(actor: Actor, rows: Rows) -> Q:
    consent = TeamConsent.objects.filter(
        **rows.same, signed_on__lte=timezone.localdate(), withdrawn_on__isnull=True
    )
    return rows.in_teams(_staff_teams(actor, TeamAccess.WITH_TEAM_CONSENT)) & Q(Exists(consent))


def _to_be_allocated(actor: Actor, rows: Rows) -> Q:
    led = [team_id for team_id in actor.team_ids if actor.has_role(team_id, Role.TEAM_LEAD)]
    assigned = CoachAssignment.objects.filter(**rows.same, valid_to__isnull=True)
    return rows.in_teams(led) & ~Q(Exists(assigned))


def _whole_team(actor: Actor, rows: Rows) -> Q:
    return rows.in_teams(_staff_teams(actor, TeamAccess.WHOLE_TEAM))


def _staff_teams(actor: Actor, *access: TeamAccess) -> list[int]:
    """The teams where the actor is coach or lead and the controller has decided one of these."""
    return [
        team_id
        for team_id in actor.team_ids
        if actor.has_role(team_id, Role.COACH, Role.TEAM_LEAD)
        and actor.team_access.get(team_id, TeamAccess.WITH_TEAM_CONSENT) in access
    ]


GROUNDS: Mapping[Ground, Callable[[Actor, Rows], Q]] = MappingProxyType(
    {
        Ground.OWN_COACH: _own_coach,
        Ground.TEAM_CONSENT: _team_consent,
        Ground.TO_BE_ALLOCATED: _to_be_allocated,
        Ground.WHOLE_TEAM: _whole_team,
        Ground.NAMED: _named,
    }
)
