"""Who works in a team today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from samsteg.access.models import Membership
from samsteg.core.kept_questions import KeptRows


@dataclass(frozen=True, slots=True)
class StaffMember:
    """`role` is a code; whoever has two roles stands twice."""

    user_id: int
    name: str
    role: str
    since: dt.date


def staff_of(team_id: int, *, on: dt.date | None = None) -> list[StaffMember]:
    """By name. The operator of development, who is nobody, is left out."""
    day = on or timezone.localdate()
    held = staff_question(team_id, day)
    found = [StaffMember(one.user_id, one.user.shown_name, one.role, one.valid_from) for one in held]
    return sorted(found, key=lambda one: (one.name.casefold(), one.role))


@KeptRows
def staff_question(team_id: int, day: dt.date) -> QuerySet[Membership, Membership]:
    return Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        team_id=team_id,
        valid_from__lte=day,
        is_operator=False,
    ).select_related("user")
