"""A team meeting in the browser, by keys and without JavaScript: each page accessible at three widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_consent, make_stay
from tests.participants.way.walking import days_ago
from tests.web.users import inside, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZES = (DESKTOP, PHONE, {"width": 320, "height": 700})
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = team_with_lead("Team Provdalen")
    kim = make_user("kim", team, Role.COACH)
    make_user("lo", team, Role.COACH)
    for first, facts in (
        ("Alva", {"referred_on": days_ago(60)}),
        ("Bo", {"referred_on": days_ago(40)}),
        ("Cleo", {"enrolled_on": days_ago(200)}),
    ):
        stay = make_stay(team, **facts)
        make_consent(team, stay.person_id)
        with inside(team):
            save_name(team=team, person_id=stay.person_id, name=PersonName(first, "Exempelsson"))
            if first == "Cleo":
                assign_coaches(team=team, coaches={stay.person_id: kim.pk})
    return team


def test_a_meeting_and_a_hand_over(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    def look() -> None:
        for width, height in ((size["width"], size["height"]) for size in SIZES):
            page.set_viewport_size(ViewportSize(width=width, height=height))
            assert page.evaluate(SIDEWAYS) <= 0, (page.url, width)
            assert_no_axe_violations(page)
        page.set_viewport_size(ViewportSize(width=DESKTOP["width"], height=DESKTOP["height"]))

    log_in(page)
    page.goto(f"/team/{team.slug}/teamet/moten/")
    look()
    page.get_by_label("Kim Prov").first.check()
    page.get_by_role("button", name="Starta mötet").click()
    expect(page.get_by_role("link", name="Alva Exempelsson")).to_be_visible()
    look()
    page.get_by_role("link", name="Gå igenom").click()
    expect(page.locator("h1")).to_have_text("Alva Exempelsson")
    look()
    page.keyboard.press("j")
    expect(page.locator("h1")).to_have_text("Bo Exempelsson")
    page.keyboard.press("k")
    expect(page.locator("h1")).to_have_text("Alva Exempelsson")
    page.get_by_label("Lo Prov").check()
    page.get_by_label("Vad bestämde ni?").fill("Vill vara utomhus.")
    page.get_by_role("button", name="Spara och gå till nästa").click()
    expect(page.locator("h1")).to_have_text("Bo Exempelsson")
    page.get_by_role("link", name="Teammöte").click()
    page.get_by_text("En gäst kommer").click()
    page.get_by_label("Gästens namn").fill("Sam Gäst")
    page.get_by_role("button", name="Gästen har kommit").click()
    expect(page.locator("main")).not_to_contain_text("Exempelsson")
    look()
    page.get_by_role("button", name="Har gått Sam Gäst").click()
    expect(page.get_by_role("link", name="Bo Exempelsson")).to_be_visible()
    page.get_by_role("button", name="Avsluta mötet").click()
    expect(page.locator("main")).to_contain_text("Vill vara utomhus.")
    look()
    page.goto(f"/team/{team.slug}/teamet/")
    page.get_by_role("link", name="Lämna över från Kim Prov").click()
    look()
    page.get_by_label("Varför").select_option(label="Handledaren slutar i teamet")
    page.get_by_label("Alla till").select_option(label="Lo Prov")
    page.get_by_role("button", name="Lämna över").first.click()
    expect(page.locator("main")).to_contain_text("1 deltagare har fått en annan handledare.")


def test_without_javascript(browser: Browser, live_server: LiveServer, team: Team) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, locale="sv-SE")
    page = context.new_page()
    log_in(page)
    page.goto(f"/team/{team.slug}/teamet/moten/")
    page.get_by_role("button", name="Starta mötet").click()
    page.get_by_role("link", name="Gå igenom").click()
    page.get_by_role("button", name="Ta upp nästa gång").click()
    expect(page.locator("h1")).to_have_text("Bo Exempelsson")
    context.close()
