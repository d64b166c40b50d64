"""What a coach's own participants ask for today, of what stands in this layer: silence, decisions, allocation.

Own are those one is the responsible coach of. Protected persons are in no list. The caller logs the reads.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED
from samsteg.participants.models import Note, Stay
from samsteg.participants.querysets import StayQuerySet
from samsteg.participants.way.models import CURRENT, PlannedEnd, Trial
from samsteg.people.names import NAME_COLUMNS, called, open_name

SILENT = dt.timedelta(days=14)
SOON = dt.timedelta(days=14)
MOST = 50


@dataclass(frozen=True, slots=True)
class Silent:
    """`last_on`: the day of the newest note; None where there is none since the start."""

    person_id: int
    title: str
    last_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Deciding:
    """A trial period or a planned end whose day comes or has been."""

    person_id: int
    title: str
    on: dt.date
    is_trial: bool


@dataclass(frozen=True, slots=True)
class Unallocated:
    """Somebody on the way or enrolled whom nobody is responsible for."""

    person_id: int
    title: str
    referred_on: dt.date | None


def silent_ones(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[Silent]:
    """Own participants of whom nothing is noted for fourteen days, the longest silence first."""
    day = on or timezone.localdate()
    notes = Note.objects.filter(
        CURRENT,
        team=team,
        person_id=OuterRef("person_id"),
        occurred_on__gte=OuterRef("enrolled_on"),
        is_retracted=False,
    )
    last = notes.order_by().values("person_id").annotate(last=Max("occurred_on")).values("last")
    rows = (
        _own(actor, team, day)
        .filter(enrolled_on__lte=day - SILENT)
        .annotate(last_on=Subquery(last))
        .filter(Q(last_on__isnull=True) | Q(last_on__lte=day - SILENT))
        .order_by(F("last_on").asc(nulls_first=True), "enrolled_on", "pk")
    )
    told = rows.values_list("person_id", "own_id", "last_on", *NAME_COLUMNS)[:MOST]
    return [Silent(one[0], _title(one[0], one[1], one[3:]), one[2]) for one in told]


def decisions_due(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[Deciding]:
    """Trial periods and planned ends of own participants that are over, or are so within fourteen days."""
    day = on or timezone.localdate()
    of_stay: dict[str, Any] = {"team": team, "stay_id": OuterRef("pk")}
    planned = PlannedEnd.objects.filter(CURRENT, **of_stay).order_by("-decided_on", "-pk")
    rows = _own(actor, team, day).annotate(
        trial_on=Subquery(Trial.objects.filter(CURRENT, **of_stay, outcome="").values("ends_on")[:1]),
        planned_on=Subquery(planned.values("planned_on")[:1]),
    )
    told = rows.filter(Q(trial_on__lte=day + SOON) | Q(planned_on__lte=day + SOON)).values_list(
        "person_id", "own_id", "trial_on", "planned_on", *NAME_COLUMNS
    )
    found = []
    for person_id, own_id, trial_on, planned_on, *name in told:
        title = _title(person_id, own_id, name)
        if trial_on and trial_on <= day + SOON:
            found.append(Deciding(person_id, title, trial_on, is_trial=True))
        elif planned_on and planned_on <= day + SOON:
            found.append(Deciding(person_id, title, planned_on, is_trial=False))
    return sorted(found, key=lambda one: (one.on, one.title))[:MOST]


def unallocated(*, actor: Actor, team: Team, on: dt.date | None = None) -> list[Unallocated]:
    """Those whom nobody is responsible for, the oldest first: seen by the team lead, so empty for others."""
    day = on or timezone.localdate()
    held = CoachAssignment.objects.filter(team=team, person_id=OuterRef("person_id"), valid_to__isnull=True)
    rows = (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(
            HAPPENED,
            ~Exists(held),
            Q(exited_on__isnull=True) | Q(exited_on__gt=day),
            not_enrolled_on__isnull=True,
        )
        .order_by("referred_on", "pk")
        .values_list("person_id", "own_id", "referred_on", *NAME_COLUMNS)
    )
    return [Unallocated(one[0], _title(one[0], one[1], one[3:]), one[2]) for one in rows[:MOST]]


def has_participants(team: Team) -> bool:
    """Whether anybody at all has come to the team, seen by the actor or not."""
    return Stay.objects.in_team(team.pk).exists()


def _own(actor: Actor, team: Team, day: dt.date) -> StayQuerySet[Stay]:
    """Stays that go on, of persons whose coach the actor is."""
    mine = CoachAssignment.objects.filter(
        team=team, person_id=OuterRef("person_id"), coach_id=actor.user_id, valid_to__isnull=True
    )
    return (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(Exists(mine), Q(exited_on__isnull=True) | Q(exited_on__gt=day), enrolled_on__lte=day)
    )


def _title(person_id: int, own_id: str, columns: Any) -> str:
    return called(open_name(person_id, (columns[0], columns[1], columns[2])), own_id)
