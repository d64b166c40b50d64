"""A placement's hours repeat the ladder's step of today: brought up to date each night.

In place and without a new version: it is the ladder that is the fact, and a form that somebody has open stays good.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Least

from samsteg.organisation.models import Team
from samsteg.placements.models import HoursStep, Placement


def refresh_hours(team: Team, today: dt.date) -> int:
    """Returns how many placements said something else than their ladder. Those without a ladder are left alone."""
    day = Least(OuterRef("ended_on"), Value(today), output_field=DateField())
    rungs = HoursStep.objects.current().filter(team=team, series=OuterRef("series")).order_by("valid_from")
    begun = rungs.filter(valid_from__lte=day).order_by("-valid_from")
    hours = Coalesce(
        Subquery(begun.values("hours_per_week")[:1]), Subquery(rungs.values("hours_per_week")[:1])
    )
    rows = Placement.objects.filter(team=team, superseded_at__isnull=True).annotate(now=hours)
    late = rows.filter(now__isnull=False).exclude(hours_per_week__isnull=False, hours_per_week=F("now"))
    wanted = dict(late.values_list("pk", "now"))
    found = list(Placement.objects.filter(team=team, pk__in=list(wanted)))
    for row in found:
        row.hours_per_week = wanted[row.pk]
    Placement.objects.bulk_update(found, ["hours_per_week"])
    return len(found)
