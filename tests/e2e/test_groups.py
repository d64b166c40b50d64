"""A term in a browser without scripts: planned, a day cancelled, the roll called on a telephone, a person moved on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.access.team_consents import record_team_consents
from samsteg.activities.marking import mark_session
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, Group
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import PersonName, save_name
from tests.activities.makers import asked, make_group, make_session
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_stay
from tests.web.users import inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    """Two groups, three people in the first, a session of it today."""
    team = team_with_lead("Team Provdalen")
    people = [make_stay(team, enrolled_on=TODAY - dt.timedelta(days=90)).person_id for _one in range(3)]
    with inside(team) as actor:
        record_team_consents(team=team, consents=dict.fromkeys(people, TODAY))
        for person, name in zip(people, ("Alva", "Bo", "Cilla"), strict=True):
            save_name(team=team, person_id=person, name=PersonName(name, "Provsson"))
        group = make_group(actor, team, "Träffpunkten", kind="meeting_place", place="Stora rummet")
        make_group(actor, team, "Skogsgruppen", place_kind="outdoors", place="Parkeringen vid elljusspåret")
        make_session(actor, team, group, TODAY)
        for person in people:
            put_in(actor=actor, team=team, group_id=group.pk, person_id=person, joined_on=TODAY)
    join(team, make_user("handledare"), Role.COACH)
    return team


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A telephone that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_a_term_with_a_cancelled_day_a_roll_call_and_a_person_who_goes_on(
    plain_page: Page, team: Team
) -> None:
    page = plain_page
    log_in(page, "handledare")
    page.goto(f"/team/{team.slug}/grupper/")
    page.locator("main").get_by_role("link", name="Träffpunkten", exact=True).click()
    _plan_and_cancel(page)
    page.get_by_role("link", name=str(TODAY)).first.click()
    for name, answer in (("Alva", "Här"), ("Bo", "Anmäld borta"), ("Cilla", "Borta")):
        page.locator("fieldset", has_text=f"{name} Provsson").get_by_label(answer, exact=True).check()
    page.get_by_label("Vad det handlade om").fill("Fika och spel")
    page.get_by_role("button", name="Spara uppropet").click()
    expect(page.get_by_role("status")).to_contain_text("Uppropet är sparat")
    expect(page.locator("main")).to_contain_text("3 av 3")
    page.get_by_role("link", name="Tillbaka till Träffpunkten").click()
    page.get_by_role("link", name="Gå vidare – Alva Provsson").click()
    page.get_by_label("Går vidare till").select_option(label="Skogsgruppen")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("main")).to_contain_text("gick vidare till Skogsgruppen")
    with inside(team):
        assert sorted(Attendance.objects.current().values_list("mark", flat=True)) == [
            "absent",
            "excused",
            "present",
        ]


def _plan_and_cancel(page: Page) -> None:
    """A term of Tuesdays next year; then one of its days is cancelled because of the weather."""
    page.get_by_role("link", name="Planera en termin").click()
    next_tuesday = TODAY + dt.timedelta(days=(1 - TODAY.weekday()) % 7 + 7)
    page.get_by_label("Första dag").fill(str(next_tuesday))
    page.get_by_label("Sista dag").fill(str(next_tuesday + dt.timedelta(weeks=9)))
    page.locator("#id_weekday_1").select_option(label="Tisdag")
    page.locator("#id_starts_at_1").fill("9.30")
    page.locator("#id_ends_at_1").fill("12")
    page.get_by_role("button", name="Visa vad det blir").click()
    expect(page.get_by_role("status")).to_contain_text("tillfällen")
    page.get_by_role("button", name="Spara terminen").click()
    page.locator("section[aria-labelledby=kommer] .s-btn").last.click()
    page.get_by_label("Vädret").check()
    page.get_by_label("teamet", exact=True).check()
    page.get_by_role("button", name="Ställ in tillfället").click()
    expect(page.locator("section[aria-labelledby=kommer]")).to_contain_text("vädret, beslutat av teamet")


def test_the_pages_of_groups_are_accessible_at_every_width(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    with inside(team) as actor:
        group = Group.objects.get(name="Träffpunkten")
        for week in range(1, 11):  # a table wider than a telephone
            session = make_session(actor, team, group, TODAY - dt.timedelta(weeks=week))
            for person in Stay.objects.in_team(team.pk).values_list("person_id", flat=True):
                mark_session(actor=actor, team=team, series=session.series, asked=[asked(person, "present")])
    base = f"/team/{team.slug}/grupper/"
    addresses = [
        base,
        *(f"{base}{group.pk}/{part}" for part in ("", "andra/", "planera/", "narvaro/", "med/")),
    ]
    for address in addresses:
        page.goto(address)
        _check(page, assert_no_axe_violations)
    page.goto(f"{base}{group.pk}/narvaro/")
    page.get_by_text("Terminer, månader och egna datum").click()
    _check(page, assert_no_axe_violations)
    page.get_by_role("link", name="Alva Provsson").first.click()
    page.goto(f"{page.url}narvaro/")
    _check(page, assert_no_axe_violations)
    page.goto(f"{base}{group.pk}/")
    page.locator("section[aria-labelledby=kommer] a").nth(1).click()
    _check(page, assert_no_axe_violations)
    page.get_by_role("link", name="Flytta eller ställ in").click()
    _check(page, assert_no_axe_violations)
    page.goto(f"{base}{group.pk}/")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
    page.locator("section[aria-labelledby=med] a").first.click()
    _check(page, assert_no_axe_violations)


def _check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{page.url} scrolls sideways at {size['width']}"
        no_violations(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
