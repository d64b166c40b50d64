"""Rows of groups and attendance for every_table."""

from __future__ import annotations

import datetime as dt

from samsteg.activities.models import (
    Attendance,
    ClosedDays,
    Group,
    GroupMembership,
    GroupSession,
    GroupShare,
    Leader,
    NameConsent,
    Term,
)
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.factories import make_team

DAY = dt.date(2025, 3, 1)


def fill_activities(actor: Actor, team: Team, stay: Stay) -> None:
    by = {"team": team, "updated_by_id": actor.user_id}
    group = Group.objects.create(**by, name="Prov", kind="forest")
    GroupShare.objects.create(**by, group=group, partner_name="Prov", started_on=DAY)
    Leader.objects.create(**by, group=group, name="Prov", started_on=DAY)
    ClosedDays.objects.create(**by, first_on=DAY, last_on=DAY, why="Prov")
    term = Term.objects.create(**by, group=group, first_on=DAY, last_on=DAY)
    session = GroupSession.objects.create(
        team=team, group=group, term=term, on_day=DAY, starts_at=dt.time(9), ends_at=dt.time(10)
    )
    of_person = {"team": team, "host": team, "group": group, "person_id": stay.person_id}
    GroupMembership.objects.create(**of_person, joined_on=DAY)
    NameConsent.objects.create(
        team=team,
        person_id=stay.person_id,
        group=group,
        to_team=make_team(),
        form="paper",
        signed_on=DAY,
        valid_to=DAY + dt.timedelta(days=365),
        recorded_by_id=actor.user_id,
    )
    Attendance.objects.create(
        **of_person, session_series=session.series, stay=stay, occurred_on=DAY, mark="present"
    )
