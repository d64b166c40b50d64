"""The participants in a browser: searching, opening, going back; on a desk, a phone and the narrowest screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from samsteg.people.services import save_personnummer
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import change_stay, make_placement, make_stay
from tests.web.users import inside

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    """One enrolled with a history, one in the queue, 25 who have left."""
    team = team_with_lead("Team Provdalen")
    stay = make_stay(team, own_id="K-1", referrer="soc", enrolled_on=TODAY - dt.timedelta(days=40))
    change_stay(stay, enrolled_on=TODAY - dt.timedelta(days=41))
    make_placement(stay, TODAY - dt.timedelta(days=5))
    with inside(team):
        save_personnummer(team=team, numbers={stay.person_id: "199005172386"})
    make_stay(team, own_id="K-2", mission_received_on=TODAY - dt.timedelta(days=9))
    for number in range(3, 28):
        make_stay(team, own_id=f"K-{number}", enrolled_on=dt.date(2024, 1, 1), exited_on=dt.date(2024, 6, 1))
    return team


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def rows(page: Page) -> list[str]:
    return page.locator(".s-people tbody th").all_inner_texts()


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, (page.url, size)
        no_violations(page)


def test_search_open_reveal_and_back_without_javascript(plain_page: Page, team: Team) -> None:
    page = plain_page
    log_in(page)
    page.locator(".s-nav a", has_text="Deltagare").click()
    page.wait_for_url("**/deltagare/")
    assert len(rows(page)) == 25
    page.locator("main a[href*='antal=50']").click()
    assert len(rows(page)) == 27
    page.fill("#q", "k-1")
    page.press("#q", "Enter")
    page.wait_for_url("**sok=*")
    assert "k-1" not in page.url.lower()
    assert rows(page)[0] == "K-1"
    found = rows(page)
    page.locator(".s-people tbody th a").first.click()
    page.wait_for_url("**/deltagare/*/?sok=*")
    assert page.title() == "Deltagare – Samsteg" or page.title() == "Participant – Samsteg"
    page.locator("#personnummer button").click()
    page.wait_for_url("**/personnummer/**")
    assert page.locator("#personnummer strong").inner_text() == "19900517-2386"
    page.locator(".s-crumb a").click()
    page.wait_for_url("**/deltagare/?sok=*")
    assert rows(page) == found


def test_search_from_the_head_of_any_page(page: Page, team: Team) -> None:
    log_in(page)
    page.goto(f"/team/{team.slug}/rapport/")
    page.fill("#sok-i-huvudet", "K-2")
    page.press("#sok-i-huvudet", "Enter")
    page.wait_for_url("**/deltagare/?sok=*")
    assert set(rows(page)) == {"K-2", *(f"K-{number}" for number in range(20, 28))}
    page.goto(f"/team/{team.slug}/rapport/")
    page.fill("#sok-i-huvudet", "K-27")
    page.press("#sok-i-huvudet", "Enter")  # the only one: opened at once
    page.locator("h1", has_text="K-27").wait_for()
    assert "K-27" not in page.url


def test_a_key_goes_to_the_search_and_can_be_turned_off(page: Page, team: Team) -> None:
    """Design, section 8: never inside a field; off stays off."""
    focused = "() => document.activeElement.id"
    log_in(page)
    page.goto(f"/team/{team.slug}/rapport/")
    page.keyboard.press("/")
    assert page.evaluate(focused) == "sok-i-huvudet"
    page.keyboard.type("K/27")
    assert page.input_value("#sok-i-huvudet") == "K/27"
    page.goto(f"/team/{team.slug}/deltagare/")
    page.keyboard.press("/")
    assert page.evaluate(focused) == "q"
    assert page.input_value("#q") == ""
    page.locator("[data-keys] button:visible").click()
    page.goto(f"/team/{team.slug}/deltagare/")
    page.keyboard.press("/")
    assert page.evaluate(focused) != "q"
    assert page.locator("#q").get_attribute("aria-keyshortcuts") is None
    page.locator("[data-keys] button:visible").click()
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate(focused) == "q"


def test_places_in_the_menus(page: Page, team: Team) -> None:
    log_in(page)
    page.goto(f"/team/{team.slug}/inlasning/")
    assert page.locator(".s-nav [aria-current]").get_attribute("aria-current") == "true"
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict will do
    assert page.locator(".s-nav").is_hidden()
    tabs = page.locator(".s-tabbar a")
    assert tabs.count() == 5
    tabs.filter(has_text="Deltagare").click()
    page.wait_for_url("**/deltagare/")
    assert tabs.filter(has_text="Deltagare").get_attribute("aria-current") == "page"


def test_pages_are_accessible(page: Page, team: Team, assert_no_axe_violations: CheckAccessibility) -> None:
    log_in(page)
    own = f"/team/{team.slug}/"
    for address in ("deltagare/", "deltagare/?ordna=age&visa=exited", "deltagare/?visa=referred", "teamet/"):
        page.goto(own + address)
        check(page, assert_no_axe_violations)
    page.goto(f"{own}deltagare/?visa=enrolled")
    page.locator(".s-people tbody th a").first.click()
    page.wait_for_url("**/deltagare/*/?visa=enrolled")
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true }")
    check(page, assert_no_axe_violations)
    page.locator("#personnummer button").click()
    check(page, assert_no_axe_violations)


def test_an_empty_team_is_accessible(
    page: Page, live_server: LiveServer, assert_no_axe_violations: CheckAccessibility
) -> None:
    team = team_with_lead("Team Nystart")
    log_in(page)
    page.goto(f"/team/{team.slug}/deltagare/")
    check(page, assert_no_axe_violations)
    page.locator(".s-empty .s-btn-1").click()
    page.wait_for_url("**/inlasning/")
