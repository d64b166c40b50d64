"""The door in a real browser: an app with codes, recovery codes, a passkey, with and without JavaScript."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import LazySettings
from playwright.sync_api import Browser, CDPSession, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.accounts.invitations import invite
from samsteg.organisation.models import Team
from tests.accounts.fake_oidc import SETTINGS
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import LEAD, team_with_lead
from tests.web.users import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
WIDTHS = (DESKTOP, PHONE, NARROW)


@pytest.fixture
def team(live_server: LiveServer, settings: LazySettings) -> Team:
    settings.SAMSTEG_SECOND_FACTOR = True
    settings.SAMSTEG_OIDC = [SETTINGS]
    return team_with_lead()


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def device(page: Page) -> Iterator[CDPSession]:
    """A telephone with a finger on it, as far as the browser can tell."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session
    session.detach()


def password(page: Page) -> None:
    page.goto("/konto/logga-in/")
    page.fill("#id_login", LEAD)
    page.fill("#id_password", PASSWORD)
    page.locator("form[action='/konto/logga-in/'] button").click()


def code(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + later))


def enrol_app(page: Page) -> tuple[str, list[str]]:
    """From the password on; returns the secret and the recovery codes."""
    password(page)
    page.wait_for_url("**/andra-steget/")
    page.locator("main .s-btn-1").click()
    return connect_app(page)


def connect_app(page: Page) -> tuple[str, list[str]]:
    """On the page with the picture."""
    page.locator("main summary").click()
    secret = page.locator("main .s-code").inner_text()
    page.fill("#id_code", code(secret))
    page.locator("main .s-btn-1").click()
    page.wait_for_url("**/reservkoder/")
    return secret, page.locator(".s-codes li").all_inner_texts()


def log_out(page: Page) -> None:
    page.locator("form[action='/konto/logga-ut/'] button").click()
    page.wait_for_url("**/konto/logga-in/**")


def has_codes_that_work(page: Page, secret: str, recovery: list[str]) -> None:
    for written in (code(secret, later=1), recovery[0]):
        log_out(page)
        password(page)
        page.wait_for_url("**/steg-tva/")
        page.fill("#id_code", written)
        page.locator("main .s-btn-1").click()
        page.wait_for_url("**/team/**")


def test_an_app_and_recovery_codes(page: Page, team: Team) -> None:
    secret, recovery = enrol_app(page)
    assert len(recovery) == 10
    page.locator("main .s-btn-1").click()
    page.wait_for_url("**/team/**")
    has_codes_that_work(page, secret, recovery)


def test_the_same_without_javascript(plain_page: Page, team: Team) -> None:
    secret, recovery = enrol_app(plain_page)
    has_codes_that_work(plain_page, secret, recovery)


def test_a_passkey_opens_without_a_password(page: Page, team: Team, device: CDPSession) -> None:
    password(page)
    page.goto("/konto/nyckel/")
    page.fill("#id_name", "min telefon")
    page.locator("main .s-btn-1").click()
    page.wait_for_url("**/reservkoder/")
    log_out(page)
    page.locator("form[action='/konto/logga-in/nyckel/'] button").click()
    page.wait_for_url("**/team/**")
    page.goto("/konto/")
    assert "min telefon" in page.locator("main").inner_text()
    log_out(page)
    password(page)  # and as the second step after it
    page.wait_for_url("**/steg-tva/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/team/**")
    page.goto("/konto/app/")  # asks to confirm, with the passkey too
    page.wait_for_url("**/bekrafta/**")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/konto/app/")
    assert page.locator("svg.s-qr").is_visible()


def test_a_passkey_that_is_not_there_says_so_and_loses_nothing(
    page: Page, team: Team, device: CDPSession
) -> None:
    page.goto("/konto/logga-in/")
    page.fill("#id_login", LEAD)
    page.locator("form[action='/konto/logga-in/nyckel/'] button").click()
    said = page.locator("form[data-passkey] [role=status]")
    said.get_by_text("Nyckeln användes inte").wait_for()
    assert page.input_value("#id_login") == LEAD


def sideways(page: Page) -> int:
    width: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def test_every_page_of_the_door_is_for_everybody(
    page: Page, team: Team, device: CDPSession, assert_no_axe_violations: CheckAccessibility
) -> None:
    def look() -> None:
        for width in WIDTHS:
            page.set_viewport_size(width)
            assert_no_axe_violations(page)
            assert sideways(page) == 0, (page.url, width)

    _user, secret = invite(actor=None, username="ny-kollega")
    page.goto(f"/konto/inbjudan/{secret}/")
    look()
    page.fill("#id_username", "fel")
    page.locator("main .s-btn-1").click()
    look()
    page.fill("#id_username", "ny-kollega")
    page.locator("main .s-btn-1").click()
    page.wait_for_url("**/inbjudan/")
    look()
    page.goto("/konto/logga-in/")
    look()
    password(page)
    for address in ("/konto/andra-steget/", "/konto/nyckel/", "/konto/app/"):
        page.goto(address)
        look()
    connect_app(page)
    look()
    for address in (
        "/konto/",
        "/konto/reservkoder/nya/",
        "/konto/losenord/",
        "/konto/app/ta-bort/",
        "/konto/nyckel/",
    ):
        page.goto(address)
        look()
    page.locator("main .s-btn-1").click()
    page.wait_for_url("**/konto/")
    key = Authenticator.objects.get(type="webauthn").pk
    page.goto(f"/konto/nyckel/{key}/ta-bort/")
    look()
    log_out(page)
    password(page)
    page.wait_for_url("**/steg-tva/")
    look()
    page.fill("#id_code", "fel")
    page.locator("main .s-btn-1").click()
    look()
    page.goto("/konto/e-leg/provleg/svar/?error=x")
    look()
