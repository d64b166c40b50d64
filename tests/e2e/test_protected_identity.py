"""Protected identity in a browser, without scripts: setting it, naming who opens, opening; and the count of others."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import ProtectionRule, RuleName
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.people.services import save_personnummer
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_placement, make_stay, officer
from tests.web.users import PASSWORD, appoint_officer, inside, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = team_with_lead("Team Provdalen")
    stay = make_stay(team, own_id="K-1", municipality_code="2083", enrolled_on=TODAY - dt.timedelta(days=40))
    make_placement(stay, TODAY - dt.timedelta(days=5), employer="Skogsbolaget")
    with inside(team):
        save_personnummer(team=team, numbers={stay.person_id: "199005172386"})
    boss = make_user("ansvarig")
    appoint_officer(boss, team)
    return team


@pytest.fixture
def boss_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", viewport=DESKTOP)
    page = context.new_page()
    yield page
    context.close()


def check(page: Page, no_violations: CheckAccessibility, name: str) -> None:
    for size in (NARROW, PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, (page.url, size)
        no_violations(page)
        if folder := os.environ.get("SAMSTEG_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)


def decide(team: Team, rule: ProtectionRule) -> None:
    boss = User.objects.get(username="ansvarig")
    with acting(officer(team, user_id=boss.pk)) as actor:
        decide_rule(
            actor=actor,
            team=team,
            name=RuleName.PROTECTED_IDENTITY,
            value=rule,
            valid_from=TODAY,
            decision_number="SN 2026-1",
        )


def test_from_setting_to_opening(
    page: Page, boss_page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    decide(team, ProtectionRule.NAMED_STAFF)
    log_in(page)
    page.goto(f"/team/{team.slug}/deltagare/")
    page.get_by_role("link", name="K-1").click()
    page.get_by_role("link", name="Notera att personen har skyddade personuppgifter").click()
    check(page, assert_no_axe_violations, "ange")
    page.get_by_role("button", name="Spara skyddet").click()
    expect(page.get_by_role("alert")).to_contain_text("Välj vilket skydd personen har.")
    check(page, assert_no_axe_violations, "ange-fel")
    page.get_by_label("Skyddad folkbokföring").check()
    page.get_by_label("Ta bort det som står i listan ovan").check()
    page.get_by_role("button", name="Spara skyddet").click()
    expect(page.get_by_role("status")).to_contain_text("Lämna referensen")
    page.goto(f"/team/{team.slug}/deltagare/")
    expect(page.get_by_role("link", name="K-1")).to_have_count(0)

    boss_page.goto("/")
    boss_page.fill("#id_login", "ansvarig")
    boss_page.fill("#id_password", PASSWORD)
    boss_page.locator("main .s-btn-1").click()
    boss_page.wait_for_load_state()
    boss_page.get_by_role("link", name="Skyddade").first.click()
    check(boss_page, assert_no_axe_violations, "namnge")
    boss_page.get_by_role("button", name="Namnge").click()
    expect(boss_page.get_by_role("alert")).to_contain_text("Välj en referens.")
    boss_page.get_by_label("Deltagarens referens").select_option(index=1)
    boss_page.get_by_label("Vem som får öppna deltagaren").select_option(index=1)
    boss_page.get_by_role("button", name="Namnge").click()
    expect(boss_page.get_by_role("status")).to_contain_text("får öppna deltagaren")
    assert "K-1" not in boss_page.content()
    check(boss_page, assert_no_axe_violations, "namngiven")

    page.goto(f"/team/{team.slug}/teamet/")
    page.get_by_role("link", name="Skyddade personuppgifter").click()
    check(page, assert_no_axe_violations, "skyddade")
    page.get_by_role("link", name="Deltagare K-1").click()
    expect(page.get_by_role("note")).to_contain_text("Skyddade personuppgifter: Skyddad folkbokföring")
    assert "Skogsbolaget" not in page.content()
    check(page, assert_no_axe_violations, "oppnad")


def test_counting_and_the_export_with_numbers(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    page.goto(f"/team/{team.slug}/deltagare/skyddade/")
    expect(page.get_by_text("inte registreras i Samsteg")).to_be_visible()
    page.get_by_label("Kvinna").check()
    page.get_by_role("button", name="Räkna").click()
    expect(page.get_by_role("status")).to_contain_text("En till är räknad.")
    page.locator("summary").filter(has_text="Vem som räknade").click()
    check(page, assert_no_axe_violations, "raknade")
    page.goto(f"/team/{team.slug}/arbetsbok/personnummer/")
    page.get_by_role("button", name="Hämta filen").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv vad personnumren behövs till.")
    check(page, assert_no_axe_violations, "med-nummer")
    page.get_by_label("Vad personnumren behövs till").fill("flytt till nytt system")
    page.get_by_role("button", name="Hämta filen").click()
    page.wait_for_load_state()
    expect(page.get_by_label("Lösenord")).to_be_visible()
