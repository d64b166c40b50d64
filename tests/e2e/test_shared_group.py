"""A group held by two teams, in a browser: the yes to a first name, the other team's roll call, and several at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, Group
from samsteg.activities.records import GroupValues
from samsteg.activities.services import save_group, share_group
from samsteg.governance.outreach.records import OutreachValues
from samsteg.governance.outreach.services import add_outreach
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from tests.activities.makers import make_session, whole
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in
from tests.factories import make_stay, make_team
from tests.web.users import inside, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in (NARROW, PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{page.url} scrolls sideways at {size['width']}"
        no_violations(page)


def names_in(team: Team, coach_id: int, *names: str) -> list[int]:
    people = [make_stay(team, enrolled_on=TODAY - dt.timedelta(days=60)).person_id for _name in names]
    with inside(team):
        assign_coaches(team=team, coaches=dict.fromkeys(people, coach_id))
        for person_id, name in zip(people, names, strict=True):
            save_name(team=team, person_id=person_id, name=PersonName(name, "Provsson"))
    return people


def test_a_group_held_by_two_teams(
    page: Page, live_server: LiveServer, assert_no_axe_violations: CheckAccessibility
) -> None:
    ours, theirs = (
        make_team("Team Provdalen", slug="provdalen"),
        make_team("Team Granndalen", slug="granndalen"),
    )
    kim = make_user("kim", ours, Role.TEAM_LEAD)
    granne = make_user("granne", theirs, Role.TEAM_LEAD)
    (robin, _tove) = names_in(ours, kim.pk, "Robin", "Tove")
    names_in(theirs, granne.pk, "Sam", "Ulla", "Vera")
    with inside(ours):
        actor = whole(ours)
        of_ours = {"actor": actor, "team": ours}
        group: Group = save_group(**of_ours, values=GroupValues(name="Skogsgruppen", kind="forest"))
        share_group(**of_ours, group_id=group.pk, partner_id=theirs.pk)
        put_in(**of_ours, group_id=group.pk, person_id=robin, joined_on=TODAY)
        session = make_session(actor, ours, group, TODAY)
        values = OutreachValues(kind="breakfast", state="held", on_day=TODAY, what="Frukost på torget")
        add_outreach(**of_ours, values=values)
    log_in(page, "kim")
    page.goto(reverse("shared_name", args=[ours.slug, robin, group.pk, theirs.pk]))
    check(page, assert_no_axe_violations)
    page.locator("main form .s-btn-1").click()
    expect(page.get_by_role("status")).to_contain_text("Team Granndalen")
    page.goto(reverse("shared_name", args=[ours.slug, robin, group.pk, theirs.pk]))
    check(page, assert_no_axe_violations)  # with what holds, and taking it back
    page.goto(reverse("year_wheel", args=[ours.slug]))
    expect(page.locator("main")).to_contain_text("Frukost på torget")
    check(page, assert_no_axe_violations)
    page.context.clear_cookies()
    log_in(page, "granne")
    _several_and_the_rest(page, theirs, group.pk, assert_no_axe_violations)
    with inside(theirs):
        marks = Attendance.objects.current().filter(session_series=session.series)
        assert sorted(marks.values_list("mark", flat=True)) == ["absent", "present", "present"]


def _several_and_the_rest(page: Page, team: Team, group_id: int, no_violations: CheckAccessibility) -> None:
    """Three come in with one form; on the telephone one is away and the rest are here: two presses."""
    page.goto(reverse("group_put_in", args=[team.slug, group_id]))
    check(page, no_violations)
    for name in ("Sam", "Ulla", "Vera"):
        page.get_by_label(f"{name} Provsson").check()
    page.locator("main form .s-btn-1").click()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict will do
    page.locator(".s-tabbar a", has_text="Grupper").click()
    page.get_by_role("link", name="Gör uppropet").click()
    expect(page.locator("main")).to_contain_text("Från Team Provdalen")
    expect(page.locator("main")).to_contain_text("Robin")
    expect(page.locator("main")).not_to_contain_text("Tove")
    assert page.locator(".s-tabbar").count() == 0
    check(page, no_violations)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict will do
    ulla = page.locator("fieldset", has_text="Ulla")
    ulla.get_by_label("Borta", exact=True).click()
    expect(ulla).to_contain_text("sparat")
    page.get_by_role("button", name="Resten är här").click()
    expect(page.locator("#klara")).to_contain_text("3 av 3")
