"""From an employer to work training, a check-in by phone and an early end, in a browser without scripts; every page
at every width.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.participants.models import Stay
from samsteg.placements.models import Placement
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_consent, make_stay
from tests.reports.pictures import png
from tests.web.users import inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()
START = TODAY - timedelta(days=40)


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    team = team_with_lead("Team Provdalen")
    stay = make_stay(team, own_id="K-1", enrolled_on=START - timedelta(days=30))
    make_consent(team, stay.person_id)
    user = make_user("handledare")
    join(team, user, Role.COACH)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
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
    return reverse(name, args=[stay.team.slug, *more])


def live_through(page: Page, stay: Stay) -> str:
    """An employer is written down, somebody begins there, steps up and is talked about; the placement's address."""
    page.goto(address(stay, "employer_new"))
    page.fill("#id_name", "Skogens trä")
    page.fill("#id_at_once_most", "2")
    page.fill("#id_ask_again_on", str(TODAY))
    page.fill("#id_ask_again_why", "ny chef")
    page.locator("main form .s-btn-1").click()
    page.goto(address(stay, "today"))
    assert "ny chef" in page.locator("main").inner_text()
    page.goto(address(stay, "placement_new", stay.person_id))
    page.fill("#id_employer", "Skogens trä")
    page.fill("#id_started_on", str(START))
    page.fill("#id_hours", "8")
    page.locator("main form .s-btn-1").click()
    one = page.url
    page.fill("#id_valid_from", str(START + timedelta(days=20)))
    page.fill("#id_hours", "12,5")
    page.get_by_role("button", name="Lägg till ett steg").click()
    page.goto(address(stay, "today"))
    assert "avstämning senast" in page.locator("main").inner_text()
    page.goto(one)
    page.get_by_role("link", name="Skriv en avstämning").click()
    page.fill("#id_employer_view", "Hittar rätt själv.")
    page.fill("#id_person_view", "Vill pröva kassan.")
    page.locator("main form .s-btn-1").click()
    return one


def test_from_employer_to_an_early_end_without_scripts(plain_page: Page, stay: Stay) -> None:
    page = plain_page
    log_in(page, "handledare")
    one = live_through(page, stay)
    told = page.locator("main").inner_text()
    assert "Hittar rätt själv." in told
    assert "12,5" in told
    page.goto(address(stay, "today"))
    assert "avstämning senast" not in page.locator("main").inner_text()
    page.goto(one)
    page.get_by_text("Lägg till den underskrivna överenskommelsen").click()
    page.set_input_files("#id_avtal-file", {"name": "Alva.png", "mimeType": "image/png", "buffer": png()})
    page.fill("#id_avtal-signed_on", str(START))
    page.get_by_label("arbetsgivaren").check()
    page.get_by_role("button", name="Spara överenskommelsen").click()
    assert "Underskriven av arbetsgivaren." in page.locator("main").inner_text()
    with page.expect_download() as fetched:
        page.get_by_role("link", name=f"Underskriven {START}").click()
    assert fetched.value.suggested_filename == f"overenskommelse-{START}.png"
    page.get_by_role("link", name="Avsluta tidigare").click()
    page.locator("main form .s-btn-1").click()
    assert page.locator("[role=alert]").count() == 1  # what is missing is said
    page.select_option("#id_decided_by", "together")
    page.select_option("#id_reason", "other_way")
    page.select_option("#id_outcome", "continues_elsewhere")
    page.locator("main form .s-btn-1").click()
    assert "Slutade tidigare än planerat. Beslut: tillsammans." in page.locator("main").inner_text()
    page.goto(address(stay, "statistics_efforts"))
    assert "Deltagare i arbetsträning" in page.locator("main").inner_text()
    page.goto(address(stay, "participant", stay.person_id))
    told = page.locator("main").inner_text()
    assert "Skogens trä" in told and f"Överenskommelse underskriven {START}" in told


def test_every_page_holds_at_every_width(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, "handledare")
    one = live_through(page, stay)
    with inside(stay.team):
        row = Placement.objects.get(superseded_at__isnull=True)
        employer = reverse("employers", args=[stay.team.slug])
    key = (stay.person_id, row.series)
    for where in (
        one,
        address(stay, "placements", stay.person_id),
        address(stay, "placement_new", stay.person_id),
        address(stay, "placement_check_in", *key),
        address(stay, "placement_break_off", *key),
        employer,
        address(stay, "employer_new"),
    ):
        page.goto(where)
        check(page, assert_no_axe_violations)
    page.goto(employer)
    page.get_by_role("link", name="Skogens trä").click()
    check(page, assert_no_axe_violations)


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
