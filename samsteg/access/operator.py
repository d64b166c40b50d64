"""The user `operator` of development and tests: default of --as, lead of every team, can't sign in on pages.

In production there is no such user; settings.SAMSTEG_OPERATOR is None and nothing here does anything.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.models import Membership
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team


def make_operator(*, using: str) -> None:
    """Runs after migrate. The one exception to "granted by another person" (agreement, Command line)."""
    if not settings.SAMSTEG_OPERATOR:
        return
    user, created = User.objects.using(using).get_or_create(
        username=settings.SAMSTEG_OPERATOR, defaults={"last_name": "Kommandoraden"}
    )
    if created:
        user.set_unusable_password()
        user.save(using=using)


def is_operator(user: User) -> bool:
    return bool(settings.SAMSTEG_OPERATOR) and user.username == settings.SAMSTEG_OPERATOR


def join_as_operator(user: User, team: Team) -> None:
    """Gives the operator the lead of a team. Raises PermissionError where no operator exists."""
    if not is_operator(user):
        raise PermissionError("Only the operator of development and tests may grant itself a role.")
    with acting(Actor(user_id=user.pk, username=user.username, roles={team.pk: frozenset({Role.TEAM_LEAD})})):
        Membership.objects.get_or_create(
            team=team,
            user=user,
            role=Role.TEAM_LEAD,
            valid_to=None,
            defaults={"valid_from": timezone.localdate(), "is_operator": True},
        )
