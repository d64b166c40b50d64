"""Names, contact data and corrections in a browser: by keyboard, without scripts, and at three widths."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from tests.e2e.conftest import DESKTOP, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.e2e.test_participants import check
from tests.factories import make_stay
from tests.web.users import inside

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
PHONE_NUMBER = "070-1740605"
NAMES = ("Alva Exempelsson", "Omar Påhittad", "Pär Utkastén")


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = team_with_lead("Team Provdalen")
    for number, name in enumerate(NAMES):
        stay = make_stay(
            team,
            own_id=f"K-{number}",
            referrer="soc",
            referred_on=TODAY - dt.timedelta(days=90),
            enrolled_on=TODAY - dt.timedelta(days=40),
        )
        with inside(team):
            save_name(team=team, person_id=stay.person_id, name=PersonName(*name.split()))
    return team


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def open_person(page: Page, team: Team, name: str) -> None:
    page.goto(f"/team/{team.slug}/deltagare/")
    page.locator(".s-people tbody a", has_text=name).click()
    page.locator("h1", has_text=name).wait_for()


def test_somebody_is_found_by_keyboard_within_two_seconds(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    page.goto(f"/team/{team.slug}/rapport/")
    began = time.monotonic()
    page.keyboard.press("/")
    page.keyboard.type("utkast", delay=50)
    page.locator(".s-hits a").first.wait_for()
    assert time.monotonic() - began < 2
    assert [hit.split("\n")[0] for hit in page.locator(".s-hits a").all_inner_texts()] == ["Pär Utkastén"]
    assert_no_axe_violations(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Pär Utkastén").wait_for()
    assert "tkast" not in page.url
    page.keyboard.press("/")
    page.keyboard.type("om")
    page.locator(".s-hits a").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".s-hits").is_hidden()
    page.keyboard.type("ar på")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Omar Påhittad").wait_for()


def test_name_and_contact_data_and_a_correction_without_javascript(plain_page: Page, team: Team) -> None:
    page = plain_page
    log_in(page)
    open_person(page, team, "Alva Exempelsson")
    page.locator("a[href$='/uppgifter/']").click()
    page.locator("form[action$='/andra/'] button").click()
    page.fill("#id_last_name", "Övning")
    page.fill("#id_phone", PHONE_NUMBER)
    page.locator("main form .s-btn-1").click()
    page.locator("h1", has_text="Alva Övning").wait_for()
    assert PHONE_NUMBER not in page.content()
    page.locator("form[action$='/visa/'] button").click()
    assert page.locator(f"a[href='tel:{PHONE_NUMBER.replace('-', '')}']").inner_text() == PHONE_NUMBER
    page.locator(".s-tabs a").first.click()
    page.locator("a[href*='/ratta/']").nth(1).click()
    day = str(TODAY - dt.timedelta(days=39))
    page.fill("#id_enrolled_on", day)
    page.locator("main form .s-btn-1").click()
    page.locator("[role=status]").first.wait_for()
    assert page.locator(f"time[datetime='{day}']").count() >= 1


def test_the_pages_are_accessible(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    open_person(page, team, "Alva Exempelsson")
    person = page.url.partition("?")[0]
    page.goto(person + "uppgifter/")
    check(page, assert_no_axe_violations)
    page.locator("form[action$='/andra/'] button").click()
    page.fill("#id_phone", PHONE_NUMBER)
    page.fill("#id_mail", "fel")
    page.locator("main form .s-btn-1").click()
    page.locator("[role=alert]").wait_for()
    check(page, assert_no_axe_violations)
    page.fill("#id_mail", "alva@example.com")
    page.locator("main form .s-btn-1").click()
    page.locator("form[action$='/visa/'] button").click()
    check(page, assert_no_axe_violations)
    page.goto(person + "ratta/")
    check(page, assert_no_axe_violations)
    page.locator(".s-tabs a").first.click()
    page.locator("a[href*='/ratta/']").nth(1).click()
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true }")
    page.fill("#id_enrolled_on", str(TODAY - dt.timedelta(days=200)))
    page.locator("main form .s-btn-1").click()
    page.locator("#id_order_reason").wait_for()  # before the referral: why
    check(page, assert_no_axe_violations)
