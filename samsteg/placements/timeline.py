"""What the time line takes from here: the days of placements and of their check-ins."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Least

from samsteg.core.merged import dated
from samsteg.organisation.models import Team
from samsteg.placements.models import CheckIn, Placement

IS_DAY = Q(ended_on__isnull=False, ended_on=F("started_on"))


def placement_days(
    team: Team, person_id: int, *, ended: bool = False, knows_exit: bool = True
) -> QuerySet[Any, Any]:
    """When time at an employer began, or (`ended`) ended: rows for `core.merged`.

    The caller has seen that it may be told. It ends with the stay at the latest, and what was to begin after the exit
    never began; without `knows_exit` the reader may not know of the exit, and is told what was planned.
    """
    rows = Placement.objects.filter(team=team, stay__person_id=person_id, superseded_at__isnull=True)
    if knows_exit:
        rows = rows.exclude(stay__exited_on__lt=F("started_on"))
    told = {"form": "form", "employer": "employer", "series": "series"}
    if ended:
        rows = rows.filter(ended_on__isnull=False).exclude(ended_on=F("started_on"))
        return dated(rows, Least("ended_on", "stay__exited_on") if knows_exit else "ended_on", **told)
    return dated(rows, "started_on", **told, is_day=ExpressionWrapper(IS_DAY, BooleanField()))


def check_in_days(team: Team, person_id: int) -> QuerySet[Any, Any]:
    """When one has talked about how a placement goes, of those that still stand. As `placement_days`."""
    standing = Placement.objects.filter(team=team, stay__person_id=person_id, superseded_at__isnull=True)
    rows = CheckIn.objects.current().filter(
        team=team, person_id=person_id, series__in=standing.values("series")
    )
    return dated(rows, "held_on", form="form", series="series")
