"""The review of the log and emergency access in a browser: also without scripts, and at 320 px."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.access.emergency import grant_emergency_right
from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.enums import ReadKind
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.odd_reads import look_through_log
from tests.audit.log_rows import add_read
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import team_with_lead
from tests.factories import make_stay, officer
from tests.web.users import PASSWORD, appoint_officer, inside, join

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()


def person(username: str, first_name: str) -> User:
    return User.objects.create_user(username, password=PASSWORD, first_name=first_name, last_name="Trappsteg")


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    """Kim has opened somebody in an emergency and at night; Bo's participant is not for Kim to see."""
    team = team_with_lead("Team Provdalen")
    boss, kim, bo = person("ansvarig", "Alex"), person("kim", "Kim"), person("bo", "Bo")
    appoint_officer(boss, team)
    for user in (kim, bo):
        join(team, user, Role.COACH)
    stay, hidden = make_stay(team, own_id="K-1"), make_stay(team, own_id="K-2")
    night = timezone.now() - dt.timedelta(days=2)
    last_month = TODAY.replace(day=1) - dt.timedelta(days=3)
    moments = (night, dt.datetime.combine(last_month, dt.time(22), tzinfo=dt.UTC))
    for at in moments:
        add_read(team, at, actor_id=kim.pk, person_id=stay.person_id, kind=ReadKind.EMERGENCY, reason="Oro")
    with inside(team):
        assign_coaches(team=team, coaches={hidden.person_id: bo.pk})
        look_through_log(team_id=team.pk, today=TODAY)
    with acting(officer(team, user_id=boss.pk)) as who:
        grant_emergency_right(actor=who, team=team, user=kim, valid_from=TODAY)
    return team


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def log_in(page: Page, username: str, to: str) -> None:
    page.goto("/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.locator("main .s-btn-1").first.click()
    page.wait_for_url(to)


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, (page.url, size)
        no_violations(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict will do


def test_a_review_without_javascript(plain_page: Page, team: Team) -> None:
    page = plain_page
    log_in(page, "ansvarig", "**/ansvar/**")
    page.locator(".s-nav a", has_text="Loggen").click()
    page.wait_for_url("**/logg/")
    page.locator("main .s-list h2 a").first.click()
    page.wait_for_url("**/logg/*-*/")
    page.locator("main .s-list li > a").first.click()
    page.wait_for_url("**/granska/**")
    page.locator("input[value=incident]").check()
    page.locator("main form .s-btn-1").click()
    assert page.locator("#id_note_error").is_visible()
    assert page.locator("input[value=incident]").is_checked()
    page.fill("#id_note", "Anmäld")
    page.locator("main form .s-btn-1").click()
    page.wait_for_url("**/logg/*-*/")
    assert "Incident: Anmäld (Alex Trappsteg" in page.locator("main").inner_text()
    page.goto(f"/ansvar/{team.slug}/logg/vem-sag-vad/")
    page.fill("#id_own_id", "K-1")
    page.locator("main form .s-btn-1").click()
    assert "k-1" not in page.url.lower()
    assert page.locator("main tbody tr").count() >= 1
    page.locator(".s-nav a", has_text="Larm").click()
    page.locator("main summary").first.click()
    page.locator("main details[open] input[name=outcome]").fill("Ringde Kim")
    page.locator("main details[open] button").click()
    assert "Ringde Kim" in page.locator("main").inner_text()


def test_an_emergency_without_javascript(plain_page: Page, team: Team) -> None:
    page = plain_page
    log_in(page, "kim", "**/team/**")
    page.locator(".s-nav a", has_text="Deltagare").click()
    page.locator("main a[href$='nodoppning/']").click()
    page.fill("#id_password", PASSWORD)
    page.locator("main .s-btn-1").first.click()
    page.wait_for_url("**/nodoppning/")
    page.fill("#id_own_id", "K-2")
    page.fill("#id_reason", "Hon svarar inte och kan vara i fara")
    page.locator("main form .s-btn-1").click()
    page.wait_for_url("**/deltagare/*/")
    assert "K-2" in page.locator("h1").inner_text()
    page.locator(".s-note-warn button").click()
    page.wait_for_url("**/deltagare/")
    assert "K-2" not in page.locator("main").inner_text()


def test_the_pages_are_accessible(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "ansvarig", "**/ansvar/**")
    own = f"/ansvar/{team.slug}/"
    page.goto(own + "larm/")
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true }")
    check(page, assert_no_axe_violations)
    for address in ("logg/", "nodoppning/", "logg/2020-01/", f"logg/{TODAY:%Y-%m}/"):
        page.goto(own + address)
        check(page, assert_no_axe_violations)
    page.goto(own + "logg/")
    page.locator("main .s-list h2 a").first.click()
    page.locator("main .s-list li > a").first.click()
    page.wait_for_url("**/granska/**")
    check(page, assert_no_axe_violations)
    page.goto(own + "logg/vem-sag-vad/")
    page.locator("main form .s-btn-1").click()
    page.locator("main tbody tr").first.wait_for()
    check(page, assert_no_axe_violations)
    page.fill("#id_own_id", "finns inte")
    page.locator("main form .s-btn-1").first.click()
    page.locator("#id_own_id_error").wait_for()
    check(page, assert_no_axe_violations)


def test_the_emergency_page_is_accessible(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "kim", "**/team/**")
    page.goto(f"/team/{team.slug}/deltagare/nodoppning/")
    page.fill("#id_password", PASSWORD)
    page.locator("main .s-btn-1").first.click()
    page.wait_for_url("**/nodoppning/")
    page.locator("main form .s-btn-1").click()
    page.locator("#id_reason_error").wait_for()
    check(page, assert_no_axe_violations)
    page.fill("#id_own_id", "K-2")
    page.fill("#id_reason", "Hon svarar inte och kan vara i fara")
    page.locator("main form .s-btn-1").click()
    page.wait_for_url("**/deltagare/*/")
    check(page, assert_no_axe_violations)
    page.goto(f"/team/{team.slug}/deltagare/nodoppning/")
    check(page, assert_no_axe_violations)
