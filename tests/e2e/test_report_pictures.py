"""Pictures in the report, in a browser: put in, moved, taken out and brought back; also without scripts; accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from tests.e2e.conftest import PHONE, CheckAccessibility
from tests.e2e.people import begin_report, log_in, read_in, team_with_lead
from tests.e2e.test_first_pages import check
from tests.reports.pictures import png

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PART = "#text-3-analysis"
SAVE = f"{PART} .s-btn-1"


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    return team_with_lead()


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A telephone whose browser runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "small": png(600, 300),
        "other": png(300, 600),
        "large": b"\x89PNG\r\n\x1a\n" + bytes(40_000_000),
    }
    made = {name: tmp_path / f"{name}.png" for name in contents}
    for name, path in made.items():
        path.write_bytes(contents[name])
    return made


def open_pictures(page: Page, team: Team) -> str:
    """Ends on the third section with its pictures open; returns the report's address."""
    log_in(page)
    read_in(page, team)
    begin_report(page, team)
    report = page.url
    page.goto(f"{report}4/")
    page.locator(f"{PART} .s-part-head a[href*='bild=']").click()
    page.wait_for_load_state()
    return report


def put(page: Page, file: Path, alt: str) -> None:
    page.set_input_files("#id_new-file", file)
    page.fill("#id_new-alt", alt)
    page.locator(SAVE).click()
    page.wait_for_load_state()


def thumbs(page: Page) -> list[str | None]:
    return [one.get_attribute("alt") for one in page.locator(f"{PART} .s-thumb").all()]


def press(page: Page, name: str) -> None:
    page.locator(f"{PART} button[name={name}]").last.click()
    page.wait_for_load_state()


def walk(page: Page, team: Team, files: dict[str, Path], *, is_plain: bool = False) -> str:
    """Two pictures, one of 40 MB on the way (told before it is sent, or by the server), moved, taken out, brought back.

    Returns the report's address.
    """
    report = open_pictures(page, team)
    put(page, files["small"], "Fyra grupper")
    assert page.locator(f"{PART} .s-picture img").get_attribute("alt") == "Fyra grupper"
    page.goto(f"{report}4/?bild=3.analysis")
    put(page, files["large"], "En trappa")
    told = page.locator(".s-picture-row .s-err").inner_text()
    assert told.startswith("Bilden är 40 MB. Högst 2 MB" if is_plain else "Bilden är större än 2 MB.")
    assert page.input_value("#id_new-alt") == "En trappa"
    page.set_input_files("#id_new-file", files["other"])
    page.locator(SAVE).click()
    page.wait_for_load_state()
    page.goto(f"{report}4/?bild=3.analysis")
    assert thumbs(page) == ["Fyra grupper", "En trappa"]
    press(page, "up")
    assert thumbs(page) == ["En trappa", "Fyra grupper"]
    press(page, "take_away")
    assert thumbs(page) == ["En trappa"]
    press(page, "bring_back")
    assert thumbs(page) == ["En trappa", "Fyra grupper"]
    return report


def test_pictures_are_put_in_moved_and_taken_out(page: Page, team: Team, files: dict[str, Path]) -> None:
    report = walk(page, team, files)
    page.goto(f"{report}4/")
    widths = page.locator(f"{PART} .s-picture img").evaluate_all(
        "images => images.map(one => one.naturalWidth)"
    )
    assert widths == [300, 600]
    page.goto(f"/team/{team.slug}/rapport/rapport.html?from=2021-07-01&to=2022-06-30")
    assert page.locator(".s-a4 .s-picture img").count() == 2


def test_all_of_it_without_scripts_on_a_telephone(
    plain_page: Page, team: Team, files: dict[str, Path]
) -> None:
    walk(plain_page, team, files, is_plain=True)


def test_what_is_typed_is_saved_by_the_keyboard_alone(page: Page, team: Team, files: dict[str, Path]) -> None:
    open_pictures(page, team)
    page.set_input_files("#id_new-file", files["small"])
    page.locator("#id_new-alt").focus()
    page.keyboard.type("Fyra grupper")
    page.keyboard.press("Tab")
    page.keyboard.type("Grupperna")
    page.keyboard.press("Enter")  # presses what saves, never what moves or takes out
    page.wait_for_selector(f"{PART} figcaption")
    assert page.locator(f"{PART} figcaption").inner_text() == "Grupperna"


def test_what_is_wrong_is_met_first(page: Page, team: Team) -> None:
    open_pictures(page, team)
    page.fill("#id_new-alt", "Utan fil")
    page.locator(SAVE).click()
    page.wait_for_load_state()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.locator(f"{PART} [role=alert]").evaluate("one => one.getBoundingClientRect().top") < 900
    page.locator(f"{PART} [role=alert] a").click()
    assert page.evaluate("document.activeElement.id") == "id_new-file"


def test_the_pages_are_accessible(
    page: Page, team: Team, files: dict[str, Path], assert_no_axe_violations: CheckAccessibility
) -> None:
    report = walk(page, team, files)
    check(page, assert_no_axe_violations)
    press(page, "take_away")
    check(page, assert_no_axe_violations)
    put(page, files["small"], " ")
    check(page, assert_no_axe_violations)
    for there in (f"{report}4/", f"{report}5/?bild=4.analysis"):
        page.goto(there)
        check(page, assert_no_axe_violations)
