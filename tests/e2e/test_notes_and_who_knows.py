"""Notes, a representative's pages and "Vem vet vad" in a browser: as coach and as representative, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.participants.models import Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import correct_note, write_note
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_authority, make_consent, make_placement, make_stay
from tests.web.users import inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    """One person with consents to the team and to two authorities, and notes of every kind."""
    team = team_with_lead("Team Provdalen")
    stay = make_stay(team, own_id="K-1", referrer="soc")
    make_placement(stay, TODAY)
    board, other = make_authority("Vuxennämnden i Provdalen"), make_authority("Region Prov, psykiatrin")
    make_consent(team, stay.person_id)
    make_consent(team, stay.person_id, board, categories=["planning", "work", "contact", "outcome"])
    make_consent(team, stay.person_id, source=other, to_team=True, categories=["health"])
    make_consent(team, stay.person_id, other, categories=["income"], ended_as="withdrawn")
    with inside(team) as actor:
        values = {"occurred_on": TODAY, "form": "talk"}
        for category in ("planning", "work", "income"):
            written = NoteValues(category=category, text=f"Om {category}. " + "Långt" * 30, **values)
            note = write_note(actor=actor, team=team, person_id=stay.person_id, values=written)
        mended = NoteValues(category="income", text="Rättat", **values)
        correct_note(actor=actor, team=team, series=note.series, expected_version=1, values=mended)
        told = NoteValues(category="health", text="Från regionen", source_id=other.pk, **values)
        write_note(actor=actor, team=team, person_id=stay.person_id, values=told)
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


def test_a_coach_writes_and_corrects_without_scripts(plain_page: Page, stay: Stay) -> None:
    page = plain_page
    log_in(page, "handledare")
    page.goto(address(stay, "participant"))
    page.locator(".s-tabs a", has_text="Anteckningar").click()
    page.locator("button[name=save]").click()
    assert page.locator("[role=alert]").count() == 1
    page.fill("#id_text", "Vi gick en runda.")
    page.select_option("#id_category", "planning")
    page.locator("button[name=save]").click()
    assert "Vi gick en runda." in page.locator(".s-time").inner_text()
    page.locator(".s-time li", has_text="Vi gick en runda.").locator("a", has_text="Rätta").click()
    page.fill("#id_text", "Vi gick två rundor.")
    page.locator("button[name=save]").click()
    assert "Vi gick två rundor." in page.locator(".s-time").inner_text()


def test_a_draft_comes_back_on_another_day(page: Page, stay: Stay) -> None:
    log_in(page, "handledare")
    page.goto(address(stay, "notes"))
    page.fill("#id_text", "Halvskrivet")
    page.locator("form[data-draft] .s-saved", has_text="Utkast").wait_for()
    page.goto(address(stay, "who_knows"))
    page.goto(address(stay, "notes"))
    assert page.input_value("#id_text") == "Halvskrivet"


def test_pages_of_staff_are_accessible(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    for name in ("notes", "who_knows", "withheld"):
        page.goto(address(stay, name))
        check(page, assert_no_axe_violations)
    page.goto(address(stay, "notes"))
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
    page.locator(".s-time a", has_text="Rätta").first.click()
    check(page, assert_no_axe_violations)
    page.fill("#id_text", "")
    page.locator("button[name=save]").click()
    check(page, assert_no_axe_violations)
    page.locator("a", has_text="Ta tillbaka").click()
    check(page, assert_no_axe_violations)


def test_a_representatives_pages_are_accessible_and_tell_no_more_than_is_open(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "representant")
    page.wait_for_url("**/deltagare/")
    assert page.locator(".s-nav a").all_inner_texts() == ["Deltagare", "Teamet"]
    check(page, assert_no_axe_violations)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
    page.locator("main th a", has_text="K-1").click()
    check(page, assert_no_axe_violations)
    assert page.locator("text=Personnummer").count() == 0
    page.locator(".s-tabs a", has_text="Anteckningar").click()
    said = page.locator("main").inner_text()
    assert "Om planning." in said
    assert "Rättat" not in said
    assert "Från regionen" not in said
    check(page, assert_no_axe_violations)
