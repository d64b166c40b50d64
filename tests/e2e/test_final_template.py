"""The template of the final documentation in the browser: edited without scripts, looked at, mended, saved."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZES = (DESKTOP, PHONE, {"width": 320, "height": 700})


@pytest.fixture
def address(live_server: LiveServer) -> str:
    return reverse("final_template", args=[team_with_lead("Team Provdalen").slug])


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        no_violations(page)
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_a_fault_is_mended_and_the_version_read(
    page: Page, address: str, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    page.goto(address)
    check(page, assert_no_axe_violations)
    page.fill("#id_opening", "Om {namnet} i teamet.")
    page.fill("#id_work-heading", "Det vi har prövat")
    page.get_by_role("button", name="Spara som en ny version").click()
    expect(page.locator("main [role=alert]")).to_contain_text("{namnet} går inte att fylla i")
    expect(page.locator("#id_work-heading")).to_have_value("Det vi har prövat")
    check(page, assert_no_axe_violations)
    page.fill("#id_opening", "Om {namn} i teamet.")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Förhandsvisa").click()
    expect(opened.value.locator("main")).to_contain_text("Om Exempla Exempelsson i teamet.")
    check(opened.value, assert_no_axe_violations)
    opened.value.close()
    page.get_by_role("button", name="Spara som en ny version").click()
    page.get_by_role("link", name="Version 1, från").click()
    expect(page.locator("main")).to_contain_text("Det vi har prövat")


def test_it_works_without_scripts(browser: Browser, live_server: LiveServer, address: str) -> None:
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    page = context.new_page()
    log_in(page)
    page.goto(address)
    page.fill("#id_closing", "Hör gärna av dig till {team}.")
    page.get_by_role("button", name="Spara som en ny version").click()
    page.get_by_role("button", name="Tillbaka till standard").click()
    expect(page.locator("main")).to_contain_text("Standardmallen som följer med Samsteg gäller.")
    expect(page.locator("main .s-list li")).to_have_count(3)
    context.close()
