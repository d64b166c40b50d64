"""A group's term in the feed: the page's times over both changes of the clock, and no participant's name."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.accounts.models import User
from samsteg.activities.calendar.rules import ends, minutes_between, moment
from samsteg.activities.models import Group
from samsteg.activities.planning import TermValues, plan_term
from samsteg.activities.records import LeaderValues
from samsteg.activities.rules import Beat
from samsteg.activities.selectors import sessions_of_group
from samsteg.activities.services import add_leader
from samsteg.organisation.models import Team
from tests.activities.makers import make_group
from tests.web.calendar.test_feed import client_of, inside, link_of, make_user, meeting, times

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
BEGINS, ENDS = dt.time(9, 30), dt.time(12)


def led_group(team: Team, user: User, first: dt.date, last: dt.date, beat: Beat) -> Group:
    with inside(team) as actor:
        group = make_group(actor, team)
        of_group: dict[str, Any] = {"actor": actor, "team": team, "group_id": group.pk}
        add_leader(**of_group, leader=LeaderValues(user_id=user.pk), started_on=first)
        days = frozenset(first + dt.timedelta(days=number) for number in range((last - first).days + 1))
        plan_term(**of_group, values=TermValues(first, last, (beat,), anyway=days))
    return group


@pytest.mark.parametrize(
    "now, first, weekday, hours",
    [
        (dt.datetime(2026, 3, 20, 10, tzinfo=dt.UTC), dt.date(2026, 3, 23), 1, {1, 2}),
        (dt.datetime(2026, 10, 12, 10, tzinfo=dt.UTC), dt.date(2026, 10, 19), 1, {2, 1}),
        (dt.datetime(2026, 3, 20, 10, tzinfo=dt.UTC), dt.date(2026, 3, 22), 7, {1, 2}),  # the day itself
    ],
)
def test_a_term_over_the_change_of_the_clock_has_the_pages_times(
    team: Team, now: dt.datetime, first: dt.date, weekday: int, hours: set[int]
) -> None:
    with time_machine.travel(now, tick=False):
        user = make_user("samordnare", team)
        group = led_group(team, user, first, first + dt.timedelta(weeks=3), Beat(weekday, BEGINS, ENDS))
        with inside(team) as actor:
            of_page = [
                (one.on_day, one.starts_at, one.ends_at)
                for one in sessions_of_group(actor, team, group.pk, first, first + dt.timedelta(weeks=4))
            ]
        found = times(link_of(client_of(user)))
        local = [(one.decoded("dtstart"), one.decoded("dtend")) for one in found]
        assert [(a.date(), a.time(), b.time()) for a, b in local] == of_page and len(of_page) == 4
        assert {a.utcoffset() // dt.timedelta(hours=1) for a, _b in local} == hours
        week = client_of(user).get(f"/team/{team.slug}/kalender/?dag={of_page[1][0]}")
        assert "09.30" in week.content.decode()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)),
    st.tuples(st.times(), st.times()).filter(lambda one: one[0] < one[1]),
)
def test_so_many_minutes_later_is_the_wall_time_that_was_planned(
    day: dt.date, span: tuple[dt.time, dt.time]
) -> None:
    begins, until = (one.replace(second=0, microsecond=0) for one in span)
    found = ends(day, begins, minutes_between(day, begins, until))
    if moment(day, until) > moment(day, begins):
        assert found.astimezone(dt.UTC) == moment(day, until).astimezone(dt.UTC)


def test_a_name_that_is_older_than_the_person_is_not_told(team: Team) -> None:
    with time_machine.travel(dt.datetime(2026, 10, 12, 10, tzinfo=dt.UTC), tick=False):
        user = make_user("samordnare", team)
        monday = dt.date(2026, 10, 19)
        group = led_group(team, user, monday, monday, Beat(1, BEGINS, ENDS))
        with inside(team):
            Group.objects.filter(pk=group.pk).update(name="Promenad med Alva Hemlig")
        link = link_of(client_of(user), groups="1")
        assert [str(one["summary"]) for one in times(link)] == ["Grupp: Promenad med Alva Hemlig"]
        meeting(team, user, dt.date(2027, 3, 1), None)  # Alva comes here after the group got its name
        assert b"Alva" not in b"".join(one.to_ical() for one in times(link))
        assert "Grupp: Skogsgrupp" in {str(one["summary"]) for one in times(link)}
