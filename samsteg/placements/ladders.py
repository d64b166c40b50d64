"""The ladder of a placement: hours a week that change over time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp
from samsteg.organisation.models import Team
from samsteg.placements.models import HoursStep, Placement
from samsteg.placements.records import Rung
from samsteg.placements.rules import check_hours, check_rung, hours_on, ladder
from samsteg.placements.storing import copy_of, current_placement, stamp_of, state_now, stay_of_row, store
from samsteg.placements.workflow import Event, PlacementRefused, check


@transaction.atomic
def add_hours(
    *, actor: Actor, team: Team, person_id: int, series: uuid.UUID, expected_version: int, rung: Rung
) -> Placement:
    """A new step of the ladder. What a workbook said without a ladder becomes its first step."""
    now = current_placement(actor, team, person_id, series, expected_version)
    check(Event.SET_HOURS, state_now(now), actor.roles.get(team.pk, frozenset()), {})
    check_hours(rung.hours)
    stay, stamp, stored = stay_of_row(now), stamp_of(actor, team), stored_rungs(team, series)
    rungs = ladder(now.started_on, now.hours_per_week, stored)
    check_rung(rungs, rung.valid_from, started_on=now.started_on, ended_on=now.ended_on)
    for one in rungs:
        if not one.is_stored and one.valid_from != rung.valid_from:
            add_rung(now, stay, one, stamp)
    add_rung(now, stay, rung, stamp)
    return with_hours(now, stamp)


@transaction.atomic
def remove_hours(
    *, actor: Actor, team: Team, person_id: int, series: uuid.UUID, expected_version: int, day: dt.date
) -> Placement:
    """A step that was wrong. Twice is once."""
    now = current_placement(actor, team, person_id, series, expected_version)
    check(Event.SET_HOURS, state_now(now), actor.roles.get(team.pk, frozenset()), {})
    stamp = stamp_of(actor, team)
    rungs = HoursStep.objects.current().filter(team=team, series=series, valid_from=day)
    if not rungs.update(superseded_at=stamp.moment):
        return now
    return with_hours(now, stamp)


def stored_rungs(team: Team, series: uuid.UUID) -> list[Rung]:
    rows = HoursStep.objects.current().filter(team=team, series=series).order_by("valid_from")
    return [Rung(day, hours) for day, hours in rows.values_list("valid_from", "hours_per_week")]


def check_rungs_inside(rungs: Sequence[Rung], now: Placement, row: Placement) -> None:
    """New days have room for the ladder, whose first step follows the first day. Raises PlacementRefused."""
    for rung in rungs:
        if rung.valid_from == now.started_on:
            continue
        if rung.valid_from <= row.started_on:
            raise PlacementRefused(
                _("The ladder has a step from %(day)s. Take it away first, or choose an earlier first day.")
                % {"day": rung.valid_from},
                "started_on",
            )
        if row.ended_on is not None and rung.valid_from > row.ended_on:
            raise PlacementRefused(
                _("The ladder has a step from %(day)s. Take it away first, or choose a later last day.")
                % {"day": rung.valid_from},
                "ended_on",
            )


def add_rung(row: Placement, stay: Any, rung: Rung, stamp: Stamp) -> None:
    HoursStep.objects.create(
        team_id=row.team_id,
        person_id=stay.person_id,
        stay_id=row.stay_id,
        series=row.series,
        valid_from=rung.valid_from,
        hours_per_week=rung.hours,
        recorded_at=stamp.moment,
        recorded_by_id=stamp.actor_id,
        source_id=stamp.source_id,
    )


def move_first_rung(now: Placement, row: Placement, rungs: Sequence[Rung], stay: Any, stamp: Stamp) -> None:
    """The first step follows the first day."""
    if not rungs or rungs[0].valid_from != now.started_on or row.started_on == now.started_on:
        return
    steps = HoursStep.objects.current().filter(series=row.series, valid_from=now.started_on)
    steps.filter(team_id=row.team_id).update(superseded_at=stamp.moment)
    add_rung(row, stay, Rung(row.started_on, rungs[0].hours), stamp)


def drop_rungs_after(row: Placement, stamp: Stamp) -> None:
    """Steps that were planned and never came."""
    planned = HoursStep.objects.current().filter(
        valid_from__gt=row.ended_on, team_id=row.team_id, series=row.series
    )
    planned.update(superseded_at=stamp.moment)
    row.hours_per_week = hours_of(row)


def restore_rungs(row: Placement, stay: Any, stamp: Stamp) -> None:
    """The steps that endings took away since the placement was last open, where the days still have room for them.

    A step that somebody took away stays away: an ending closes only what lies after its last day.
    """
    versions = Placement.objects.filter(team_id=row.team_id, series=row.series)
    opened = versions.filter(ended_how="").order_by("-version").values_list("version", flat=True).first() or 0
    known = {one.valid_from for one in stored_rungs(row.team, row.series)}
    gone = HoursStep.objects.filter(team_id=row.team_id, series=row.series)
    for ended_on, moment in versions.filter(version__gt=opened).values_list("ended_on", "recorded_at"):
        for step in gone.filter(superseded_at=moment, valid_from__gt=ended_on).order_by("valid_from"):
            is_inside = row.ended_on is None or step.valid_from <= row.ended_on
            if is_inside and step.valid_from > row.started_on and step.valid_from not in known:
                add_rung(row, stay, Rung(step.valid_from, step.hours_per_week), stamp)
                known.add(step.valid_from)
    row.hours_per_week = hours_of(row)


def hours_of(row: Placement) -> Decimal | None:
    """Those that hold today, or held on the last day."""
    rungs = HoursStep.objects.current().filter(team_id=row.team_id, series=row.series).order_by("valid_from")
    found = [Rung(day, hours) for day, hours in rungs.values_list("valid_from", "hours_per_week")]
    today = timezone.localdate()
    return hours_on(found, min(row.ended_on or today, today)) if found else row.hours_per_week


def with_hours(now: Placement, stamp: Stamp) -> Placement:
    row = copy_of(now)
    row.hours_per_week = hours_of(row)
    if not HoursStep.objects.current().filter(team_id=row.team_id, series=row.series).exists():
        row.hours_per_week = None
    store(row, stamp, after=now)
    return row
