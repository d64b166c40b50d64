"""A group today with leaders and people in it, in a team whose controller has turned on roll call without coverage."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils import timezone

from samsteg.access.controller_rules import ON, decide_rule
from samsteg.access.enums import RuleName, TeamAccess
from samsteg.accounts.models import User
from samsteg.activities.members import put_in
from samsteg.activities.records import LeaderValues
from samsteg.activities.services import add_leader
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from tests.activities.makers import make_group, make_session, whole
from tests.factories import make_stay, officer
from tests.web.users import inside


def turn_on(team: Team, decider: User, value: str = ON) -> None:
    for name, decided in ((RuleName.OFFLINE_ROLL_CALL, value), (RuleName.TEAM_ACCESS, TeamAccess.WHOLE_TEAM)):
        with inside(team):
            pass  # leaves the context of a request before it
        with acting(officer(team, user_id=decider.pk)) as actor:
            decide_rule(
                actor=actor,
                team=team,
                name=name,
                value=decided,
                valid_from=timezone.localdate(),
                decision_number="Prov 19",
            )


def group_today(team: Team, leaders: Sequence[User], names: Sequence[str]) -> tuple[uuid.UUID, list[int]]:
    """The session and its persons, in the order of `names`; all of them share a last name."""
    today = timezone.localdate()
    people = [make_stay(team, enrolled_on=today - dt.timedelta(days=60)).person_id for _name in names]
    with inside(team):
        actor = whole(team)
        group = make_group(actor, team)
        for user in leaders:
            leader = LeaderValues(user_id=user.pk)
            add_leader(actor=actor, team=team, group_id=group.pk, leader=leader, started_on=today)
        for person_id, name in zip(people, names, strict=True):
            save_name(team=team, person_id=person_id, name=PersonName(name, "Hemlig"))
            put_in(actor=actor, team=team, group_id=group.pk, person_id=person_id)
        return make_session(actor, team, group, today).series, people
