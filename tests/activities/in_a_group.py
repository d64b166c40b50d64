"""A team with a group and somebody on the way in it, for tests of how memberships follow what ends."""

from __future__ import annotations

import datetime as dt

import pytest

from samsteg.access.enums import Role
from samsteg.activities.members import put_in
from samsteg.activities.models import Group, GroupMembership
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.activities.makers import make_group
from tests.factories import make_team
from tests.participants.way.walking import worker

DAY = dt.timedelta(days=1)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def head(team: Team) -> Actor:
    return worker(team, Role.TEAM_LEAD)


@pytest.fixture
def group(team: Team, head: Actor) -> Group:
    with acting(head):
        return make_group(head, team)


def into(head: Actor, group: Group, stay: Stay, on: dt.date) -> GroupMembership:
    with acting(head):
        return put_in(actor=head, team=stay.team, group_id=group.pk, person_id=stay.person_id, joined_on=on)


def now(head: Actor, held: GroupMembership) -> tuple[dt.date | None, str]:
    """The last day in the group, and why, as it stands."""
    with acting(head):
        row = GroupMembership.objects.current().get(series=held.series)
        return row.left_on, row.leave_reason
