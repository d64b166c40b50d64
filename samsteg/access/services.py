"""Writes about who is responsible for whom, and the consent that names the team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from samsteg.access.models import CoachAssignment, TeamConsent
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


def record_team_consents(*, team: Team, consents: Mapping[int, dt.date | None]) -> int:
    """Sets the day a person signed the consent that names the team; None withdraws what is stored, from today."""
    today = timezone.localdate()
    current = {
        row.person_id: row
        for row in among(
            TeamConsent.objects.filter(team=team, withdrawn_on__isnull=True), "person_id", consents
        )
    }
    changed = {
        person_id: signed_on
        for person_id, signed_on in consents.items()
        if (current[person_id].signed_on if person_id in current else None) != signed_on
    }
    ended = [current[person_id] for person_id in changed if person_id in current]
    for row in ended:
        row.withdrawn_on = today
    TeamConsent.objects.bulk_update(ended, ["withdrawn_on"], batch_size=1000)
    insert_rows(
        TeamConsent,
        ("person_id", "signed_on"),
        ((person_id, signed_on) for person_id, signed_on in changed.items() if signed_on is not None),
        same={"team_id": team.pk},
    )
    return len(changed)
