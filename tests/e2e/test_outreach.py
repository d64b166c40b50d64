"""The outreach log in a browser without scripts: a breakfast is planned, held and counted. Every page at each width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.placements.makers import fill_register
from tests.web.users import inside

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = team_with_lead("Team Provdalen")
    with inside(team) as actor:
        fill_register(actor, team, "Skogens trä")
    return team


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def live_through(page: Page, team: Team) -> str:
    """Planned from the employer's page, held with eight who came; an enquiry; the address of the breakfast."""
    page.goto(reverse("employers", args=[team.slug]))
    page.get_by_role("link", name="Skogens trä").click()
    page.get_by_role("link", name="Skriv in ett besök eller en frukost med dem").click()
    page.select_option("#id_kind", "breakfast")
    page.fill("#id_what", "Frukost om arbetsträning")
    page.fill("#id_starts_at", "8.30")
    page.select_option("#id_state", "planned")
    page.get_by_role("button", name="Spara").click()
    page.goto(reverse("calendar", args=[team.slug]) + f"?vecka={timezone.localdate()}")
    page.get_by_role("link", name="Frukost om arbetsträning").first.click()
    one = page.url
    page.select_option("#id_state", "held")
    page.fill("#id_people_count", "8")
    page.fill("#id_outcome", "Två vill ha besök")
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Frågor till teamet").click()
    page.select_option("#id_enquirer", "employer")
    page.select_option("#id_about", "work_training")
    page.get_by_role("button", name="Räkna den").click()
    page.goto(reverse("outreach", args=[team.slug]))
    lead = page.locator(".s-lead").inner_text()
    assert "1 hållet, 1 fråga. 8 besökare" in lead
    return one


def test_a_breakfast_from_plan_to_report(
    plain_page: Page, page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(plain_page)
    one = live_through(plain_page, team)
    plain_page.goto(reverse("outreach_enquiries", args=[team.slug]))
    plain_page.get_by_role("link", name="Ändra").first.click()
    names = ("outreach", "outreach_new", "outreach_enquiries")
    log_in(page)
    for where in (one, plain_page.url, *(reverse(name, args=[team.slug]) for name in names)):
        page.goto(where)
        for size in (DESKTOP, PHONE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, (where, size)
            assert_no_axe_violations(page)
