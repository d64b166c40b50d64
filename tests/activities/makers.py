"""A group with sessions and people in it, for tests."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from samsteg.access.enums import TeamAccess
from samsteg.activities.models import Group, GroupSession
from samsteg.activities.records import GroupValues, MarkAsked, SessionValues
from samsteg.activities.services import save_group
from samsteg.activities.sessions import add_session
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from tests.factories import coach

NINE, TEN = dt.time(9), dt.time(10)


def whole(team: Team, **changes: Any) -> Actor:
    """A coach who sees everybody in the team."""
    seen = {team.pk: TeamAccess.WHOLE_TEAM.value}
    return replace(coach(team), team_access=seen, **changes)


def make_group(actor: Actor, team: Team, name: str = "Skogsgruppen", **values: Any) -> Group:
    return save_group(
        actor=actor, team=team, values=GroupValues(**({"name": name, "kind": "forest"} | values))
    )


def make_session(actor: Actor, team: Team, group: Group, day: dt.date) -> GroupSession:
    values = SessionValues(on_day=day, starts_at=NINE, ends_at=TEN)
    return add_session(actor=actor, team=team, group_id=group.pk, values=values, anyway=True)


def asked(person_id: int, mark: str, expected_id: int | None = None) -> MarkAsked:
    return MarkAsked(person_id, mark, expected_id, uuid.uuid4())
