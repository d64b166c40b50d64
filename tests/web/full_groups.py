"""A group with a term's worth of sessions, people and marks, for the tests of whole pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils import timezone

from samsteg.access.enums import TeamAccess
from samsteg.activities.closing import close_days
from samsteg.activities.enums import Mark
from samsteg.activities.marking import mark_session
from samsteg.activities.members import put_in
from samsteg.activities.models import GroupSession
from samsteg.activities.planning import TermValues, plan_term
from samsteg.activities.records import LeaderValues, Told
from samsteg.activities.rules import Beat
from samsteg.activities.services import add_leader, share_group
from samsteg.activities.sessions import tell_session
from samsteg.activities.shared_names.records import NameSaid
from samsteg.activities.shared_names.services import share_name
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.access.rows_of_groups import OF_A_GROUP, OF_A_SESSION
from tests.activities.makers import asked, make_group, make_session
from tests.factories import make_team
from tests.web.users import inside


def group_keys(team: Team, stay: Stay) -> dict[str, dict[str, Any]]:
    """What the addresses of groups are made from."""
    today = timezone.localdate()
    with inside(team) as actor:
        actor = replace(actor, team_access={team.pk: TeamAccess.WHOLE_TEAM.value})
        group = make_group(actor, team, capacity=8)
        by: dict[str, Any] = {"actor": actor, "team": team, "group_id": group.pk}
        add_leader(**by, leader=LeaderValues(name="Prov Ledarsson"), started_on=today)
        share_group(**by, partner_name="F\u00f6rsamlingen")
        close_days(actor=actor, team=team, first_on=today, last_on=today, why="Prov")
        beat, later = Beat(2, dt.time(13), dt.time(15)), today + dt.timedelta(days=60)
        term = plan_term(**by, values=TermValues(later, later + dt.timedelta(days=60), (beat,)))
        held = put_in(**by, person_id=stay.person_id, joined_on=today - dt.timedelta(days=90))
        other = make_team()
        share_group(**by, partner_id=other.pk)
        said = NameSaid(signed_on=today, form="paper")
        share_name(**by, person_id=stay.person_id, to_team_id=other.pk, said=said)
        days = [today - dt.timedelta(weeks=week) for week in range(4)]
        sessions = [make_session(actor, team, group, day) for day in days]
        for session in sessions:
            mark_session(
                actor=actor, team=team, series=session.series, asked=[asked(stay.person_id, Mark.PRESENT)]
            )
        now = GroupSession.objects.current().get(series=sessions[0].series)
        told = Told(about="Eld och kaffe", guest_count=1)
        tell_session(actor=actor, team=team, series=now.series, expected_version=now.version, told=told)
    return {
        **{name: {"group_id": group.pk} for name in OF_A_GROUP},
        **{name: {"series": now.series} for name in OF_A_SESSION},
        "person_groups": {"person_id": stay.person_id},
        "person_marks": {"person_id": stay.person_id},
        "person_attendance": {"person_id": stay.person_id},
        "person_attendance_excel": {"person_id": stay.person_id},
        "shared_name": {"person_id": stay.person_id, "group_id": group.pk, "to_team_id": other.pk},
        "group_term": {"group_id": group.pk, "term_id": term.pk},
        "group_leave": {"person_id": stay.person_id, "series": held.series},
    }
