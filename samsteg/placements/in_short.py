"""Placements that go on or are to come, with the next check-in: for who takes over after a coach."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.placements.enums import PlacementState
from samsteg.placements.models import CheckIn, Placement
from samsteg.placements.rules import next_check_in, state_of
from samsteg.placements.selectors import last_on


@dataclass(frozen=True, slots=True)
class ComingCheckIn:
    """`on` None: none is asked for."""

    form: str
    started_on: dt.date
    on: dt.date | None


def coming_check_ins(team: Team, stays: Iterable[Stay]) -> dict[int, tuple[ComingCheckIn, ...]]:
    """By person, the first begun on top. One question. The stays are those that the actor sees."""
    persons, today = {stay.pk: stay for stay in stays}, timezone.localdate()
    talks = CheckIn.objects.current().filter(team_id=team.pk, series=OuterRef("series"))
    last = talks.order_by("-held_on", "-pk")
    rows = Placement.objects.filter(team=team, stay_id__in=persons, superseded_at__isnull=True, ended_how="")
    rows = rows.annotate(
        held_on=Subquery(last.values("held_on")[:1]), next_on=Subquery(last.values("next_on")[:1])
    )
    found: dict[int, list[ComingCheckIn]] = defaultdict(list)
    for row in rows.order_by("started_on", "pk"):
        row.stay = stay = persons[row.stay_id]  # known already, so that nobody asks for it
        state = state_of(row.started_on, row.ended_on, row.ended_how, today, exited_on=stay.exited_on)
        if state not in (PlacementState.COMING, PlacementState.ONGOING):
            continue
        held = [(row.held_on, row.next_on)] if row.held_on else []
        on = next_check_in(row.form, state, row.started_on, last_on(row), held)
        found[stay.person_id].append(ComingCheckIn(row.form, row.started_on, on))
    return {person_id: tuple(rows) for person_id, rows in found.items()}
