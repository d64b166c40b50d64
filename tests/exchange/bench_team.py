"""A team with a lead who may import, and short calls for reading files in and looking at what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from samsteg.access.enums import Role
from samsteg.access.granting import grant_membership
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.exchange.plan import Plan
from samsteg.exchange.services import Imported, apply_import, checksum, preview_import, read_workbook
from samsteg.organisation.models import Team
from samsteg.organisation.services import slug_for
from samsteg.participants.models import Stay, StayEvent
from tests.exchange.builders import save, table
from tests.factories import make_team

LONG_AGO = dt.date(2020, 1, 1)


def make_user(team: Team, username: str, role: Role) -> User:
    """A member of staff; the grant comes from somebody else."""
    granter, _created = User.objects.get_or_create(username="granter")
    user = User.objects.create(username=username)
    grantor = Actor(user_id=granter.pk, username="granter", governed_ids=frozenset({team.pk}))
    with acting(grantor):
        grant_membership(actor=grantor, team=team, user=user, role=role, valid_from=LONG_AGO)
    return user


@dataclass
class BenchTeam:
    """`folder` is where its files are written."""

    team: Team
    actor: Actor
    folder: Path

    def file(self, stays: Sequence[Mapping[str, object]], **sheets: Sequence[Mapping[str, object]]) -> Path:
        contents = {"Ärenden": table(stays)} if stays else {}
        contents |= {title: table(rows) for title, rows in sheets.items()}
        return save(self.folder / "fil.xlsx", contents)

    def preview(self, path: Path) -> Plan:
        with acting(self.actor):
            return preview_import(
                actor=self.actor, team=self.team, parsed=read_workbook(path, filename=path.name), place="test"
            )

    def read_in(self, path: Path, *, leave_out_wrong: bool = False, expected: str | None = None) -> Imported:
        with acting(self.actor), transaction.atomic():
            return apply_import(
                actor=self.actor,
                team=self.team,
                parsed=read_workbook(path, filename=path.name),
                file_name=path.name,
                file_checksum=checksum(path),
                place="test",
                leave_out_wrong=leave_out_wrong,
                expected=expected,
            )

    def stay(self, own_id: str) -> Stay:
        with acting(self.actor):
            return Stay.objects.get(team=self.team, own_id=own_id)

    def events(self, own_id: str, kind: str) -> list[StayEvent]:
        """All that was ever known, oldest first."""
        with acting(self.actor):
            return list(
                StayEvent.objects.filter(stay__own_id=own_id, kind=kind).order_by("recorded_at", "pk")
            )


def make_bench(folder: Path, name: str = "Provteamet") -> BenchTeam:
    team = make_team(name, slug=slug_for(name))
    user = make_user(team, f"lead-{team.pk}", Role.TEAM_LEAD)
    actor = Actor(user_id=user.pk, username=user.username, roles={team.pk: frozenset({Role.TEAM_LEAD.value})})
    return BenchTeam(team=team, actor=actor, folder=folder)
