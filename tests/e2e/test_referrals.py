"""The open form in a browser without scripts on a phone; all pages of referrals and visits in reach of everybody."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.referrals.receiving import ask_for_call, receive_from_referrer
from samsteg.participants.visits.records import Booking
from samsteg.participants.visits.services import book_visit
from tests.e2e.conftest import PHONE, CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.e2e.test_participants import check
from tests.factories import lead, make_authority, make_stay
from tests.participants.referrals.makers import make_referral, new_referral, open_the_form
from tests.web.users import PASSWORD, join

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = team_with_lead("Team Provdalen")
    open_the_form(team)
    return team


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A telephone that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_sent_from_a_phone_without_javascript(phone: Page, team: Team) -> None:
    page = phone
    go_on = page.locator("main .s-btn-1")
    page.goto(f"/uppdrag/{team.slug}/latt-svenska/")
    go_on.click()
    page.select_option("#id_referrer", "self")
    go_on.click()
    go_on.click()  # without a name
    assert page.locator("#id_first_name_error").is_visible()
    page.fill("#id_first_name", "Åsa")
    go_on.click()
    page.fill("#id_answer_0", "Något att gå upp till.")
    page.check("input[name=answer_2][value='4']", force=True)
    go_on.click()
    page.check("#id_consent_visit")
    page.check("input[name=consent_form][value=self]")
    go_on.click()
    told = page.locator("main").inner_text()
    assert "Något att gå upp till." in told and "Stämmer det?" in told
    asked = re.search(r"Hur mycket är (\d+) plus (\d+)", told)
    assert asked
    page.fill("#id_answer", str(int(asked[1]) + int(asked[2])))
    page.wait_for_timeout(3200)  # faster than people is refused
    go_on.click()
    page.wait_for_url("**/tack/")
    assert "Åsa" not in page.content() and "Åsa" not in page.url


def test_pages_are_accessible(page: Page, team: Team, assert_no_axe_violations: CheckAccessibility) -> None:
    pk = make_referral(team, answers=(("Vad hoppas du på?", "Att orka"),))
    stay = make_stay(team, referred_on=TODAY)
    with transaction.atomic():
        ask_for_call(team=team, name="Anhörig", phone="070-1")
    booking = Booking(kind="study_visit", form="place", on_day=TODAY, starts_at=dt.time(13))
    with acting(lead(team)) as actor:
        visit = book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)
    form = f"/uppdrag/{team.slug}/svenska/"
    for address in (form, f"{form}steg/fragor/", f"{form}ring-mig/", f"{form}fortsatt/", f"{form}tack/"):
        assert page.goto(address).status == 200  # type: ignore[union-attr]
        check(page, assert_no_axe_violations)
    log_in(page)
    own = f"/team/{team.slug}/deltagare/"
    for address in (
        f"{own}nya/",
        f"{own}nya/{pk}/",
        f"{own}nya/{pk}/ta-hand-om/",
        f"{own}nya/{pk}/avsluta/",
        f"{own}nya/{pk}/lasare/",
        f"{own}nya/skriv/samtycke/",
        f"{own}nya/fragor/",
        f"{own}besok/",
        f"{own}besok/lista/",
        f"{own}besok/lista/?hur=place",
        f"{own}besok/tider/",
        f"{own}besok/{stay.person_id}/",
        f"{own}besok/{stay.person_id}/{visit.pk}/",
    ):
        assert page.goto(address).status == 200, address  # type: ignore[union-attr]
        check(page, assert_no_axe_violations)
    page.goto(f"{own}nya/skriv/personen/")
    page.locator("main .s-btn-1").click()
    assert page.locator("[role=alert]").is_visible()
    check(page, assert_no_axe_violations)


def test_a_referrers_pages_are_accessible(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    user = User.objects.create_user("remittent", password=PASSWORD, first_name="Sam", last_name="Prov")
    join(team, user, Role.REFERRER, authority=make_authority())
    with transaction.atomic():
        referrer = actor_for(user)
    with acting(referrer) as actor:
        pk = receive_from_referrer(actor=actor, team=team, new=new_referral())
    page.goto("/")
    page.fill("#id_login", "remittent")
    page.fill("#id_password", PASSWORD)
    page.locator("main .s-btn-1").click()
    page.wait_for_url("**/mina-uppdrag/**")  # straight there: a referrer has nothing else here
    check(page, assert_no_axe_violations)
    page.goto(f"/mina-uppdrag/{team.slug}/{pk}/")
    check(page, assert_no_axe_violations)
