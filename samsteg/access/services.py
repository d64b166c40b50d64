"""Writes about who is responsible for whom."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.core.bulk import insert_rows
from samsteg.core.facts import among
from samsteg.organisation.models import Team


def assign_coaches(*, team: Team, coaches: Mapping[int, int | None]) -> int:
    """Sets the responsible coach (user id, None for nobody) of persons from today; earlier ones stay as history."""
    today = timezone.localdate()
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
        row.valid_to = today
    CoachAssignment.objects.bulk_update(ended, ["valid_to"], batch_size=1000)
    insert_rows(
        CoachAssignment,
        ("person_id", "coach_id"),
        ((person_id, coach_id) for person_id, coach_id in changed.items() if coach_id is not None),
        same={"team_id": team.pk, "valid_from": today},
    )
    return len(changed)
