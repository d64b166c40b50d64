"""From log-in to a report in Word, as a team lead does it: with and without JavaScript, on a desk and on a phone."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import begin_report, log_in, read_in, team_with_lead
from tests.web.users import stays_file

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
FLOW = ["26", "6", "7", "0", "3", "1", "1", "1", "0", "1", "25"]  # the Säter case: 26 + 6 - 7 = 25


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


def a_years_work(page: Page, team: Team, folder: Path) -> None:
    log_in(page)
    read_in(page, team)
    assert page.locator(".s-flow tbody tr").first.locator("td").all_inner_texts() == FLOW
    begin_report(page, team)
    page.goto(f"{page.url}2/?skriv=1.analysis")
    page.fill("#field-text-1-analysis", "Fler kom via egenremiss.")
    page.locator("#text-1-analysis .s-btn-1").click()
    page.wait_for_url("**/2/#text-1-analysis")
    assert "Fler kom via egenremiss." in page.locator("#text-1-analysis .s-ed").inner_text()
    with page.expect_download() as download:
        page.locator("main a[href*='rapport.docx']").click()
    path = folder / "rapport.docx"
    download.value.save_as(path)
    assert download.value.suggested_filename == f"rapport-{team.slug}-2021-07-01-2022-06-30.docx"
    with zipfile.ZipFile(path) as package:
        text = package.read("word/document.xml").decode()
    assert "Fler kom via egenremiss." in text


def test_a_years_work_in_a_browser(page: Page, team: Team, tmp_path: Path) -> None:
    a_years_work(page, team, tmp_path)


def test_a_years_work_without_javascript(plain_page: Page, team: Team, tmp_path: Path) -> None:
    a_years_work(plain_page, team, tmp_path)


def sideways(page: Page) -> int:
    """Pixels that the page is too wide."""
    width: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def addresses(team: Team) -> list[str]:
    own = f"/team/{team.slug}/"
    return [
        own,
        f"{own}inlasning/",
        f"{own}rapport/",
        f"{own}rapport/rapport.html",
        "/konto/logga-ut/",
        "/finns-inte/",
    ]


def check(page: Page, no_violations: CheckAccessibility) -> None:
    """Clean for axe on a desk and a phone, and never wider than the narrowest screen."""
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        assert sideways(page) <= 0, (page.url, size)
        if size is not NARROW:
            no_violations(page)


def test_pages_are_accessible(page: Page, team: Team, assert_no_axe_violations: CheckAccessibility) -> None:
    page.goto("/")
    check(page, assert_no_axe_violations)
    log_in(page)
    check(page, assert_no_axe_violations)  # a team without participants
    read_in(page, team)
    for address in addresses(team):
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        check(page, assert_no_axe_violations)


def test_pages_with_something_wrong_are_accessible(
    page: Page, team: Team, tmp_path: Path, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    own = f"/team/{team.slug}/"
    page.goto(f"{own}inlasning/")
    page.locator("main form .s-btn-1").click()
    page.wait_for_selector(".s-err")
    check(page, assert_no_axe_violations)
    wrong = tmp_path / "fel.xlsx"
    wrong.write_bytes(stays_file(3, exited_on=None, referrer="soc", exit_reason="work").getvalue())
    page.set_input_files("#id_file", wrong)
    page.locator("main form .s-btn-1").click()
    page.wait_for_url("**/inlasning/*-*/")
    assert page.locator(".s-tag-bad").count() == 3
    check(page, assert_no_axe_violations)
    page.goto(own)
    read_in(page, team)
    page.goto(f"{own}?from=2021-13-01&to=2021-01-01")
    check(page, assert_no_axe_violations)


def test_the_progress_shows_after_a_second(page: Page, team: Team) -> None:
    """Only while the answer takes its time; a second press meanwhile is not sent."""
    log_in(page)
    page.goto(f"/team/{team.slug}/inlasning/")
    page.evaluate(
        """() => {
            window.sent = 0;
            window.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) window.sent += 1;
                event.preventDefault(); // an answer that never comes
            });
        }"""
    )
    button, progress = page.locator("main form .s-btn-1"), page.locator(".s-progress")
    button.click()
    assert progress.is_hidden()
    progress.wait_for(state="visible")
    button.click()
    assert page.evaluate("window.sent") == 1


def test_the_english_pages_are_english(page: Page, team: Team) -> None:
    log_in(page)
    page.locator(".s-foot button[value=en]").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == f"Figures for {team.name}"
