"""The plan in a browser, wide and narrow and without scripts; and a new note by keys alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.participants.around.records import AroundValues
from samsteg.participants.around.services import save_around
from samsteg.participants.models import Stay
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.participants.plans.services import agree_step, read_scale, write_text
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_authority, make_consent, make_stay
from tests.web.users import inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()
FOCUSED = "() => document.activeElement.id"


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    """One person with a plan, a scale of two numbers and somebody round."""
    team = team_with_lead("Team Provdalen")
    stay = make_stay(team, own_id="K-1", enrolled_on=TODAY - dt.timedelta(days=90))
    region = make_authority("Region Prov")
    make_consent(team, stay.person_id)
    make_consent(team, stay.person_id, region, categories=["work"])
    join(team, make_user("handledare"), Role.COACH)
    with inside(team) as actor:
        of_person = {"actor": actor, "team": team, "person_id": stay.person_id}
        planning = {"source_id": None, "category": "planning", "expected_version": 0}
        write_text(**of_person, part="hopes", text="Att åka själv. " + "Långt" * 30, **planning)
        for kind in StepKind:
            agree_step(**of_person, values=StepValues(kind=kind, text=f"Om {kind}", agreed_on=TODAY))
        for days, own in ((60, 2), (0, 6)):
            day = TODAY - dt.timedelta(days=days)
            values = ScaleValues(read_on=day, own=own, coach=5, words="Det gick.")
            read_scale(**of_person, values=values)
        somebody = AroundValues(
            role="doctor", name="Prov Provsson", authority_id=region.pk, is_called_to_sip=True
        )
        save_around(**of_person, series=None, expected_version=0, values=somebody)
    return stay


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def address(stay: Stay, name: str, *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


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


def test_pages_of_the_plan_are_accessible(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "handledare")
    for name, more in (
        ("plan", ()),
        ("plan_text", ("hopes", 0)),
        ("plan_step_new", ("promise",)),
        ("plan_scale", ()),
        ("plan_paper", ("easy",)),
        ("around", ()),
        ("around_new", ()),
        ("effort_new", ()),
        ("note_new", ()),
    ):
        page.goto(address(stay, name, *more))
        check(page, assert_no_axe_violations)
    page.goto(address(stay, "plan_scale"))
    page.locator("main .s-btn-1").click()
    check(page, assert_no_axe_violations)  # with what is missing said
    page.goto(reverse("write_note", args=[stay.team.slug]))
    check(page, assert_no_axe_violations)
    page.goto(address(stay, "plan"))
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
    page.locator(".s-step a", has_text="Mer").click()
    check(page, assert_no_axe_violations)


def test_a_step_is_taken_and_a_number_written_down_without_scripts(plain_page: Page, stay: Stay) -> None:
    page = plain_page
    log_in(page, "handledare")
    page.goto(address(stay, "plan"))
    page.locator(".s-step button", has_text="Steget är taget").click()
    assert "Inget steg är överenskommet" in page.locator(".s-step").inner_text()
    page.locator("a", has_text="Skriv in en siffra").click()
    page.locator("label[for=id_own_7]").click()
    page.locator("main .s-btn-1").click()
    assert page.locator("main table tbody tr").count() == 3
    page.locator("a", has_text="De som finns runt deltagaren").click()
    page.locator("a", has_text="Skriv in en insats").click()
    page.select_option("#id_code", "adult_education")
    page.fill("#id_started_on", str(TODAY))
    page.locator("main .s-btn-1").click()
    assert "Vuxenutbildning" in page.locator("main").inner_text()


def test_a_new_note_takes_five_keys_at_most(page: Page, stay: Stay) -> None:
    """From a person's page: n, the text, Tab, a letter for what it is about, Ctrl+Enter. From elsewhere: who, first."""
    log_in(page, "handledare")
    page.goto(address(stay, "plan"))
    page.keyboard.press("n")
    page.wait_for_url("**/anteckningar/ny/")
    assert page.evaluate(FOCUSED) == "id_text"
    page.keyboard.type("Hon vill n/ och g d?")  # no key acts inside a field
    page.keyboard.press("Tab")
    page.keyboard.press("p")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/anteckningar/")
    assert "Hon vill n/ och g d?" in page.locator(".s-time").inner_text()
    page.goto(reverse("the_team", args=[stay.team.slug]))
    page.keyboard.press("n")
    page.wait_for_url("**/skriv/")
    page.keyboard.type("k-1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/anteckningar/ny/")
    assert page.evaluate(FOCUSED) == "id_text"


def test_keys_go_to_places_are_listed_and_can_be_turned_off(page: Page, stay: Stay) -> None:
    log_in(page, "handledare")
    page.goto(address(stay, "plan"))
    page.keyboard.press("?")
    assert "En ny anteckning" in page.locator("[data-keys]").inner_text()
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/rapport/")
    page.locator("[data-keys] button:visible").click()
    page.goto(address(stay, "plan"))
    for key in ("g", "r", "n"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url.endswith(address(stay, "plan"))
    assert page.locator("[aria-keyshortcuts=n]").count() == 0
