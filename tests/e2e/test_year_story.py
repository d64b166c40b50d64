"""The year as a team lead lives it: the workbook, a wrong cell, the figures, an earlier report's figure, the report
with texts and a check answered, Word and PDF. In both languages, on a desk and a phone, and without scripts."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import WORKBOOKS, log_in, team_with_lead
from tests.reports.pdf_reading import Pdf

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KRAFTEN = WORKBOOKS / "kraften-hedemora-2025.xlsx"
WRONG_DAY, RIGHT_DAY = "2025-03-81", "2025-03-18"
PRINTED = "27,5"
FLOW = ["38", "22", "25", "0", "5", "1", "2", "4", "0", "13", "35"]  # the case: 38 + 22 - 25 = 35
WORDS = {  # what a button or a heading says, in each language
    "sv": {"figures": "Siffror", "work": "Avslut till arbete", "result": "Det här räknas som resultat:"},
    "en": {"figures": "Figures", "work": "Exits to work", "result": "What counts as a result here:"},
}
ANALYSIS = "Fler gick till arbete än förra året. I år var det [Avslut till arbete]."
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
NAMES = {"Förstärkt"}  # of an effort that has no English name
Look = Callable[[Page], None]


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    return team_with_lead("Kraften Hedemora")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The case's own workbook with one day mistyped."""
    book = openpyxl.load_workbook(KRAFTEN)
    stays = book["Ärenden"]
    column = next(cell.column for cell in stays[1] if cell.value == "Avslutad")
    cell = stays.cell(2, column)
    assert isinstance(cell.value, dt.datetime) and cell.value.date().isoformat() == RIGHT_DAY
    cell.value = WRONG_DAY
    path = tmp_path / "kraften.xlsx"
    book.save(path)
    return path


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A telephone whose browser runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def press(page: Page, where: str) -> None:
    """Presses and waits for the page that follows."""
    with page.expect_navigation():
        page.locator(where).first.click()


def choose_language(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        press(page, f".s-foot button[value={language}]")


def read_the_workbook(page: Page, team: Team, workbook: Path, look: Look) -> None:
    look(page)  # a team without participants
    press(page, "main .s-btn-1")
    look(page)
    page.set_input_files("#id_file", workbook)
    page.locator("main form .s-btn-1").click()
    page.wait_for_url("**/inlasning/*-*/")
    assert page.locator(".s-tag-bad").count() == 1
    look(page)
    cell = page.locator("[id^=ratta-][name$=Avslutad]")
    assert cell.input_value() == WRONG_DAY
    cell.fill(RIGHT_DAY)
    page.locator("main .s-btn[name=check]").click()
    page.wait_for_selector(".s-tag-bad", state="detached")
    look(page)
    page.locator("#las-in .s-btn-1").click()
    page.wait_for_url(f"**/team/{team.slug}/")
    look(page)
    assert page.locator(".s-flow tbody tr").first.locator("td").all_inner_texts() == FLOW


def look_at_the_figures(page: Page, words: dict[str, str], look: Look) -> None:
    """How many left to work, what a result is, who is behind it, and the other parts of the room."""
    places = page.locator(".s-nav a, .s-tabbar a, #meny a").locator("visible=true")
    places.filter(has_text=words["figures"]).first.click()
    page.wait_for_url("**/siffror/")
    look(page)
    work = page.locator(".s-kpis > div").filter(has_text=words["work"])
    assert "5" in work.locator("b").inner_text() and "25" in work.locator("b").inner_text()
    assert words["result"] in page.locator("main").inner_text()
    work.locator("a").click()
    page.wait_for_url("**/rader/**")
    look(page)
    assert page.locator("main tbody tr").count() == 5
    press(page, ".s-crumb a")
    for part in ("insatser", "budget", "jamforelse", "tid"):
        press(page, f".s-tabs a[href*='/{part}/']")
        look(page)


def write_down_an_earlier_figure(page: Page, look: Look) -> None:
    press(page, "main a[href$='/redovisat/']")
    page.fill("#id_figure", "Genomströmningstid")
    page.fill("#id_first", "2024-01-01")
    page.fill("#id_last", "2024-12-31")
    page.fill("#id_value", PRINTED)
    page.fill("#id_source", "Årsrapport 2024, s. 9")
    press(page, "main form .s-btn-1")
    look(page)
    assert PRINTED in page.locator("main tbody tr").inner_text()
    press(page, "main tbody a")
    look(page)
    press(page, ".s-crumb a")
    press(page, ".s-crumb a")
    history = page.locator("main table").first.inner_text()
    assert "2024" in history and PRINTED in history


def write_the_report(page: Page, team: Team, look: Look) -> str:
    """Returns the report's address."""
    page.goto(f"/team/{team.slug}/rapport/")
    look(page)
    press(page, "main form .s-btn-1")
    look(page)
    address = page.url
    page.goto(f"{address}4/")
    look(page)
    part = "#text-3-analysis"
    press(page, f"{part} .s-part-head a")
    look(page)
    page.fill("#field-text-3-analysis", ANALYSIS)
    page.locator(f"{part} .s-btn-1").click()
    page.wait_for_url("**/4/#text-3-analysis")
    assert page.locator(f"{part} [data-figure='work.count']").inner_text() == "5"
    look(page)
    return address


def answer_a_check(page: Page, address: str, look: Look) -> None:
    page.goto(f"{address}kontroller/")
    look(page)
    waiting = page.locator(".s-issues textarea").count()
    assert waiting > 0
    page.locator(".s-issues details").first.locator("summary").click()
    page.locator(".s-issues textarea").first.fill("Så står det i beslutet.")
    press(page, ".s-issues form .s-btn-s")
    look(page)
    assert page.locator(".s-issues textarea").count() == waiting - 1


def take_it_home(page: Page, folder: Path, look: Look) -> None:
    press(page, "main a[href*='rapport.html']")
    look(page)
    assert (
        ANALYSIS.replace("[Avslut till arbete]", "5")
        in page.locator(".s-a4").first.locator("xpath=..").inner_text()
    )
    assert_word(download(page, "docx", folder))
    assert_pdf(download(page, "pdf", folder))


def download(page: Page, kind: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f"main a[href*='rapport.{kind}']").first.click()
    assert waiting.value.suggested_filename == f"rapport-kraften-hedemora-2025-01-01-2025-12-31.{kind}"
    path = folder / f"rapport.{kind}"
    waiting.value.save_as(path)
    return path.read_bytes()


def assert_word(content: bytes) -> None:
    """It opens again, with headings, the case's flow table, the text, the answer and the printed figure."""
    document = docx.Document(io.BytesIO(content))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert ANALYSIS.replace("[Avslut till arbete]", "5") in paragraphs
    levels = {str(one.style.name) for one in document.paragraphs if one.style and one.style.name}
    assert {"Heading 1", "Heading 2"} <= levels
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert any(row[:3] == ["38", "22", "25"] for row in rows), "the flow table"
    assert any(PRINTED in row for row in rows), "the history as published"
    everything = "\n".join((*paragraphs, *(cell for row in rows for cell in row)))
    assert "Så står det i beslutet." in everything


def assert_pdf(content: bytes) -> None:
    pdf = Pdf(content)
    text = " ".join(pdf.text.split())
    assert "I år var det 5." in text
    assert PRINTED in text
    assert {"H1", "H2", "Table", "TH"} <= set(pdf.tags)
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp


def the_year(page: Page, team: Team, workbook: Path, language: str, look: Look) -> None:
    page.goto("/")
    choose_language(page, language)
    look(page)
    log_in(page)
    read_the_workbook(page, team, workbook, look)
    look_at_the_figures(page, WORDS[language], look)
    write_down_an_earlier_figure(page, look)
    address = write_the_report(page, team, look)
    answer_a_check(page, address, look)
    take_it_home(page, workbook.parent, look)


@pytest.mark.parametrize(("language", "size"), [("sv", DESKTOP), ("en", PHONE)], ids=["sv-desk", "en-phone"])
def test_a_year_from_workbook_to_finished_report(
    page: Page,
    team: Team,
    workbook: Path,
    language: str,
    size: ViewportSize,
    assert_no_axe_violations: CheckAccessibility,
) -> None:
    def look(page: Page) -> None:
        """Nothing to the side, nothing axe minds, and in the language chosen."""
        assert page.locator("html").get_attribute("lang") == language, page.url
        assert language == "sv" or swedish_words(page) <= NAMES, page.url
        assert page.evaluate(SIDEWAYS) <= 0, page.url
        assert_no_axe_violations(page)

    page.set_viewport_size(size)
    the_year(page, team, workbook, language, look)


def test_a_year_without_scripts_on_a_phone(plain_page: Page, team: Team, workbook: Path) -> None:
    the_year(plain_page, team, workbook, "sv", lambda page: None)


def swedish_words(page: Page) -> set[str]:
    """Words with Swedish letters where the page doesn't say that it speaks Swedish."""
    text = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
            const found = [];
            while (walker.nextNode()) {
                const speaks = walker.currentNode.parentElement.closest("[lang]");
                if (speaks === document.documentElement) found.push(walker.currentNode.data);
            }
            return found.join(" ");
        }"""
    )
    return set(re.findall(r"\w*[åäöÅÄÖ]\w*", text))
