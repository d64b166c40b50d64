from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from samsteg.activities.enums import SessionState
from samsteg.participants.querysets import TeamPersonQuerySet

M = TypeVar("M", bound=models.Model)
# Of memberships: put in by mistake, or to come in on a day when the stay or the group had ended.
NEVER_IN = Q(leave_reason="mistake") | Q(
    leave_reason__in=("stay_ended", "group_ended"), left_on=F("joined_on")
)


class PersonFactQuerySet(TeamPersonQuerySet[M]):
    """Persons in groups, and marks: every version of them. Each is shown with the person's record."""

    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)


class SessionQuerySet(models.QuerySet[M]):
    """Sessions, every version of them. Which are open to an actor: `opened.open_sessions`."""

    def current(self) -> Self:
        """Without those that were taken out: nobody is to see, call or count them."""
        return self.filter(superseded_at__isnull=True).exclude(state=SessionState.WITHDRAWN)

    def withdrawn(self) -> Self:
        return self.filter(superseded_at__isnull=True, state=SessionState.WITHDRAWN)

    def between(self, first_on: dt.date, last_on: dt.date) -> Self:
        return self.filter(on_day__range=(first_on, last_on))
