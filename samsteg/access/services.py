"""Writes about who is responsible for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.access.protection import possible_staff
from samsteg.core.bulk import insert_rows
from samsteg.core.facts import among
from samsteg.organisation.models import Team


def assign_coaches(
    *,
    team: Team,
    coaches: Mapping[int, int | None],
    step_at: dt.datetime | None = None,
    on: dt.date | None = None,
) -> int:
    """Sets the responsible coach (user id, None for nobody) of persons from the day (today); earlier ones stay.

    `step_at`: the moment of the step that chose them, which `take_back_coach` undoes. `on`: the caller has seen that it
    isn't before somebody became the coach, nor to come, since the change holds at once.
    """
    day = on or timezone.localdate()
    current = {
        row.person_id: row
        for row in among(
            CoachAssignment.objects.filter(team=team, valid_to__isnull=True), "person_id", coaches
        )
    }
    changed = {
        person_id: coach_id
        for person_id, coach_id in coaches.items()
        if (current[person_id].coach_id if person_id in current else None) != coach_id
    }
    ended = [current[person_id] for person_id in changed if person_id in current]
    for row in ended:
        row.valid_to = day
    CoachAssignment.objects.bulk_update(ended, ["valid_to"], batch_size=1000)
    insert_rows(
        CoachAssignment,
        ("person_id", "coach_id"),
        ((person_id, coach_id) for person_id, coach_id in changed.items() if coach_id is not None),
        same={"team_id": team.pk, "valid_from": day, "step_at": step_at},
    )
    return len(changed)


def take_back_coach(*, team: Team, person_id: int, step_at: dt.datetime) -> None:
    """The coach whom the step of the moment chose is so no more; the one before is, from today. Nothing is removed.

    Leaves alone who has been given another coach since, and a coach before who no longer works in the team.
    """
    of_person = CoachAssignment.objects.filter(team=team, person_id=person_id)
    chosen = of_person.filter(valid_to__isnull=True, step_at=step_at).first()
    if chosen is None:
        return
    before = of_person.filter(valid_to=chosen.valid_from).exclude(pk=chosen.pk).order_by("-pk").first()
    is_here = before is not None and possible_staff(team.pk).filter(pk=before.coach_id).exists()
    assign_coaches(team=team, coaches={person_id: before.coach_id if before and is_here else None})
