"""Somebody is taken from the queue to the start in a browser: each page accessible at three widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State
from samsteg.people.names import PersonName, save_name
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import LEAD, log_in, team_with_lead
from tests.factories import make_stay
from tests.participants.way.walking import bring_to, days_ago, worker
from tests.web.users import inside

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZES = (DESKTOP, PHONE, {"width": 320, "height": 700})
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = team_with_lead("Team Provdalen")
    make_stay(team, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    head = worker(team, Role.TEAM_LEAD, user_id=User.objects.get(username=LEAD).pk)
    stay = bring_to(head, team, State.QUEUE)
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Alva", "Exempelsson"))
    return team


def test_from_the_queue_to_the_start(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    def look() -> None:
        for width, height in ((size["width"], size["height"]) for size in SIZES):
            page.set_viewport_size(ViewportSize(width=width, height=height))
            assert page.evaluate(SIDEWAYS) <= 0, (page.url, width)
            assert_no_axe_violations(page)
        page.set_viewport_size(ViewportSize(width=DESKTOP["width"], height=DESKTOP["height"]))

    log_in(page)
    expect(page.locator("h1")).to_contain_text("Mika")  # the day's page
    look()
    page.locator(".s-nav a", has_text="Kö").click()
    expect(page.locator("main tbody th")).to_have_text("Alva Exempelsson")
    look()
    page.get_by_role("link", name="Flödesschema").click()
    look()
    page.goto(f"/team/{team.slug}/ko/stopp/")
    look()
    page.goto(f"/team/{team.slug}/ko/")
    page.get_by_role("link", name="Nästa steg Alva Exempelsson").click()
    look()
    page.get_by_role("link", name="Skriv in").click()
    expect(page.locator("main h2.s-h1s")).to_have_text("Samtycken")
    look()
    page.locator("main .s-btn-1").click()
    expect(page.locator("main h2.s-h1s")).to_have_text("Starten")
    look()
    page.fill("#id_on", "2026-13-01")
    page.locator("main .s-btn-1").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.input_value("#id_on") == "2026-13-01"  # nothing typed is lost
    look()
    page.fill("#id_on", days_ago(1).isoformat())
    page.select_option("#id_coach_id", label="Mika Trappsteg")
    for heading in ("Remittenten", "Försörjning och vardag", "Läs igenom"):
        page.locator("main .s-btn-1").click()
        if heading == "Läs igenom":  # the part before it asks nothing here
            page.locator("main .s-btn-1").click()
        expect(page.locator("main h2.s-h1s")).to_have_text(heading)
        look()
    page.locator("main .s-btn-1").click()
    expect(page.locator(".s-receipt").first).to_contain_text("Inskriven.")
    with inside(team):
        assert Stay.objects.filter(enrolled_on=days_ago(1)).count() == 1


def test_a_study_visit_that_nobody_had_booked_is_noted_in_one_form(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    with inside(team):
        head = worker(team, Role.TEAM_LEAD, user_id=User.objects.get(username=LEAD).pk)
    stay = bring_to(head, team, State.REFERRED)
    log_in(page)
    page.goto(f"/team/{team.slug}/deltagare/{stay.person_id}/vagen/")
    page.get_by_role("link", name="Studiebesök gjort").click()
    for empty in (True, False):
        for width, height in ((size["width"], size["height"]) for size in SIZES):
            page.set_viewport_size(ViewportSize(width=width, height=height))
            assert page.evaluate(SIDEWAYS) <= 0, (page.url, width)
            assert_no_axe_violations(page)
        if empty:
            page.fill("#id_asked", "Finns det bussar?")
            page.locator("main .s-btn-1").click()
            expect(page.locator("[role=alert]")).to_be_visible()
            expect(page.locator("#id_asked")).to_have_value("Finns det bussar?")
    page.fill("#id_starts_at", "13.30")
    page.get_by_label("Vill börja").check()
    page.locator("main .s-btn-1").click()
    expect(page.locator(".s-receipt").first).to_contain_text("Studiebesöket är noterat.")
    page.goto(f"/team/{team.slug}/deltagare/{stay.person_id}/vagen/")
    expect(page.locator("main .s-btn-1").first).to_have_text("Uppdrag mottaget")
