from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from samsteg.access.enums import Role
from samsteg.access.querysets import NOTHING, OF_STAFF, visible_persons
from samsteg.core.actor import Actor
from samsteg.participants.referrals.enums import OPEN_STATUSES, ReferralStatus

M = TypeVar("M", bound=models.Model)


class ReferralQuerySet(models.QuerySet[M]):
    """Referrals. One that isn't taken care of is the whole staff's; then it follows the participant."""

    def visible_to(self, actor: Actor) -> Self:
        """For the staff: those without a participant, and those of participants whom the actor opens."""
        teams = [pk for pk in actor.team_ids if actor.has_role(pk, Role.COACH, Role.TEAM_LEAD)]
        seen = visible_persons(actor, grounds=OF_STAFF, named=True)
        if not teams:
            return self.filter(NOTHING)
        return self.filter(Q(person__isnull=True) | seen, team_id__in=teams)

    def listed_to(self, actor: Actor) -> Self:
        """As `visible_to`, for lists: without protected persons, whoever is named for them."""
        teams = [pk for pk in actor.team_ids if actor.has_role(pk, Role.COACH, Role.TEAM_LEAD)]
        if not teams:
            return self.filter(NOTHING)
        seen = visible_persons(actor, grounds=OF_STAFF)
        return self.filter(Q(person__isnull=True) | seen, team_id__in=teams)

    def sent_by(self, actor: Actor) -> Self:
        """The signed-in referrer's own."""
        return self.filter(user_id=actor.user_id)

    def waiting(self) -> Self:
        """Those that ask for something."""
        return self.filter(status__in=OPEN_STATUSES)

    def ended(self) -> Self:
        return self.filter(status=ReferralStatus.ENDED)

    def given(self, consent_id: int) -> Self:
        """Those in which the consent was given."""
        return self.filter(Q(visit_consent_id=consent_id) | Q(division_consent_id=consent_id))

    def in_team(self, team_id: int) -> Self:
        return self.filter(team_id=team_id)
