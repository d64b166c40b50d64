"""Booked talks in a browser: booked from the head, answered from Idag by a note, without scripts, at every width."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.follow_ups.models import Talk
from samsteg.follow_ups.rules import workday
from samsteg.participants.models import Note, Stay
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_consent, make_stay
from tests.web.users import inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()
EPIPHANY = dt.date(TODAY.year + (dt.date(TODAY.year, 1, 6) <= TODAY), 1, 6)
NEXT = workday(TODAY + dt.timedelta(days=1))


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    """One person of a coach, with a talk whose time has passed."""
    team = team_with_lead("Team Provdalen")
    stay = make_stay(team, own_id="K-1", enrolled_on=TODAY - dt.timedelta(days=90))
    make_consent(team, stay.person_id)
    kim = make_user("handledare")
    join(team, kim, Role.COACH)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: kim.pk})
        Talk.objects.create(
            team=team,
            person_id=stay.person_id,
            stay=stay,
            on_day=TODAY,
            starts_at=dt.time(0),
            ends_at=dt.time(0, 1),
            form="walk",
            coach_id=kim.pk,
            recorded_by_id=kim.pk,
        )
    return stay


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=DESKTOP, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def at(stay: Stay, name: str = "talks", *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def test_from_idag_to_the_note_and_on_to_the_next_talk_without_scripts(plain_page: Page, stay: Stay) -> None:
    page = plain_page
    log_in(page, "handledare")
    page.goto(reverse("today", args=[stay.team.slug]))
    page.get_by_role("link", name="Skriv anteckningen").click()  # the first press
    assert page.input_value("#id_how") == "walk" and page.input_value("#id_occurred_on") == str(TODAY)
    page.fill("#id_text", "Vi gick runt dammen.")
    page.select_option("#id_category", "planning")
    page.locator("main button[name=save]").click()  # the second
    assert "Anteckningen är sparad" in page.locator("body").inner_text()
    page.get_by_role("link", name="Boka nästa samtal").click()
    assert page.input_value("#id_starts_at") == "00.00"  # as the last one was
    page.fill("#id_on_day", str(NEXT))
    page.fill("#id_starts_at", "10")
    page.fill("#id_ends_at", "")
    page.locator("main .s-btn-1").click()
    assert f"Samtalet är bokat: {NEXT}" in page.locator("body").inner_text()
    assert f"{NEXT}" in page.locator(".s-person").inner_text()
    with inside(stay.team):
        assert sorted(Talk.objects.values_list("state", flat=True)) == ["booked", "held"]
        assert Note.objects.count() == 1


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


def test_every_state_of_the_pages_holds_at_every_width(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "handledare")
    with inside(stay.team):
        series = Talk.objects.get().series
    for address in (at(stay), at(stay, "talk", series), at(stay, "note_new") + f"?samtal={series}"):
        page.goto(address)
        check(page, assert_no_axe_violations)
    page.goto(at(stay))
    page.fill("#id_on_day", str(EPIPHANY))
    page.fill("#id_starts_at", "10")
    page.locator("main .s-btn-1").click()
    assert "Boka ändå" in page.locator("main .s-btn-1").inner_text()
    check(page, assert_no_axe_violations)
    page.goto(at(stay))
    page.fill("#id_starts_at", "tio")
    page.locator("main .s-btn-1").click()
    assert page.locator("main .s-err").count() >= 1
    check(page, assert_no_axe_violations)
    page.goto(at(stay, "talk", series))
    page.locator("button[value=miss]").click()
    page.goto(at(stay, "talk", series))
    check(page, assert_no_axe_violations)
