"""What was decided and said is corrected in a browser, and a trial period prolonged: accessible at three widths."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State, Step
from samsteg.people.names import PersonName, save_name
from tests.e2e.conftest import CheckAccessibility
from tests.e2e.people import LEAD, log_in, team_with_lead
from tests.e2e.test_way import SIDEWAYS, SIZES
from tests.factories import make_stay
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker
from tests.web.users import inside

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    team = team_with_lead("Team Provdalen")
    make_stay(team, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    head = worker(team, Role.TEAM_LEAD, user_id=User.objects.get(username=LEAD).pk)
    stay = bring_to(head, team, State.PAUSED)
    step(head, team, stay, Step.RESUME, days_ago(65))
    start = {"coach_id": head.user_id, "planned_on": TODAY + dt.timedelta(days=300)}
    step(head, team, stay, Step.ENROL, days_ago(60), trial_ends_on=days_ago(1), occupation="neither", **start)
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Alva", "Exempelsson"))
    return stay


def test_prolonged_and_corrected(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    def look(name: str) -> None:
        for size in SIZES:
            page.set_viewport_size(ViewportSize(width=size["width"], height=size["height"]))
            assert page.evaluate(SIDEWAYS) <= 0, (page.url, size)
            assert_no_axe_violations(page)
            if os.environ.get("RATT_SHOTS"):
                page.screenshot(path=f"/tmp/ratt_{name}_{size['width']}.png", full_page=True)
        page.set_viewport_size(ViewportSize(width=SIZES[0]["width"], height=SIZES[0]["height"]))

    log_in(page)
    page.goto(f"/team/{stay.team.slug}/deltagare/{stay.person_id}/vagen/")
    page.get_by_role("link", name="Förläng prövotiden").click()
    page.locator("main .s-btn-1").click()
    expect(page.locator("[role=alert]")).to_be_visible()  # the same day, and no reason
    page.fill("#id_trial_ends_on", (TODAY + dt.timedelta(days=30)).isoformat())
    page.select_option("#id_reason", label="Har varit borta")
    look("prolong")
    page.locator("main .s-btn-1").click()
    expect(page.locator(".s-receipt").first).to_contain_text("Prövotiden fortsätter.")
    page.goto(f"/team/{stay.team.slug}/deltagare/{stay.person_id}/vagen/")
    look("way")
    page.get_by_role("link", name="Rätta det som är beslutat och sagt").click()
    look("decided")
    page.select_option("#id_occupation", label="Studerar")
    page.fill("#id_pause_0_ended_on", days_ago(80).isoformat())
    page.get_by_role("button", name="Spara rättelsen").click()
    expect(page.locator("[role=alert]")).to_contain_text("Pausen slutar innan den börjar.")
    look("refused")
    page.fill("#id_pause_0_ended_on", days_ago(66).isoformat())
    page.get_by_role("button", name="Spara rättelsen").click()
    expect(page.locator(".s-receipt").first).to_contain_text("Rättat.")
    page.get_by_role("link", name="Rätta det som är beslutat och sagt").click()
    expect(page.locator("aside")).to_contain_text(f"Innan dess: {days_ago(70)}")
    look("told")
