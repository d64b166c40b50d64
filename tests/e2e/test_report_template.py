"""The report template in a browser: a table changed while the sheet beside follows, a logo, taken into use; on three
widths, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, read_in, team_with_lead
from tests.reports.pictures import png

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
PAGES = (
    "",
    "rubriker/",
    "tabeller/?tabell=flow",
    "tabeller/?tabell=referrer_lines",
    "ord/",
    "titelsida/",
    "forhandsvisning/",
)


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


def change_a_column(page: Page, base: str) -> None:
    page.goto(base + "tabeller/?tabell=flow")
    page.fill("input[name='c2.text']", "Slutat")
    page.fill("input[name='c2.order']", "1")


def save(page: Page) -> None:
    page.locator(".s-template-save .s-btn-1").click()
    page.wait_for_load_state()


def take_into_use(page: Page, base: str) -> None:
    page.goto(base)
    page.fill("#id_valid_from", "2021-07-01")
    page.locator("main form .s-btn-1").click()
    page.wait_for_load_state()


def test_the_sheet_follows_what_is_typed_and_the_report_what_is_taken_into_use(
    page: Page, team: Team, tmp_path: Path
) -> None:
    base = f"/team/{team.slug}/rapportmall/"
    log_in(page)
    read_in(page, team)
    change_a_column(page, base)
    page.wait_for_selector("#f-sheets th:has-text('Slutat')")
    save(page)
    assert page.locator("#f-sheets .s-a4 th", has_text="Slutat").count() == 1
    page.goto(base + "titelsida/")
    logo = tmp_path / "logo.png"
    logo.write_bytes(png(300, 100))
    page.set_input_files("#f-logo", logo)
    page.fill("#f-logo-alt", "Två händer")
    save(page)
    assert page.locator("#f-sheets img[alt='Två händer']").evaluate("image => image.naturalWidth") == 300
    take_into_use(page, base)
    page.goto(f"/team/{team.slug}/rapport/rapport.html")
    assert page.locator(".s-a4 th", has_text="Slutat").count() == 1


def test_it_works_without_scripts_on_a_phone(plain_page: Page, team: Team) -> None:
    base = f"/team/{team.slug}/rapportmall/"
    log_in(plain_page)
    change_a_column(plain_page, base)
    save(plain_page)
    assert plain_page.locator("#f-sheets .s-a4 th", has_text="Slutat").count() == 1
    plain_page.goto(base + "rubriker/")
    plain_page.locator("button[name='down']").first.click()
    plain_page.wait_for_load_state()
    assert plain_page.input_value("input[name='s1.heading']") == "Sammanfattning"
    take_into_use(plain_page, base)
    assert plain_page.locator(".s-note-ok").count() == 1


def test_every_page_is_accessible_at_every_width(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    page.goto(f"/team/{team.slug}/rapportmall/")
    page.select_option("#id_base", "sater")
    page.locator("form[action$='/utkast/'] button[type=submit]").click()
    page.wait_for_url("**/rubriker/")
    for where in PAGES:
        for size in (DESKTOP, PHONE, NARROW):
            page.set_viewport_size(size)
            page.goto(f"/team/{team.slug}/rapportmall/{where}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (where, size)
            assert_no_axe_violations(page)


def test_what_is_wrong_is_shown_accessibly(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    page.goto(f"/team/{team.slug}/rapportmall/rubriker/")
    page.fill("input[name='s1.heading']", "R" * 301)
    save(page)
    assert page.locator(".s-note-warn").count() >= 1
    for size in (DESKTOP, NARROW):
        page.set_viewport_size(size)
        assert_no_axe_violations(page)
