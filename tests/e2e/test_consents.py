"""Consents in a browser without scripts: given, seen in the grid, withdrawn; at three widths, in reach of everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from tests.e2e.conftest import DESKTOP, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.e2e.test_participants import check
from tests.factories import make_authority, make_consent, make_stay

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    return team_with_lead("Team Provdalen")


@pytest.fixture
def board(team: Team) -> Authority:
    return make_authority("Arbetsmarknads- och socialnämnden i Provdalens kommun", "board")


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(team, own_id="K-1", enrolled_on=TODAY - 40 * DAY)


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_given_seen_and_withdrawn_without_javascript(plain_page: Page, stay: Stay, board: Authority) -> None:
    page = plain_page
    log_in(page)
    page.goto(f"/team/{stay.team.slug}/deltagare/{stay.person_id}/")
    page.locator(".s-tabs a", has_text="Samtycken").click()
    page.locator(".s-btn-1", has_text="Nytt samtycke").click()
    page.check("input[name=sources][value=own]")
    page.check(f"input[name=receivers][value='{board.pk}']")
    page.check("input[name=categories][value=health]")
    page.fill("#id_signed_on", TODAY.isoformat())
    page.locator("main .s-btn-1").click()  # the purpose is missing
    assert page.locator("#id_purpose_error").is_visible()
    assert page.is_checked("input[name=categories][value=health]")
    page.fill("#id_purpose", "Stödet ska hänga ihop")
    page.locator("main .s-btn-1").click()
    page.wait_for_url("**/samtycken/")
    cell = page.locator(".s-consent tbody tr", has_text="Hälsa").locator("td a")
    assert "Ja" in cell.inner_text()
    cell.click()
    page.locator(".s-btn-bad").click()
    assert "får inte längre veta något om hälsa" in page.locator("main").inner_text()
    page.locator(".s-btn-bad").click()
    page.wait_for_url("**/samtycken/")
    assert "kan inte tas tillbaka" in page.locator(".s-receipt").inner_text()
    assert "Återkallat" in page.locator(".s-consent").inner_text()


def test_pages_are_accessible(
    page: Page, stay: Stay, board: Authority, assert_no_axe_violations: CheckAccessibility
) -> None:
    soon = make_consent(stay.team, stay.person_id, board, agreed_to=TODAY + 12 * DAY)
    make_consent(stay.team, stay.person_id, source=board, categories=["health"], ended_as="withdrawn")
    make_consent(stay.team, stay.person_id, kind="contact")
    log_in(page)
    own = f"/team/{stay.team.slug}/deltagare/"
    person = f"{own}{stay.person_id}/samtycken/"
    for address in (
        person,
        f"{person}nytt/secrecy/?som={soon.pk}",
        f"{person}{soon.pk}/",
        f"{person}{soon.pk}/avsluta/",
        f"{person}utan-samtycke/",
        f"{own}samtycken/",
    ):
        assert page.goto(address).status == 200  # type: ignore[union-attr]
        check(page, assert_no_axe_violations)
    page.goto(f"{person}nytt/secrecy/")
    page.locator("main .s-btn-1").click()
    assert page.locator("[role=alert]").is_visible()
    check(page, assert_no_axe_violations)
