"""Follow-ups in a browser: the three-month meeting from booking to extract, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.follow_ups.minutes import hold_meeting
from samsteg.follow_ups.records import Booking, Minutes
from samsteg.follow_ups.services import book, note_done
from samsteg.follow_ups.times import set_times
from samsteg.participants.models import SealedDraft, Stay
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_authority, make_consent, make_placement, make_stay
from tests.web.users import inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()
START = TODAY - timedelta(days=200)


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    """One person with a meeting that was held with minutes, one that was noted, and one that is booked for today."""
    team = team_with_lead("Team Provdalen")
    stay = make_stay(team, own_id="K-1", enrolled_on=START)
    board = make_authority("Vuxennämnden i Provdalen")
    make_placement(stay, START, employer="Låtsas Bageri")
    make_consent(team, stay.person_id)
    make_consent(team, stay.person_id, board, categories=["planning", "work"])
    with inside(team) as actor:
        of_person: dict[str, Any] = {"actor": actor, "team": team, "person_id": stay.person_id}
        set_times(actor=actor, team=team, valid_from=START, first_weeks=6, every_months=3)
        note_done(**of_person, booking=Booking(kind="regular", meeting_on=START + timedelta(days=42)))
        today: dict[str, Any] = {
            "meeting_on": TODAY,
            "form": "digital",
            "authority_ids": (board.pk,),
            "contact": "Kim Kvist",
        }
        row = book(**of_person, booking=Booking(kind="sip", **today))
        texts = {"better": "Det går framåt.", "health": "Sover bättre.", "agreed": "Tre dagar\nIntyg"}
        hold_meeting(actor=actor, team=team, series=row.series, expected_version=1, minutes=Minutes(texts))
        book(**of_person, booking=Booking(kind="regular", **today))
    join(team, make_user("handledare"), Role.COACH)
    join(team, make_user("representant"), Role.REPRESENTATIVE, board)
    return stay


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def address(stay: Stay, name: str = "follow_ups") -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id])


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true }")
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, (page.url, size)
        no_violations(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def test_a_meeting_is_held_without_scripts(plain_page: Page, stay: Stay) -> None:
    page = plain_page
    log_in(page, "handledare")
    page.goto(address(stay))
    page.locator(".s-step .s-btn-1").click()
    assert "Låtsas Bageri" in page.locator(".s-paper").inner_text()
    assert "Kim Kvist" in page.locator(".s-lead").inner_text()
    page.fill("#id_better", "Kommer upp på morgnarna.")
    page.fill("#id_agreed", "Fyra dagar från vecka 3")
    proposed = page.input_value("#id_next_on")
    assert proposed > str(TODAY)
    page.locator("#mote .s-btn-1").click()
    assert "Fyra dagar från vecka 3" in page.locator(".s-paper").inner_text()
    page.locator(".s-paper button[name=done]").first.click()
    assert f"Gjort {TODAY}" in page.locator(".s-paper").inner_text()
    page.goto(address(stay))
    assert proposed in page.locator(".s-step").inner_text()


def test_the_draft_is_kept_while_one_types(page: Page, stay: Stay) -> None:
    log_in(page, "handledare")
    page.goto(address(stay))
    page.locator(".s-step .s-btn-1").click()
    page.locator("#id_team_only").press_sequentially("Påminn om intyget")
    expect(page.locator("#mote [role=status]")).to_contain_text("Utkast", timeout=15_000)
    page.reload()
    assert page.input_value("#id_team_only") == "Påminn om intyget"
    with inside(stay.team):
        assert SealedDraft.objects.count() == 1


def test_every_page_holds_at_every_width_and_for_everybody(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "ledare")
    page.goto(address(stay))
    check(page, assert_no_axe_violations)
    booked = page.locator(".s-step .s-btn-1").get_attribute("href") or ""
    held = page.locator(".s-time .s-big h3 a").first.get_attribute("href") or ""
    team = [reverse(name, args=[stay.team.slug]) for name in ("team_follow_ups", "follow_up_times")]
    noted = address(stay, "follow_up_note_done")
    below = [f"{booked}{one}/" for one in ("flytta", "stall-in", "redan-hallen")]
    for where in (booked, held, *below, noted, *team, f"{team[0]}?visa=cancelled"):
        page.goto(where)
        check(page, assert_no_axe_violations)
    page.goto(held)
    page.locator("a[href*=utdrag]").first.click()
    check(page, assert_no_axe_violations)
    page.goto(f"{booked}stall-in/")
    page.locator(".s-btn-bad").click()
    assert page.locator("[role=alert]").is_visible()
    check(page, assert_no_axe_violations)


def test_a_representatives_pages_hold_too(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "representant")
    page.goto(address(stay))
    check(page, assert_no_axe_violations)
    page.locator(".s-time .s-big h3 a").first.click()
    assert "Sover bättre" not in page.content() and "Det går framåt." in page.content()
    check(page, assert_no_axe_violations)
