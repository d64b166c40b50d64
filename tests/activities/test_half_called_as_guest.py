"""A team whose participants are in another team's group is told of those left unmarked: its own, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.activities.half_called import half_called
from samsteg.activities.marking import mark_session
from samsteg.activities.members import put_in
from samsteg.activities.models import Group, GroupMembership, GroupSession
from samsteg.activities.records import LeaderValues
from samsteg.activities.selectors import sessions_to_call
from samsteg.activities.services import add_leader, end_share
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.today.gathering import gather
from tests.activities.makers import asked, make_session
from tests.activities.test_shared_names import TODAY, Shared, in_english, shared
from tests.activities.test_shared_places import DAY
from tests.factories import coach, make_stay
from tests.web.users import client_of, inside, join, make_user

__all__ = ["in_english", "shared"]
pytestmark = pytest.mark.django_db
THEN = TODAY - 3 * DAY


@pytest.fixture
def robins(shared: Shared) -> list[Stay]:
    """Robin and Kit are the guest team's, in the group since the session of three days ago, which its leader called."""
    found = [make_stay(shared.guest, enrolled_on=TODAY - 9 * DAY) for _one in range(2)]
    with acting(shared.theirs):
        record_team_consents(team=shared.guest, consents={one.person_id: TODAY for one in found})
        for stay in found:
            put_in(**of_group(shared.theirs, shared.guest, shared), person_id=stay.person_id, joined_on=THEN)
    with acting(shared.ours):
        leads = LeaderValues(user_id=shared.ours.user_id)
        add_leader(**of_group(shared.ours, shared.host, shared), leader=leads, started_on=TODAY - 9 * DAY)
    return found


def of_group(actor: Actor, team: Team, shared: Shared) -> dict[str, Any]:
    return {"actor": actor, "team": team, "group_id": shared.group.pk}


def called(shared: Shared) -> GroupSession:
    with acting(shared.ours):
        session = make_session(shared.ours, shared.host, shared.group, THEN)
        marks = [asked(shared.kim.person_id, "present")]
        mark_session(actor=shared.ours, team=shared.host, series=session.series, asked=marks)
    return session


def half(actor: Actor, team: Team) -> list[tuple[int, int]]:
    with acting(actor):
        return list(half_called(actor, team, sessions_to_call(actor, team)).values())


def test_the_guests_own_are_told_to_their_team_until_each_is_marked(
    shared: Shared, robins: list[Stay]
) -> None:
    session = called(shared)
    assert half(shared.theirs, shared.guest) == [(0, 2)]
    said = {"actor": shared.theirs, "team": shared.guest, "series": session.series}
    with acting(shared.theirs):
        mark_session(**said, asked=[asked(robins[0].person_id, "present")])  # type: ignore[arg-type]
    assert half(shared.theirs, shared.guest) == [(1, 2)]
    with acting(shared.theirs):
        mark_session(**said, asked=[asked(robins[1].person_id, "absent")])  # type: ignore[arg-type]
    assert half(shared.theirs, shared.guest) == []


def test_the_host_is_told_of_its_own_alone(shared: Shared, robins: list[Stay]) -> None:
    """Kim and Alex came into the group today: of the guests, whom nobody has marked, the host learns nothing."""
    called(shared)
    assert half(shared.ours, shared.host) == []
    both = replace(shared.theirs, roles=shared.theirs.roles | shared.ours.roles)
    both = replace(both, team_access=shared.theirs.team_access | shared.ours.team_access)
    assert half(both, shared.host) == [] and half(both, shared.guest) == [(0, 2)]


def test_a_session_that_the_host_has_not_called_asks_the_guests_nothing(
    shared: Shared, robins: list[Stay]
) -> None:
    with acting(shared.ours):
        make_session(shared.ours, shared.host, shared.group, THEN)
    assert half(shared.theirs, shared.guest) == []


def test_nobody_is_awaited_at_a_drop_in_nor_after_the_share_nor_by_who_does_not_see_them(
    shared: Shared, robins: list[Stay]
) -> None:
    called(shared)
    stranger = replace(coach(shared.guest), user_id=make_user("sur", shared.guest, Role.COACH).pk)
    with acting(shared.theirs):
        record_team_consents(team=shared.guest, consents={robins[0].person_id: None})
        assign_coaches(team=shared.guest, coaches={robins[0].person_id: shared.theirs.user_id})
    assert half(stranger, shared.guest) == [(0, 1)]
    with acting(shared.ours):
        Group.objects.filter(pk=shared.group.pk).update(joining="drop_in")
    assert half(shared.theirs, shared.guest) == []
    with acting(shared.ours):
        Group.objects.filter(pk=shared.group.pk).update(joining="members")
    assert half(shared.theirs, shared.guest) == [(0, 2)]
    with acting(shared.ours):
        end_share(actor=shared.ours, team=shared.host, share_id=shared.group.shares.get().pk)
    assert half(shared.theirs, shared.guest) == []


def test_today_and_the_groups_page_tell_it_and_no_session_is_laid_in_the_day(
    shared: Shared, robins: list[Stay]
) -> None:
    called(shared)
    with acting(shared.ours):
        make_session(shared.ours, shared.host, shared.group, TODAY)
    user = make_user("nabo", shared.guest, Role.COACH)
    client = client_of(user)
    with translation.override("en"):
        today = client.get(reverse("today", args=[shared.guest.slug])).content.decode()
        groups = client.get(reverse("groups", args=[shared.guest.slug])).content.decode()
    assert f"The roll call of {THEN}: 0 of 2 are marked" in today
    assert today.count("Skogsgruppen") == 1  # todays session is the host's to lead
    assert "0 of 2 marked" in groups
    with inside(shared.guest) as actor:
        day = gather(replace(actor, user_id=user.pk), shared.guest)
    assert [one.on_day for one in day.shared] == [THEN, TODAY]
    assert day.led == () and day.uncalled == () and day.asks_for_something


def test_who_leads_it_of_the_guests_is_asked_alone(shared: Shared, robins: list[Stay]) -> None:
    called(shared)
    leader = make_user("ledare", shared.host, Role.COACH)  # works in both teams
    join(shared.guest, leader, Role.COACH)
    with acting(shared.ours):
        leads = LeaderValues(user_id=leader.pk)
        add_leader(**of_group(shared.ours, shared.host, shared), leader=leads, started_on=TODAY - 9 * DAY)
    colleague = make_user("annan", shared.guest, Role.COACH)
    with inside(shared.guest) as actor:
        other = gather(replace(actor, user_id=colleague.pk), shared.guest)
        own = gather(replace(actor, user_id=leader.pk), shared.guest)
    assert other.shared == other.led == () and not other.half
    assert [one.on_day for one in own.led] == [THEN] and list(own.half.values()) == [(0, 2)]


def test_the_questions_do_not_grow_with_sessions(shared: Shared, robins: list[Stay]) -> None:
    def questions() -> int:
        with acting(shared.theirs):
            days = sessions_to_call(shared.theirs, shared.guest)
            with CaptureQueriesContext(connection) as captured:
                assert len(half_called(shared.theirs, shared.guest, days)) == len(days)
        return len(captured)

    called(shared)
    questions()
    assert questions() == 1
    with acting(shared.theirs):
        GroupMembership.objects.update(joined_on=TODAY - 9 * DAY)
    with acting(shared.ours):
        for back in range(4, 8):
            session = make_session(shared.ours, shared.host, shared.group, TODAY - back * DAY)
            marks = [asked(shared.kim.person_id, "came_by")]
            mark_session(actor=shared.ours, team=shared.host, series=session.series, asked=marks)
    assert questions() == 1
