"""What other pages of a person tell of groups: the time line, and when somebody was last seen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet, Subquery

from samsteg.access.enums import DataCategory
from samsteg.access.opened import Opened
from samsteg.activities.models import GroupMembership
from samsteg.activities.querysets import NEVER_IN
from samsteg.activities.standing import standing_marks, took_part
from samsteg.core.merged import dated
from samsteg.organisation.models import Team
from samsteg.participants.own_day import newest_day


def joining_days(
    team: Team, person_id: int, opened: Opened, *, left: bool = False
) -> QuerySet[Any, Any] | None:
    """When the person came into groups, or with `left` left them: for `core.merged`; None for nothing."""
    if not opened.reads(None, DataCategory.ATTENDANCE):
        return None
    rows = GroupMembership.objects.in_team(team.pk).current().filter(person_id=person_id)
    rows = rows.exclude(NEVER_IN)
    told = {"group": "group__name", "reason": "leave_reason"}
    return (
        dated(rows.filter(left_on__isnull=False), "left_on", **told)
        if left
        else dated(rows, "joined_on", **told)
    )


def mark_days(team: Team, person_id: int, opened: Opened) -> QuerySet[Any, Any] | None:
    """What the roll calls say: for `core.merged`; None for nothing."""
    if not opened.reads(None, DataCategory.ATTENDANCE):
        return None
    rows = standing_marks(team).filter(person_id=person_id)
    return dated(rows, "occurred_on", group="group__name", mark="mark")


def last_in_group(team: Team, day: dt.date) -> Subquery:
    """For `participants.own_day`: the newest session that the person took part in."""
    return newest_day(took_part(team), "occurred_on", day)
