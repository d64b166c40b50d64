"""A half-written form about a person: kept by itself, or by a button without scripts, and accessible as a draft."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.participants.models import Stay
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_consent, make_stay
from tests.web.users import join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZES = (DESKTOP, PHONE, {"width": 320, "height": 700})
NAME = "Sköterska Prov"


@pytest.fixture
def form(live_server: LiveServer) -> str:
    """Where somebody round the one participant is written down."""
    team = team_with_lead("Team Provdalen")
    stay: Stay = make_stay(team, own_id="K-1")
    make_consent(team, stay.person_id)
    join(team, make_user("handledare"), Role.COACH)
    return reverse("around_new", args=[team.slug, stay.person_id])


def test_a_form_keeps_itself_and_says_since_when(
    page: Page, form: str, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "handledare")
    page.goto(form)
    expect(page.locator("button[name=keep]")).to_have_count(0)  # it is kept by itself
    page.fill("#id_name", NAME)
    page.locator("form[data-draft] .s-saved", has_text="Utkast").wait_for()
    page.goto(form)
    expect(page.locator("#id_name")).to_have_value(NAME)
    expect(page.locator("form[data-draft] .s-note")).to_contain_text("Det här är ditt utkast från 2")
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        assert_no_axe_violations(page)
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.fill("#id_role", "Stöd")
    page.locator("main .s-btn-1").click()
    assert NAME in page.locator("main").inner_text()
    page.goto(form)
    expect(page.locator("#id_name")).to_have_value("")


def test_without_scripts_a_button_keeps_it_and_another_throws_it_away(
    browser: Browser, live_server: LiveServer, form: str
) -> None:
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    page = context.new_page()
    log_in(page, "handledare")
    page.goto(form)
    page.fill("#id_name", NAME)
    page.locator("button[name=keep]").click()
    expect(page.locator("#id_name")).to_have_value(NAME)
    page.locator("button[name=drop]").click()
    expect(page.locator("#id_name")).to_have_value("")
    context.close()
