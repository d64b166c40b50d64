from __future__ import annotations

import datetime as dt
from collections import defaultdict
from types import MappingProxyType

from django.db.models import Q
from django.utils import timezone

from samsteg.access.models import Membership
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
