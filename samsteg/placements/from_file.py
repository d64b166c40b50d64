"""Placements as a workbook writes them: the same facts as the pages write, keyed by stay, employer and first day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from decimal import Decimal

from django.utils import timezone

from samsteg.core.facts import Stamp, Values, replace_facts
from samsteg.organisation.models import Team
from samsteg.placements.hours_today import refresh_hours
from samsteg.placements.models import HoursStep, Placement

KEY = ("stay_id", "employer", "started_on")
FILE_VALUES = (
    "form",
    "ended_on",
    "hours_per_week",
    "found_by",
    "insured_by",
    "ended_how",
    "decided_by",
    "break_reason",
    "outcome",
)
HOURS_AT, LAST_AT = FILE_VALUES.index("hours_per_week"), FILE_VALUES.index("ended_on")


def save_from_file(
    *, team: Team, desired: Mapping[Values, Values], stamp: Stamp, with_ladder: Collection[Values] = ()
) -> int:
    """By KEY the FILE_VALUES; returns how many placements changed. A known placement stays the same one.

    New hours of a placement with a ladder correct the step that holds today, but for those whose ladder the file tells
    itself (`with_ladder`). Steps after the last day go, as when a placement is ended on its page.
    """
    rows = Placement.objects.filter(team=team, superseded_at__isnull=True)
    names = ("pk", "series", "version", *KEY, *FILE_VALUES)
    known = {tuple(row[3:6]): row for row in rows.values_list(*names)}
    wanted: dict[Values, Values | None] = {}
    hours: dict[uuid.UUID, Decimal] = {}
    ends: dict[uuid.UUID, dt.date] = {}
    for key, values in desired.items():
        row = known.get(key)
        if row is None:
            wanted[key] = (*values, uuid.uuid4(), 1)
            continue
        if tuple(row[6:]) == tuple(values):
            continue
        wanted[key] = (*values, row[1], row[2] + 1)
        said = values[HOURS_AT]
        if isinstance(said, Decimal) and said != row[6 + HOURS_AT] and key not in with_ladder:
            hours[row[1]] = said
        if isinstance(last := values[LAST_AT], dt.date):
            ends[row[1]] = last
    _correct_ladders(team, hours, stamp)
    has_dropped = _drop_later_rungs(team, ends, stamp)
    changed = replace_facts(
        Placement.objects.all(),
        team_id=team.pk,
        key=KEY,
        values=(*FILE_VALUES, "series", "version"),
        desired=wanted,
        stamp=stamp,
    )
    if has_dropped:
        refresh_hours(team, timezone.localdate())
    return changed


def _correct_ladders(team: Team, hours: Mapping[uuid.UUID, Decimal], stamp: Stamp) -> None:
    today = timezone.localdate()
    rungs = HoursStep.objects.current().filter(team=team, series__in=list(hours)).order_by("valid_from")
    holding: dict[uuid.UUID, HoursStep] = {}
    for rung in rungs if hours else ():
        if rung.series not in holding or rung.valid_from <= today:
            holding[rung.series] = rung
    replace_facts(
        HoursStep.objects.all(),
        team_id=team.pk,
        key=("series", "valid_from"),
        values=("person_id", "stay_id", "hours_per_week"),
        desired={
            (series, rung.valid_from): (rung.person_id, rung.stay_id, hours[series])
            for series, rung in holding.items()
        },
        stamp=stamp,
    )


def _drop_later_rungs(team: Team, ends: Mapping[uuid.UUID, dt.date], stamp: Stamp) -> bool:
    """Steps that were planned and never come. True: there were some."""
    rungs = HoursStep.objects.current().filter(team=team, series__in=list(ends)) if ends else ()
    late = [rung.pk for rung in rungs if rung.valid_from > ends[rung.series]]
    if late:
        HoursStep.objects.filter(team=team, pk__in=late).update(superseded_at=stamp.moment)
    return bool(late)
