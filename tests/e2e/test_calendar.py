"""The calendar in a browser: by keys, on a telephone, and for those who don't see it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.activities.calendar.enums import DeadlineCode
from samsteg.activities.calendar.records import EventValues
from samsteg.activities.calendar.rules import monday_of
from samsteg.activities.calendar.selectors import uid_of
from samsteg.activities.calendar.services import add_event, change_day
from samsteg.organisation.models import Team
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in
from tests.factories import make_team
from tests.web.users import inside, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    """Five at the same time, one all day, one cancelled."""
    team = make_team("Team Provdalen")
    make_user("kim", team, Role.TEAM_LEAD)
    monday = monday_of(timezone.localdate())
    with inside(team) as actor:
        by: dict[str, Any] = {"actor": actor, "team": team}
        for number in range(5):
            title = f"Handledning {number} med ett långt namn om ingenting alls"
            values = EventValues(
                kind="supervision", title=title, starts_on=monday, starts_at=dt.time(9), rhythm="weekly"
            )
            row = add_event(**by, values=values)
        change_day(**by, event_id=row.pk, on_day=monday)
        add_event(
            **by,
            values=EventValues(kind="other", title="Planeringsdag", starts_on=monday + dt.timedelta(days=2)),
        )
    return team


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true }")
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, (page.url, size)
        no_violations(page)


def test_pages_are_accessible_and_keys_go_through_the_weeks(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "kim")
    address = reverse("calendar", args=[team.slug])
    monday = monday_of(timezone.localdate())
    page.goto(address)
    check(page, assert_no_axe_violations)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
    page.keyboard.press("j")
    page.wait_for_url(f"**vecka={monday + WEEK}")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**vecka={monday}")
    page.keyboard.press("k")
    page.wait_for_url(f"**vecka={monday - WEEK}")
    page.keyboard.press("t")
    page.wait_for_url(f"**{address}")
    page.locator(".s-checkin button", has_text="Hemma").click()
    assert page.locator(".s-checkin [aria-pressed=true]").inner_text() == "Hemma"
    for name, more in (
        ("calendar_away", ()),
        ("calendar_event_new", ()),
        ("year_wheel", ()),
        ("deadline", (uid_of(DeadlineCode.PLAN),)),
    ):
        page.goto(reverse(name, args=[team.slug, *more]))
        check(page, assert_no_axe_violations)
    page.goto(f"{address}?dag={monday}")
    assert page.locator("main .s-list li").count() == 5
    check(page, assert_no_axe_violations)
    page.locator("main .s-list a").first.click()
    check(page, assert_no_axe_violations)
    page.goto(reverse("own_feed"))
    page.locator("main .s-btn-1").click()
    check(page, assert_no_axe_violations)
