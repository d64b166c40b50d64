"""The roles of a team as the controller's officer sees to them, and the yearly question: still needed?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.models import Membership, MembershipReview
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team

REVIEWED_WITHIN = dt.timedelta(days=365)
SHOWN_AFTER_END = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role today, ahead, or ended within the year. `asked_again_on`: the day by which it should be looked at."""

    membership: Membership
    is_ended: bool
    is_ahead: bool
    reviewed_on: dt.date | None
    asked_again_on: dt.date

    def is_due(self, day: dt.date) -> bool:
        return not self.is_ended and self.asked_again_on <= day


def roles_of(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[HeldRole]:
    """What holds or is coming first, those to look at again at the top; then what has ended within a year."""
    require(actor, "staff.grant", team)
    day = on or timezone.localdate()
    rows = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day - SHOWN_AFTER_END), team=team, is_operator=False
    ).select_related("user", "authority", "granted_by", "ended_by")
    reviewed = dict(
        MembershipReview.objects.filter(team=team)
        .values("membership_id")
        .annotate(newest=Max("reviewed_on"))
        .values_list("membership_id", "newest")
    )
    held = [_held(row, reviewed.get(row.pk), day) for row in rows]
    return sorted(
        held,
        key=lambda one: (
            one.is_ended,
            not one.is_due(day),
            one.membership.user.shown_name.casefold(),
            one.membership.role,
            one.membership.pk,
        ),
    )


def _held(row: Membership, reviewed_on: dt.date | None, day: dt.date) -> HeldRole:
    return HeldRole(
        membership=row,
        is_ended=row.valid_to is not None and row.valid_to <= day,
        is_ahead=row.valid_from > day,
        reviewed_on=reviewed_on,
        asked_again_on=(reviewed_on or row.valid_from) + REVIEWED_WITHIN,
    )


def confirm_role(*, actor: Actor, team: Team, membership_id: int, on: dt.date | None = None) -> Membership:
    """The role is still needed. Twice on a day is once. Raises Refused for one that has ended, or one's own."""
    require(actor, "staff.grant", team)
    day = on or timezone.localdate()
    held = (
        Membership.objects.select_related("user")
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), pk=membership_id, team=team)
        .first()
    )
    if held is None:
        raise Refused(_("The role has already ended. Load the page again."))
    if held.user_id == actor.user_id:
        raise Refused(_("Nobody reviews the own role. Ask another officer."))
    MembershipReview.objects.get_or_create(
        team=team, membership=held, reviewed_on=day, defaults={"reviewed_by_id": actor.user_id}
    )
    return held
