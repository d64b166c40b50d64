"""What every change of a placement does: finds the version that holds, and writes the next one."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import Stamp, learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.listing import BEGAN_ON, HAPPENED, NEWEST
from samsteg.participants.models import Stay
from samsteg.placements.models import Placement
from samsteg.placements.rules import check_days, state_of

ACT = "placements.write"


class StalePlacement(Refused):
    """Somebody else has changed the placement in between. `writer_id` and `written_at`: who and when."""

    def __init__(self, message: str, now: Placement) -> None:
        super().__init__(message)
        self.writer_id, self.written_at = now.recorded_by_id, now.recorded_at


def current_placement(
    actor: Actor, team: Team, person_id: int, series: uuid.UUID, expected_version: int
) -> Placement:
    """The version that holds, locked, for who may write. Raises NotVisible, PermissionRefused, StalePlacement."""
    require(actor, ACT, team)
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id)
    rows = Placement.objects.select_for_update(of=("self",)).filter(
        team=team, stay__in=seen, series=series, superseded_at__isnull=True
    )
    now = rows.first()
    if now is None:
        raise NotVisible
    if now.version != expected_version:
        raise StalePlacement(
            _(
                "Somebody else has changed the placement since you opened it. What you typed is kept. Compare."
            ),
            now,
        )
    return now


def open_placement(actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> Placement:
    """The version that holds, for who may write of it. Raises NotVisible, PermissionRefused."""
    require(actor, ACT, team)
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id)
    row = Placement.objects.filter(
        team=team, stay__in=seen, series=series, superseded_at__isnull=True
    ).first()
    if row is None:
        raise NotVisible
    return row


def stay_of(actor: Actor, team: Team, person_id: int) -> Any:
    """The newest stay of a person whose record the actor reads whole. Raises NotVisible, PermissionRefused."""
    require(actor, ACT, team)
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(HAPPENED, person_id=person_id)
    stay = seen.annotate(began_on=BEGAN_ON).order_by(*NEWEST).first()
    if stay is None:
        raise NotVisible
    return stay


def state_now(row: Placement) -> Any:
    today = timezone.localdate()
    return state_of(row.started_on, row.ended_on, row.ended_how, today, exited_on=row.stay.exited_on)


def copy_of(row: Placement) -> Placement:
    """Unsaved, for the next version."""
    names = [
        one.attname for one in Placement._meta.concrete_fields if one.name not in ("id", "superseded_at")
    ]
    return Placement(**{name: getattr(row, name) for name in names})


def stamp_of(actor: Actor, team: Team) -> Stamp:
    source = record_source(actor=actor, team_id=team.pk, kind=SourceKind.PAGE)
    return Stamp(moment=learning_moment(team.pk), actor_id=actor.user_id, source_id=source.pk)


def stay_of_row(row: Placement) -> Any:
    return Stay.objects.annotate(began_on=BEGAN_ON).get(pk=row.stay_id, team_id=row.team_id)


def check_days_of(stay: Any, row: Placement) -> None:
    check_days(
        row.started_on,
        row.ended_on,
        began_on=stay.began_on,
        exited_on=stay.exited_on,
        today=timezone.localdate(),
    )


def store(row: Placement, stamp: Stamp, *, after: Placement | None = None) -> None:
    if after is not None:
        after.superseded_at = stamp.moment
        after.save(update_fields=["superseded_at"])
    row.pk, row.version = None, row.version + 1
    row.recorded_at, row.superseded_at = stamp.moment, None
    row.recorded_by_id, row.source_id = stamp.actor_id, stamp.source_id
    row.save(force_insert=True)
