"""Who leads a group on a day: one rule for the week, its sheet, lists, Idag and the roll call.

Somebody leads on the days that were written, and no longer than the role in the team that holds the group lasts: who
has left leads nothing, also where nobody wrote that the leading ended. Somebody without access has no role to lose.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, F, Func, QuerySet

from samsteg.activities.models import Leader
from samsteg.core.kept_questions import KeptRows


@dataclass(frozen=True, slots=True)
class Leads:
    """Half-open days; `user_id` None for who has no access. `role_until`: the first day without a role, None for none
    in sight.
    """

    pk: int
    user_id: int | None
    name: str
    organisation: str
    started_on: dt.date
    ended_on: dt.date | None
    role_until: dt.date | None = None

    @property
    def until(self) -> dt.date | None:
        """The first day without, for whichever reason comes first."""
        return min((day for day in (self.ended_on, self.role_until) if day), default=None)

    def leads_on(self, day: dt.date) -> bool:
        return self.stands_on(day) and not self.has_left_on(day)

    def stands_on(self, day: dt.date) -> bool:
        """By what was written of the group alone."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)

    def has_left_on(self, day: dt.date) -> bool:
        return self.role_until is not None and self.role_until <= day


def leaders_of(group_ids: Iterable[int]) -> defaultdict[int, list[Leads]]:
    """By group, those who lead or have led it. The caller has seen that the groups are open. One question."""
    found: defaultdict[int, list[Leads]] = defaultdict(list)
    for row in _leaders.of_each(group_ids):
        name = row.user.shown_name if row.user else row.name
        found[row.group_id].append(
            Leads(row.pk, row.user_id, name, row.organisation, row.started_on, row.ended_on, row.role_until)
        )
    return found


@KeptRows
def _leaders(*group_ids: int) -> QuerySet[Any, Any]:
    until = Func(F("pk"), function="samsteg_leads_until", output_field=DateField())
    rows = Leader.objects.filter(group_id__in=group_ids).select_related("user").annotate(role_until=until)
    return rows.order_by("started_on", "pk")
