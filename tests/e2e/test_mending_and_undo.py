"""A wrong cell mended in the browser, read in, and undone: with and without JavaScript, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.exchange.builders import save, stay, table

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
DATE, WORD = "[id^=ratta-][name$=Inskriven]", "select[name$=Remittent]"


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    return team_with_lead()


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def bring(page: Page, team: Team, folder: Path) -> None:
    """Two wrong rows and a sound one, looked at."""
    wrong_date, wrong_word = stay(Inskriven="2025-02-30"), stay(Ärende="P-2", Remittent="socialtjänstn")
    path = save(folder / "fil.xlsx", {"Ärenden": table([wrong_date, wrong_word, stay(Ärende="P-3")])})
    page.goto(f"/team/{team.slug}/inlasning/")
    page.set_input_files("#id_file", path)
    page.locator("main form .s-btn-1").click()
    page.wait_for_url("**/inlasning/*-*/")


def mended_and_undone(page: Page, team: Team, folder: Path) -> None:
    log_in(page)
    bring(page, team, folder)
    assert (page.input_value(DATE), page.input_value(WORD)) == ("2025-02-30", "")
    page.fill(DATE, "2025-02-28")
    page.press(DATE, "Enter")  # the same as Check again
    page.wait_for_selector(".s-receipt")
    assert page.locator(".s-tag-bad").count() == 1
    page.select_option(WORD, "soc")
    page.locator("main .s-btn[name=check]").click()
    page.wait_for_selector(f"{WORD}", state="detached")
    assert page.locator(".s-tag-bad").count() == 0
    page.locator("#las-in .s-btn-1").click()
    page.wait_for_url(f"**/team/{team.slug}/")
    page.locator(".s-receipt a[href$='angra/']").click()
    page.wait_for_url("**/angra/")
    page.locator("main .s-btn-bad").click()
    page.wait_for_url("**/historik/")
    assert page.locator("main tbody tr").count() == 1
    assert page.locator("main tbody a[href$='angra/']").count() == 0


def test_mended_and_undone_in_a_browser(page: Page, team: Team, tmp_path: Path) -> None:
    mended_and_undone(page, team, tmp_path)


def test_mended_and_undone_without_javascript(plain_page: Page, team: Team, tmp_path: Path) -> None:
    mended_and_undone(plain_page, team, tmp_path)


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        width = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(width) <= 0, (page.url, size)
        no_violations(page)


def test_the_pages_are_accessible(
    page: Page, team: Team, tmp_path: Path, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    page.goto(f"/team/{team.slug}/inlasning/historik/")
    check(page, assert_no_axe_violations)
    bring(page, team, tmp_path)
    page.fill(DATE, "våren")
    page.select_option(WORD, "soc")
    page.locator("main .s-btn[name=check]").click()
    page.wait_for_selector(".s-receipt")
    check(page, assert_no_axe_violations)
    page.check("[name=leave_out]")
    page.locator("#las-in .s-btn-1").click()
    page.wait_for_url(f"**/team/{team.slug}/")
    page.locator(".s-receipt a").click()
    page.wait_for_url("**/angra/")
    check(page, assert_no_axe_violations)
    page.locator("main .s-btn-bad").click()
    page.wait_for_url("**/historik/")
    check(page, assert_no_axe_violations)
