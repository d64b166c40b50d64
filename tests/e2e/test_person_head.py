"""The head that stays, and the time line, in a browser: wide, narrow, by keys and without scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.participants.models import Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import write_note
from samsteg.participants.plans.records import ScaleValues
from samsteg.participants.plans.services import read_scale
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_consent, make_stay
from tests.web.users import inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()
# Of what has the focus: its upper edge, and the lower edge of the head when that stays.
EDGES = """() => {
  const head = document.querySelector(".s-person");
  const one = document.activeElement;
  if (!one || head.contains(one) || !one.closest("main")) return null;
  return [one.getBoundingClientRect().top, head.getBoundingClientRect().bottom];
}"""


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    """One person with more notes than a window shows, and a scale of two numbers."""
    team = team_with_lead("Team Provdalen")
    stay = make_stay(team, own_id="K-1", enrolled_on=TODAY - dt.timedelta(days=90))
    make_consent(team, stay.person_id)
    join(team, make_user("handledare"), Role.COACH)
    with inside(team) as actor:
        of_person = {"actor": actor, "team": team, "person_id": stay.person_id}
        for days, own in ((60, 2), (3, 6)):
            read_on = TODAY - dt.timedelta(days=days)
            read_scale(**of_person, values=ScaleValues(read_on=read_on, own=own))
        for days in range(33):
            values = NoteValues(
                occurred_on=TODAY - dt.timedelta(days=days),
                form="walk",
                category="planning",
                text=f"Gick en runda, dag {days}. " + "Långt" * 30,
            )
            write_note(**of_person, values=values)
    return stay


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def address(stay: Stay, name: str = "participant") -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id])


def test_the_page_is_accessible_at_every_width(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "handledare")
    page.goto(address(stay))
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, size
        assert_no_axe_violations(page)


def test_the_head_stays_and_hides_nothing_that_has_the_focus(page: Page, stay: Stay) -> None:
    """WCAG 2.4.11: forward and back by the tab key, on a wide window; on a telephone the head goes with the page."""
    log_in(page, "handledare")
    page.goto(address(stay))
    page.evaluate("() => window.scrollTo(0, 1500)")
    assert page.locator(".s-person").bounding_box()["y"] == 0  # type: ignore[index]  # it is shown
    seen = 0
    for key, times in (("Tab", 60), ("Shift+Tab", 50)):
        for _time in range(times):
            page.keyboard.press(key)
            edges = page.evaluate(EDGES)
            if edges is not None:
                seen += 1
                assert edges[0] >= edges[1] - 1, edges
    assert seen > 40
    page.set_viewport_size(PHONE)
    page.evaluate("() => window.scrollTo(0, 1500)")
    assert page.locator(".s-person").bounding_box()["y"] < 0  # type: ignore[index]  # as above


def test_one_kind_and_what_is_older_without_scripts(plain_page: Page, stay: Stay) -> None:
    page = plain_page
    log_in(page, "handledare")
    page.goto(address(stay))
    assert page.locator(".s-time > li").count() == 30
    page.locator("#tidslinje ~ p a", has_text="Visa äldre").click()
    assert 0 < page.locator(".s-time > li").count() < 30
    page.locator(".s-chips a", has_text="Plan och skala").click()
    assert page.locator(".s-time h3").all_inner_texts() == ["Skalan: 6 av 10", "Skalan: 2 av 10"]
    page.locator(".s-chips a", has_text="Anteckningar").click()
    page.locator(".s-time a").first.click()
    assert "Gick en runda, dag 0." in page.locator("main").inner_text()


def test_the_account_offers_the_mail_where_mail_is_sent(
    page: Page, stay: Stay, settings: LazySettings, assert_no_axe_violations: CheckAccessibility
) -> None:
    settings.EMAIL_HOST = "post.exempel.invalid"
    log_in(page, "handledare")
    page.goto(reverse("my_account"))
    page.locator("#mejl .s-btn").click()
    assert "Skriv adressen" in page.locator("main").inner_text()
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        assert_no_axe_violations(page)
    page.fill("#id_address", "prov@exempel.invalid")
    page.locator("#mejl .s-btn").click()
    assert "prov@exempel.invalid" in page.locator("#mejl").inner_text()
