from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from samsteg.core.merged import dated
from samsteg.organisation.models import Team
from samsteg.participants.origins import with_origin
from samsteg.placements.models import Placement

IS_DAY = Q(ended_on__isnull=False, ended_on=F("started_on"))


def placement_days(team: Team, person_id: int, *, ended: bool = False) -> QuerySet[Any, Any]:
    """When time at an employer began, or (`ended`) ended: rows for `core.merged`.

    The caller has seen that it may be told.
    """
    rows = Placement.objects.filter(team=team, stay__person_id=person_id, superseded_at__isnull=True)
    told = {"form": "form", "employer": "employer"}
    if ended:
        rows = rows.filter(ended_on__isnull=False).exclude(ended_on=F("started_on"))
        return dated(rows, "ended_on", **told)
    return dated(rows, "started_on", **told, is_day=ExpressionWrapper(IS_DAY, BooleanField()))


def placements_of_stays(team: Team, stay_ids: Collection[int]) -> list[Placement]:
    """What holds now of the stays' time at employers, newest first. The caller has seen that the stays may be read."""
    rows = with_origin(Placement.objects.filter(team=team, stay_id__in=stay_ids, superseded_at__isnull=True))
    return list(rows.order_by("-started_on", "-pk"))
