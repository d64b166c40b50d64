"""Each role in a browser: what its first page offers, that it is accessible, and that no person stands there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Office, Role
from samsteg.access.models import Appointment, Membership
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.organisation.models import Association, Team
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import team_with_lead
from tests.factories import make_stay, officer
from tests.web.users import PASSWORD, appoint_officer, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
TODAY = timezone.localdate()
OWN_ID = "HEMLIG-17"


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = team_with_lead("Team Provdalen")
    association = Association.objects.create(name="Provförbundet")
    Team.objects.filter(pk=team.pk).update(association=association)
    make_stay(team, own_id=OWN_ID)
    return team


def log_in(page: Page, user: User) -> None:
    page.goto("/")
    page.fill("#id_login", user.username)
    page.fill("#id_password", PASSWORD)
    page.locator("main .s-btn-1").click()
    page.wait_for_load_state()


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, (page.url, size)
        no_violations(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    assert OWN_ID not in page.content()


def walk_the_teams_pages(page: Page, team: Team) -> None:
    """Typed by hand: each looks like a page that isn't."""
    for path in (
        "",
        "deltagare/",
        "siffror/",
        "rapport/",
        "teamet/",
        "inlasning/",
        "deltagare/deltagare.xlsx",
    ):
        answer = page.goto(f"/team/{team.slug}/{path}")
        assert answer is not None and answer.status == 404, path
        assert OWN_ID not in page.content()


def test_an_officer_gives_a_role_decides_and_sees_no_person(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    boss, worker = make_user("ansvarig"), make_user("anna")
    appoint_officer(boss, team)
    with acting(officer(team)):
        Membership.objects.update(valid_from=TODAY - dt.timedelta(days=500))
    log_in(page, boss)
    expect(page.get_by_role("heading", level=1)).to_have_text("Roller i teamet")
    check(page, assert_no_axe_violations)
    page.get_by_role("button", name="Behövs fortfarande").click()
    expect(page.get_by_role("status")).to_contain_text("behåller rollen")
    page.get_by_role("button", name="Ge rollen").click()
    expect(page.get_by_role("alert")).to_contain_text("Välj vem som får rollen.")
    check(page, assert_no_axe_violations)
    page.get_by_label("Vem").select_option(str(worker.pk))
    page.get_by_role("button", name="Ge rollen").click()
    expect(page.get_by_role("status")).to_contain_text("Anna Prov: Handledare")
    page.locator("summary").filter(has_text="Anna Prov").click()
    page.get_by_role("button", name="Avsluta rollen för Anna Prov").click()
    expect(page.get_by_role("status").first).to_contain_text("är avslutad")
    page.get_by_role("link", name="Beslut").first.click()
    check(page, assert_no_axe_violations)
    page.get_by_role("link", name="Ändra Vem i teamet som ser vem").click()
    page.get_by_label("Alla teamets deltagare").check()
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv beslutets nummer")
    expect(page.get_by_label("Alla teamets deltagare")).to_be_checked()
    check(page, assert_no_axe_violations)
    page.get_by_label("Beslutets nummer").fill("Dnr 4/26")
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_role("status")).to_contain_text("Beslutet är sparat.")
    walk_the_teams_pages(page, team)


@pytest.mark.parametrize(
    ("office", "says"),
    [
        (Office.ASSOCIATION_ADMIN, "Publicerade rapporter"),
        (Office.STEERING, "Publicerade rapporter"),
        (Office.SYSTEM_ADMIN, "Drift"),
    ],
)
def test_an_office_outside_the_team(
    page: Page, team: Team, office: Office, says: str, assert_no_axe_violations: CheckAccessibility
) -> None:
    where = None if office == Office.SYSTEM_ADMIN else Association.objects.get()
    user = make_user("utanfor")
    Appointment.objects.create(
        user=user, office=office, association=where, valid_from=TODAY, granted_by=make_user("utser")
    )
    log_in(page, user)
    expect(page.get_by_role("heading", name=says)).to_be_visible()
    check(page, assert_no_axe_violations)
    walk_the_teams_pages(page, team)


def test_a_steering_member_of_the_team(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, make_user("styr", team, Role.STEERING))
    expect(page.get_by_role("heading", name="Publicerade rapporter")).to_be_visible()
    check(page, assert_no_axe_violations)
    walk_the_teams_pages(page, team)


def test_a_new_member_sees_nobody(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page, make_user("ny", team, Role.COACH))
    page.goto(f"/team/{team.slug}/deltagare/")
    check(page, assert_no_axe_violations)
