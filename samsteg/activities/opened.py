"""Which groups and sessions are open to an actor: the team's own, and those another team holds together with it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samsteg.access.policies import may
from samsteg.activities.models import Group, GroupSession, GroupShare
from samsteg.activities.querysets import SessionQuerySet
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team


def held_with(team: Team, group_ref: str) -> Q:
    """That a row's group is held with the team today; `group_ref`: how the row names the group."""
    shares = GroupShare.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=timezone.localdate()),
        group_id=OuterRef(group_ref),
        partner_id=team.pk,
    )
    return Q(Exists(shares))


def open_groups(actor: Actor, team: Team) -> QuerySet[Group]:
    """For staff of the team; nothing for others. Row-level security is the second fence."""
    if not may(actor, "activities.view", team):
        return Group.objects.none()
    rows = Group.objects.filter(withdrawn_at__isnull=True)
    return rows.filter(Q(team_id=team.pk) | held_with(team, "pk"))


def open_sessions(actor: Actor, team: Team) -> SessionQuerySet[GroupSession]:
    """The versions that hold now."""
    if not may(actor, "activities.view", team):
        return GroupSession.objects.none()
    return GroupSession.objects.current().filter(Q(team_id=team.pk) | held_with(team, "group_id"))
