"""Nightly: rows that must not exist."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict

from samsteg.placements.models import HoursStep, Placement
from samsteg.placements.records import Rung
from samsteg.placements.rules import hours_on


def hours_out_of_step(team_id: int, today: dt.date) -> list[int]:
    """Placements whose hours differ from their ladder, counted anew step by step; must be empty."""
    rungs: dict[uuid.UUID, list[Rung]] = defaultdict(list)
    for step in HoursStep.objects.current().filter(team_id=team_id).order_by("valid_from"):
        rungs[step.series].append(Rung(step.valid_from, step.hours_per_week))
    rows = Placement.objects.filter(team_id=team_id, superseded_at__isnull=True, series__in=list(rungs))
    return [
        row.pk
        for row in rows.order_by("pk")
        if row.hours_per_week != hours_on(rungs[row.series], min(row.ended_on or today, today))
    ]
