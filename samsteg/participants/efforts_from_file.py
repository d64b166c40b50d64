"""Efforts beside the team as a workbook writes them: a row for each period, known again by stay, kind and first day.

The first period of förstärkt samarbete is written with its stay (`services.save_stays`), and never from here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q

from samsteg.core.facts import Stamp, Values, replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.effort_periods import free_ordinal
from samsteg.participants.models import ParallelEffort
from samsteg.participants.services import FIRST_COOPERATION

Place = tuple[int, str, dt.date]  # stay, kind, first day


def with_stay() -> Q:
    """The period that stands among the columns of its stay."""
    code, ordinal = FIRST_COOPERATION
    return Q(code=code, ordinal=ordinal)


def save_from_file(*, team: Team, desired: Mapping[Place, dt.date | None], stamp: Stamp) -> int:
    """The last day of each period; returns how many changed. A known period stays the same one."""
    current = ParallelEffort.objects.filter(team=team, superseded_at__isnull=True)
    known: dict[Place, int] = {}
    taken: dict[tuple[int, str], set[int]] = defaultdict(set)
    for stay_id, code, ordinal, started_on in current.values_list("stay_id", "code", "ordinal", "started_on"):
        taken[stay_id, code].add(ordinal)
        if (code, ordinal) != FIRST_COOPERATION:
            known[stay_id, code, started_on] = ordinal
    wanted: dict[Values, Values | None] = {}
    for (stay_id, code, started_on), ended_on in sorted(desired.items(), key=lambda one: one[0]):
        ordinal = known.get((stay_id, code, started_on)) or _next(code, taken[stay_id, code])
        taken[stay_id, code].add(ordinal)
        wanted[stay_id, code, ordinal] = (started_on, ended_on)
    return replace_facts(
        ParallelEffort.objects.all(),
        team_id=team.pk,
        key=("stay_id", "code", "ordinal"),
        values=("started_on", "ended_on"),
        desired=wanted,
        stamp=stamp,
    )


def _next(code: str, taken: set[int]) -> int:
    """The first number of förstärkt samarbete is the stay's own."""
    return free_ordinal(taken, FIRST_COOPERATION[1] + 1 if code == FIRST_COOPERATION[0] else 1)
