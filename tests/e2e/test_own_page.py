"""The own page, a personal link and what is shown to the participant, in reach of everybody; a link without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.accounts.oidc import wire
from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.links import make_link
from tests.accounts.fake_oidc import FakeOidc
from tests.e2e.conftest import PHONE, CheckAccessibility
from tests.e2e.test_participants import check
from tests.participants.own_access.makers import NUMBER, STEP, OwnTeam, make_own_team
from tests.web.own.door import PAGE, WITH_NUMBER, walk_in
from tests.web.users import PASSWORD, inside

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EASY = "/min-sida/latt-svenska/"


@pytest.fixture
def own(live_server: LiveServer, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> OwnTeam:
    settings.SAMSTEG_OIDC = [WITH_NUMBER]
    wire.forget()
    return make_own_team("Team Provdalen")


@pytest.fixture
def signed_in(own: OwnTeam, page: Page, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Page:
    """As after the e-ID, whose pages are somebody else's."""
    fake, door = FakeOidc(), Client()
    monkeypatch.setattr(wire, "fetch", fake.fetch)
    assert walk_in(door, fake, NUMBER, to=PAGE).headers["Location"] == PAGE
    cookie = {"name": "sessionid", "value": door.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


@pytest.fixture
def bare(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A telephone that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def link_of(own: OwnTeam) -> str:
    with inside(own.team) as actor:
        return make_link(
            actor=actor,
            team=own.team,
            person_id=own.who.person_id,
            kind=MessageKind.BEFORE_MEETING,
            meeting_series=own.meeting,
        )


def test_the_participants_own_pages(signed_in: Page, assert_no_axe_violations: CheckAccessibility) -> None:
    page = signed_in
    for address in (PAGE, EASY, f"{EASY}plan/", f"{PAGE}vem-vet-vad/", f"{EASY}skriv/infor-motet/"):
        page.goto(address)
        check(page, assert_no_axe_violations)
    page.goto(EASY)
    expect(page.locator("main")).to_contain_text(STEP)
    page.get_by_role("link", name="Skriv innan vi träffas").click()
    page.locator("textarea").first.fill("Jag åkte buss")
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator("main")).to_contain_text("Din handledare får det du skrev")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.locator("main")).to_contain_text("Logga in med")
    check(page, assert_no_axe_violations)


def test_a_link_with_scripts_keeps_no_token_in_the_address(
    own: OwnTeam, page: Page, assert_no_axe_violations: CheckAccessibility
) -> None:
    token = link_of(own)
    asked: list[str] = []
    told: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)
        told.append(request.headers.get("referer", ""))

    page.on("request", note)
    page.goto(f"/svar/latt-svenska/#{token}")
    expect(page.locator("#id_token")).to_be_hidden()
    assert token not in page.url
    page.get_by_role("button", name="Skriv").click()
    check(page, assert_no_axe_violations)
    page.locator("textarea").first.fill("Jag mår bättre")
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator("h1")).to_have_text("Tack. Det har kommit fram.")
    check(page, assert_no_axe_violations)
    page.goto(f"/svar/svenska/#{token}")
    check(page, assert_no_axe_violations)
    page.get_by_role("button", name="Gå vidare och skriv").click()
    expect(page.locator("h1")).to_have_text("Länken går inte att använda")
    check(page, assert_no_axe_violations)
    assert asked and all(token not in address for address in asked)
    assert told and not any("/svar/" in one for one in told)  # and the forms are taken all the same


def test_a_link_without_scripts(own: OwnTeam, bare: Page) -> None:
    token = link_of(own)
    bare.goto(f"/svar/latt-svenska/#{token}")
    bare.fill("#id_token", token)
    bare.get_by_role("button", name="Skriv").click()
    bare.locator("textarea").first.fill("Jag mår bättre")
    bare.get_by_role("button", name="Skicka").click()
    expect(bare.locator("h1")).to_have_text("Tack. Det har kommit fram.")


def test_the_coachs_pages(own: OwnTeam, page: Page, assert_no_axe_violations: CheckAccessibility) -> None:
    page.goto("/")
    page.fill("#id_login", own.coach.username)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/idag/")
    person = f"/team/{own.team.slug}/deltagare/{own.who.person_id}"
    page.goto(f"{person}/egen-sida/")
    check(page, assert_no_axe_violations)
    page.check("input[name=kind][value=answer]", force=True)
    page.get_by_role("button", name="Gör en länk").click()
    expect(page.locator("code").first).to_contain_text("/svar/latt-svenska/#")
    check(page, assert_no_axe_violations)
    for address in (
        f"{person}/visa/plan/easy/",
        f"{person}/visa/vem-vet-vad/",
        f"/team/{own.team.slug}/teamet/blanketter/",
    ):
        page.goto(address)
        check(page, assert_no_axe_violations)
    page.goto(f"{person}/visa/plan/plain/")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{person}/plan/")
