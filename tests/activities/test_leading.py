"""Who leads on a day: one rule, also for the team that a group is held with, and the team stands in for who is away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.models import Membership
from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.models import Presence
from samsteg.activities.leading import Leads, leaders_of
from samsteg.activities.records import LeaderValues
from samsteg.activities.selectors import sessions_between
from samsteg.activities.services import add_leader
from samsteg.core.context import acting
from samsteg.staffing.models import Absence
from tests.activities.makers import make_session
from tests.activities.test_shared_names import Shared, in_english, shared
from tests.factories import make_team
from tests.web.users import client_of, inside, make_user

__all__ = ["in_english", "shared"]
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_nobody_leads_without_a_role_nor_outside_the_days_written(
    started: dt.date, ended: dt.date | None, until: dt.date | None, day: dt.date
) -> None:
    one = Leads(1, 2, "Kim", "", started, ended, until)
    inside_days = all(day < last for last in (ended, until) if last is not None)
    assert one.leads_on(day) == (day >= started and inside_days)
    assert one.leads_on(day) == (day >= started and (one.until is None or day < one.until))


def led(shared: Shared, day: dt.date) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """By the team that holds the group, and by the one that it is held with."""
    found = []
    for actor, team in ((shared.ours, shared.host), (shared.theirs, shared.guest)):
        with acting(actor):
            (one,) = sessions_between(actor, team, day, day)
            found.append(one.leader_ids)
    return found[0], found[1]


def lead_it(shared: Shared, **who: Any) -> None:
    of_group: dict[str, Any] = {"actor": shared.ours, "team": shared.host, "group_id": shared.group.pk}
    with acting(shared.ours):
        add_leader(**of_group, leader=LeaderValues(**who), started_on=TODAY - 9 * DAY)


def test_who_leaves_on_a_day_to_come_leads_until_then_for_both_teams(shared: Shared) -> None:
    kim = make_user("kim", shared.host)
    lead_it(shared, user_id=kim.pk)
    lead_it(shared, name="Hyrd Ledare")
    with acting(shared.ours):
        for day in (TODAY, TODAY + 7 * DAY):
            make_session(shared.ours, shared.host, shared.group, day)
    assert led(shared, TODAY + 7 * DAY) == ((kim.pk,), (kim.pk,))
    with inside(shared.host):
        Membership.objects.filter(user=kim).update(valid_to=TODAY + 3 * DAY)
    assert led(shared, TODAY) == ((kim.pk,), (kim.pk,))
    assert led(shared, TODAY + 7 * DAY) == ((), ())
    with acting(shared.theirs):
        (one,) = sessions_between(shared.theirs, shared.guest, TODAY + 7 * DAY, TODAY + 7 * DAY)
        assert one.leaders == ("Hyrd Ledare",)  # without access, so without a role to lose


def test_the_page_says_who_has_left_to_the_team_that_holds_the_group_alone(shared: Shared) -> None:
    kim = make_user("kim", shared.host)
    lead_it(shared, user_id=kim.pk)
    pages = {}
    with inside(shared.host):
        Membership.objects.filter(user=kim).update(valid_to=TODAY)
    for team, name in ((shared.host, "agare"), (shared.guest, "gast")):
        client = client_of(make_user(name, team))
        pages[name] = client.get(reverse("group", args=[team.slug, shared.group.pk])).content.decode()
    assert "Has no role in the team now" in pages["agare"] and "Kim Prov" in pages["agare"]
    assert "Kim Prov" not in pages["gast"]


def test_a_team_outside_is_told_no_day(shared: Shared) -> None:
    kim, stranger = make_user("kim", shared.host), make_team()
    lead_it(shared, user_id=kim.pk)
    with inside(shared.host):
        Membership.objects.filter(user=kim).update(valid_to=TODAY)
        (one,) = leaders_of([shared.group.pk])[shared.group.pk]
    assert one.role_until == TODAY
    with inside(stranger), connection.cursor() as cursor:
        cursor.execute("SELECT samsteg_leads_until(%s)", [one.pk])
        assert cursor.fetchone() == (None,)


@pytest.fixture
def kim(shared: Shared) -> Any:
    """Leads today's session of the group."""
    user = make_user("kim", shared.host)
    lead_it(shared, user_id=user.pk)
    with acting(shared.ours):
        make_session(shared.ours, shared.host, shared.group, TODAY)
    return user


def week(shared: Shared) -> str:
    page = client_of(make_user(f"lo{timezone.now().timestamp()}", shared.host)).get(
        reverse("calendar", args=[shared.host.slug]) + f"?dag={TODAY}"
    )
    return page.content.decode()


def test_the_team_stands_in_for_who_is_away_that_day(shared: Shared, kim: Any) -> None:
    assert "the team stands in" not in week(shared)
    with inside(shared.host) as actor:
        Absence.objects.create(
            team=shared.host, user=kim, first_on=TODAY, last_on=TODAY, noted_by_id=actor.user_id
        )
    assert "the team stands in" in week(shared)
    with inside(shared.host):  # came in all the same
        Presence.objects.create(
            team=shared.host, user_id=kim.pk, on_day=TODAY, state=PresenceState.IN, noted_by_id=kim.pk
        )
    assert "the team stands in" not in week(shared)
