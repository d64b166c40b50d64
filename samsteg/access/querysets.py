"""Which persons an actor may see, and on what ground. The first fence; row-level security is the second."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samsteg.access.consent_conditions import in_force
from samsteg.access.consent_enums import ConsentKind
from samsteg.access.consent_models import Consent, ConsentRecipient, SourceLink
from samsteg.access.emergency_models import EmergencyOpening, EmergencyRight
from samsteg.access.enums import STAFF_ROLES, Ground, Role, TeamAccess
from samsteg.access.models import CoachAssignment, Membership, NamedStaff, Protection
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import moment

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
    actor: Actor,
    *,
    team_field: str = "team_id",
    person_field: str = "person_id",
    named: bool = False,
    grounds: Collection[Ground] = tuple(Ground),
) -> Q:
    """Condition on rows that have a team and a person: some ground holds, and the person isn't protected.

    `named` lets the protected persons in whom the actor is named for: it is for the page of one person, never for
    lists, searches, counts and files.

    By the controller's rule `team_access` coaches and leads see those with a consent in force that names the team, else
    only their own assigned (the default); their own assigned only; or the whole team. Who has no coach that still works
    in the team is seen by the team lead, as "to be allocated". A representative sees those with a consent to the own
    authority, or with an item that comes from it: of such a person no more than `opened.visible_items` says. `grounds`
    narrows to some.

    Filters the team explicitly too: the planner knows nothing of the policy's array (docs/adr/0005).
    """
    rows = Rows(team_field, person_field)
    held = reduce(or_, (GROUNDS[ground](actor, rows) for ground in grounds), NOTHING)
    return held & (_unprotected(rows) | _named(actor, rows) if named else _unprotected(rows))


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
    protected = Protection.objects.filter(**rows.same, valid_to__isnull=True, erase_asked_at__isnull=True)
    return rows.in_teams(_staff_teams(actor, *TeamAccess)) & Q(Exists(protected)) & Q(Exists(named))


def _own_coach(actor: Actor, rows: Rows) -> Q:
    own = CoachAssignment.objects.filter(**rows.same, valid_to__isnull=True, coach_id=actor.user_id)
    return rows.in_teams(_staff_teams(actor, *TeamAccess)) & Q(Exists(own))


def _team_consent(actor: Actor, rows: Rows) -> Q:
    consent = Consent.objects.filter(in_force(), **rows.same, kind=ConsentKind.SECRECY, to_team=True)
    return rows.in_teams(_staff_teams(actor, TeamAccess.WITH_TEAM_CONSENT)) & Q(Exists(consent))


def _to_be_allocated(actor: Actor, rows: Rows) -> Q:
    led = [team_id for team_id in actor.team_ids if actor.has_role(team_id, Role.TEAM_LEAD)]
    assigned = CoachAssignment.objects.filter(still_at_work(), **rows.same, valid_to__isnull=True)
    return rows.in_teams(led) & ~Q(Exists(assigned))


def still_at_work(user_field: str = "coach_id") -> Exists:
    """Condition on a coach's assignments: the coach has a role in the team today, and an open account. `user_field` is
    who it is in other rows.

    An assignment stands when the role ends, for the hand-over to tell whose the person was. Until then the person is
    to be allocated: nobody else would see who has no consent to the team.
    """
    today = timezone.localdate()
    held = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        team_id=OuterRef("team_id"),
        user_id=OuterRef(user_field),
        role__in=STAFF_ROLES,
        valid_from__lte=today,
        user__is_active=True,
    )
    return Exists(held)


def _emergency(actor: Actor, rows: Rows) -> Q:
    """Opened by the actor, still open, and the right to it still holds."""
    today = timezone.localdate()
    opened = EmergencyOpening.objects.filter(
        **rows.same, user_id=actor.user_id, closed_at__isnull=True, closes_at__gt=moment()
    )
    right = EmergencyRight.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        team_id=OuterRef(rows.team_field),
        user_id=actor.user_id,
        valid_from__lte=today,
    )
    return rows.in_teams(_staff_teams(actor, *TeamAccess)) & Q(Exists(opened)) & Q(Exists(right))


def _whole_team(actor: Actor, rows: Rows) -> Q:
    return rows.in_teams(_staff_teams(actor, TeamAccess.WHOLE_TEAM))


def _authority_consent(actor: Actor, rows: Rows) -> Q:
    """A consent in force lets an authority know something that the actor represents in the team."""
    person = {"team_id": OuterRef(rows.team_field), "consent__person_id": OuterRef(rows.person_field)}
    open_ = ConsentRecipient.objects.filter(
        in_force("consent__"), **person, consent__kind=ConsentKind.SECRECY
    )
    return _of_authorities(actor, rows, open_)


def _own_source(actor: Actor, rows: Rows) -> Q:
    """There is an item about the person that comes from an authority that the actor represents in the team."""
    return _of_authorities(actor, rows, SourceLink.objects.filter(**rows.same))


def _of_authorities(actor: Actor, rows: Rows, found: QuerySet[Any]) -> Q:
    conditions = [
        Q(**{rows.team_field: team_id}) & Q(Exists(found.filter(authority_id__in=sorted(ids))))
        for team_id, ids in represented(actor).items()
    ]
    return reduce(or_, conditions, NOTHING)


def represented(actor: Actor) -> dict[int, frozenset[int]]:
    """The authorities whose representative the actor is, by team."""
    return {
        team_id: ids
        for team_id, ids in sorted(actor.authorities.items())
        if ids and actor.has_role(team_id, Role.REPRESENTATIVE)
    }


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
        Ground.AUTHORITY_CONSENT: _authority_consent,
        Ground.OWN_SOURCE: _own_source,
        Ground.EMERGENCY: _emergency,
    }
)
# On these one sees a person as an authority's representative: of the record no more than `opened` says.
OF_REPRESENTATIVES = frozenset({Ground.AUTHORITY_CONSENT, Ground.OWN_SOURCE})
OF_STAFF = frozenset(GROUNDS) - OF_REPRESENTATIVES
