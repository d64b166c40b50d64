"""What the exit leaves open, corrections on the way and earlier contact data: accessible at three widths."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.participants.models import Stay
from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.models import PersonalLink
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import StepValues
from samsteg.participants.plans.services import agree_step
from samsteg.participants.way.enums import State, Step
from samsteg.people.contact import Contact, keep_contact
from samsteg.people.names import PersonName, save_name
from tests.e2e.conftest import CheckAccessibility
from tests.e2e.people import LEAD, log_in, team_with_lead
from tests.e2e.test_way import SIDEWAYS, SIZES
from tests.factories import change_stay
from tests.participants.way.walking import TODAY, bring_to, days_ago, worker

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    """Enrolled, with a promise, a link that waits and a meeting ahead; a corrected day, and another number before."""
    team = team_with_lead("Team Provdalen")
    head = worker(team, Role.TEAM_LEAD, user_id=User.objects.get(username=LEAD).pk)
    stay = bring_to(head, team, State.ENROLLED)
    of_person = {"team": team, "person_id": stay.person_id}
    with acting(head):
        save_name(**of_person, name=PersonName("Alva", "Exempelsson"))
        for phone in ("070-1740605", "070-1740606"):
            contact = Contact(phone=phone, emergency_name="Robin Påhittad", interpreter="somaliska")
            keep_contact(**of_person, contact=contact, changed_by_id=head.user_id)
        keep_contact(**of_person, contact=Contact(phone="070-1740606"), changed_by_id=head.user_id)
        promised = StepValues(kind=StepKind.PROMISE, text="Skriva ett intyg", agreed_on=days_ago(9))
        agree_step(actor=head, **of_person, values=promised)
        book(actor=head, **of_person, booking=Booking(kind="sip", meeting_on=TODAY + 9 * DAY, form="team"))
        PersonalLink.objects.create(
            **of_person,
            kind=MessageKind.ANSWER,
            token_digest=b"prov",
            made_by_id=head.user_id,
            expires_at=timezone.now() + 3 * DAY,
        )
    change_stay(stay, mission_received_on=days_ago(79))
    return stay


def test_what_is_left_and_what_was_said_before(
    page: Page, stay: Stay, assert_no_axe_violations: CheckAccessibility
) -> None:
    def at(name: str, *more: object) -> str:
        return reverse(name, args=[stay.team.slug, stay.person_id, *more])

    def look(name: str) -> None:
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        for size in SIZES:
            page.set_viewport_size(ViewportSize(width=size["width"], height=size["height"]))
            assert page.evaluate(SIDEWAYS) <= 0, (page.url, size)
            assert_no_axe_violations(page)
            if os.environ.get("VAG_SHOTS"):
                page.screenshot(path=f"/tmp/vag10_{name}_{size['width']}.png", full_page=True)
        page.set_viewport_size(ViewportSize(width=SIZES[0]["width"], height=SIZES[0]["height"]))

    log_in(page)
    page.goto(at("way_part", Step.EXIT, 4))
    for section in ("lovat", "lankar"):
        expect(page.locator(f"#{section}")).to_be_visible()
    look("exit")
    page.goto(at("way"))
    expect(page.locator("aside details").first).to_contain_text("Rättat, 1 tidigare uppgift")
    look("way")
    page.goto(at("participant") + "?slag=vagen")
    expect(page.locator(".s-time")).to_contain_text("förut")
    look("person")
    page.goto(at("contact"))
    page.get_by_role("button", name="Visa kontaktuppgifterna").click()
    expect(page.locator("main details")).to_contain_text("Ändrat 2 gånger")
    look("contact")
    page.get_by_role("link", name="Ta bort det som stod förut").click()
    look("let_go")
    page.locator("main .s-btn-bad").click()
    expect(page.locator(".s-receipt").first).to_contain_text("Det som stod förut är borttaget.")
