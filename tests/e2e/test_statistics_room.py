"""The statistics room in a browser: what a new reader looks for, on a desk and a phone, with and without JavaScript."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_placement, make_published, make_stay

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
YEAR = "from=2025-01-01&to=2025-12-31"
DAY = dt.date


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = team_with_lead()
    for number in range(4):
        stay = make_stay(
            team,
            enrolled_on=DAY(2024, 1 + number, 3),
            exited_on=DAY(2025, 4 + number, 1),
            exit_reason=("work", "work", "studies", "other")[number],
            sex=("women", "men")[number % 2],
            referrer=("soc", "fk")[number % 2],
        )
    make_placement(stay, DAY(2025, 2, 1))
    make_stay(team, enrolled_on=DAY(2025, 3, 1))
    make_stay(team, enrolled_on=DAY(2023, 3, 1), exited_on=DAY(2024, 5, 1), exit_reason="work")
    make_published(
        team, "throughput.results.months", "17.4", DAY(2025, 1, 1), DAY(2025, 12, 31), source="Rapport s. 7"
    )
    return team


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def a_new_readers_minute(page: Page, team: Team, folder: Path) -> None:
    """How many left to work, who they are, last year's number, a view to come back to, and the Word file."""
    log_in(page)
    page.locator(".s-tabbar a, .s-nav a, #meny a").filter(has_text="Siffror").locator(
        "visible=true"
    ).first.click()
    page.wait_for_url("**/siffror/")
    work = page.locator(".s-kpis > div").filter(has_text="Avslut till arbete")
    assert "2 av 4" in work.inner_text()
    assert "1 av 1" in work.inner_text()  # last year
    work.locator("a").click()
    page.wait_for_url("**/rader/**")
    assert page.locator("main tbody tr").count() == 2
    page.locator(".s-crumb a").click()
    page.wait_for_url("**/siffror/?**")
    page.select_option("#by", "sex")
    page.locator("form[action='#delning'] button").click()
    page.wait_for_url("**by=sex**")
    assert page.locator("#by").input_value() == "sex"
    page.fill("#view-name", "Efter kön")
    page.locator("form[action*='vyer'] button.s-btn").click()
    page.wait_for_url("**/siffror/?**")
    assert page.locator("#vyer").locator("xpath=../..").locator("a", has_text="Efter kön").count() == 1
    with page.expect_download() as word:
        page.locator("main a[href*='rapport.docx']").click()
    assert word.value.suggested_filename.endswith("-2025-01-01-2025-12-31.docx")
    with page.expect_download() as excel:
        page.locator("main a[href*='siffror.xlsx']").click()
    path = folder / "siffror.xlsx"
    excel.value.save_as(path)
    assert len(openpyxl.load_workbook(io.BytesIO(path.read_bytes())).sheetnames) == 19


def test_a_new_readers_minute(page: Page, team: Team, tmp_path: Path) -> None:
    a_new_readers_minute(page, team, tmp_path)


def test_a_new_readers_minute_without_javascript(plain_page: Page, team: Team, tmp_path: Path) -> None:
    a_new_readers_minute(plain_page, team, tmp_path)


def sideways(page: Page) -> int:
    """Pixels that the page is too wide."""
    width: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


ADDRESSES = (
    f"?{YEAR}",
    f"?{YEAR}&base=treated&by=municipality&compare=before",
    "?from=2025-13-01&to=2025-01-01",
    f"tid/?{YEAR}",
    f"insatser/?{YEAR}",
    f"budget/?{YEAR}",
    f"jamforelse/?{YEAR}",
    f"jamforelse/?{YEAR}&compare=none",
    f"rader/?code=exits.work&{YEAR}",
    "rader/?code=sickness_compensation.count",
    "redovisat/",
)


def test_every_page_is_accessible(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    for address in ADDRESSES:
        page.goto(f"/team/{team.slug}/siffror/{address}")
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        for size in (DESKTOP, PHONE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
            assert sideways(page) <= 0, (address, size)
            assert_no_axe_violations(page)


def test_a_printed_figure_is_written_down(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    page.goto(f"/team/{team.slug}/siffror/redovisat/")
    page.fill("#id_figure", "Genomströmningstid")
    page.fill("#id_first", "2024-01-01")
    page.fill("#id_last", "2024-12-31")
    page.fill("#id_value", "tjugo")
    page.locator("main form .s-btn-1").click()
    page.wait_for_selector(".s-err")
    assert page.input_value("#id_figure") == "Genomströmningstid"
    assert_no_axe_violations(page)
    page.fill("#id_value", "18,25")
    page.locator("main form .s-btn-1").click()
    page.wait_for_selector(".s-note-ok")
    assert page.locator("main tbody tr").count() == 2
    page.goto(f"/team/{team.slug}/siffror/tid/?{YEAR}")
    assert "18,25" in page.locator("#t-history").locator("xpath=../..").inner_text()
    assert page.locator("svg .s-line").count() == 2  # the wide drawing and the narrow one
