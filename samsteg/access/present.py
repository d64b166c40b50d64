"""The members of a team as actors, for questions about what several of them may see together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Q
from django.utils import timezone

from samsteg.access.controller_rules import rules_at
from samsteg.access.enums import INNER_ROLES, RuleName
from samsteg.access.models import Membership
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role that opens the team's tables today. `authorities` are names, for who represents any."""

    actor: Actor
    name: str
    roles: tuple[str, ...]
    authorities: tuple[str, ...]


def members_of(team: Team, user_ids: Collection[int] | None = None) -> dict[int, Member]:
    """By user id, in the order of their names: with what they are in this team alone. Of all members when None.

    Whoever has no such role today is left out. For who is in the team's context.
    """
    today = timezone.localdate()
    held = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        team=team,
        valid_from__lte=today,
        role__in=INNER_ROLES,
        user__is_active=True,
        is_operator=False,
    ).select_related("user", "authority")
    if user_ids is not None:
        held = held.filter(user_id__in=list(user_ids))
    rows: dict[int, list[Membership]] = defaultdict(list)
    for one in held.order_by("pk"):
        rows[one.user_id].append(one)
    access = rules_at(team.pk)[RuleName.TEAM_ACCESS] if rows else ""
    found = [_member(team, own, access) for own in rows.values()]
    return {one.actor.user_id: one for one in sorted(found, key=lambda one: one.name.casefold())}


def _member(team: Team, rows: list[Membership], access: str) -> Member:
    authorities = {one.authority_id: one.authority.name for one in rows if one.authority}
    user = rows[0].user
    roles = {one.role for one in rows}
    actor = Actor(
        user_id=user.pk,
        username=user.username,
        roles=MappingProxyType({team.pk: frozenset(roles)}),
        authorities=MappingProxyType(
            {team.pk: frozenset(pk for pk in authorities if pk is not None)} if authorities else {}
        ),
        team_access=MappingProxyType({team.pk: access}),
    )
    return Member(
        actor, user.shown_name, tuple(sorted(roles)), tuple(sorted(authorities.values(), key=str.casefold))
    )
