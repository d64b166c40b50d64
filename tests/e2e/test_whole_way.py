"""One person's way from call to exit in the browser: a referrer, the lead, two coaches, a representative of FK and the
participant by the coach's side, with a consent that is withdrawn in the middle.

Once on a desk with scripts, once on a phone without; each kind of page is looked through by the rules in both. At the
end the figures and the workbook tell of it, and the person comes back: whom nobody is coach of the lead starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import Step
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.walker import MAIN, Walker, checked_as_copy
from tests.factories import make_authority, make_team
from tests.web.story import (
    BEGIN,
    CONSENT,
    DAY,
    HELD,
    HOPES,
    LEAVES,
    MEANS,
    MEETING,
    MISSION,
    NAME,
    NOTE,
    REFERRAL,
    SCALE,
    STARTED,
    TAKING,
    TODAY,
    Person,
)
from tests.web.test_story import check_figures, check_workbook
from tests.web.users import client_of, inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Walker]


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    return make_team("Team Provdalen", slug="provdalen")


@pytest.fixture
def fk() -> Authority:
    return make_authority("Försäkringskassan Provdalen", "fk")


@pytest.fixture
def people(team: Team, fk: Authority) -> dict[str, User]:
    made = {
        "mika": make_user("mika", team, Role.TEAM_LEAD),
        "kim": make_user("kim", team),
        "lo": make_user("lo", team),
        "handlaggare": make_user("handlaggare"),
        "robin": make_user("robin"),
    }
    join(team, made["handlaggare"], Role.REFERRER, fk)
    join(team, made["robin"], Role.REPRESENTATIVE, fk)
    return made


@pytest.fixture(params=["desk", "phone-without-scripts"])
def enter(
    request: pytest.FixtureRequest,
    browser: Browser,
    live_server: LiveServer,
    assert_no_axe_violations: CheckAccessibility,
) -> Iterator[Enter]:
    """Each person has a browser of their own."""
    is_desk = request.param == "desk"
    size = DESKTOP if is_desk else PHONE
    copies = browser.new_context(viewport=ViewportSize(width=size["width"], height=size["height"]))
    opened: list[BrowserContext] = [copies]
    check = assert_no_axe_violations if is_desk else checked_as_copy(copies, assert_no_axe_violations)

    def enter_as(username: str) -> Walker:
        context = browser.new_context(
            base_url=live_server.url,
            locale="sv-SE",
            viewport=ViewportSize(width=size["width"], height=size["height"]),
            java_script_enabled=is_desk,
        )
        opened.append(context)
        return Walker(context, username, check)

    yield enter_as
    for context in opened:
        context.close()


def refer(handler: Walker, team: Team) -> None:
    for step, typed in REFERRAL.items():
        handler.do(reverse("write_my_referral", args=[team.slug, step]), typed, f"uppdrag-{step}")
    told = handler.go("/", "mina-uppdrag")  # a referrer's first page
    assert "Mottag" in told and "Kim" not in told  # no more than that it has come


def take_in(lead: Walker, team: Team) -> Person:
    """Found among the new ones, taken care of, and on a study visit that was held."""
    lead.go(reverse("referrals", args=[team.slug]), "nya-uppdrag")
    lead.page.locator("main a", has_text=NAME).first.click()
    lead.look("uppdrag")
    lead.page.locator("main a.s-btn-1").click()
    lead.look("ta-hand-om")
    lead.fill(TAKING)
    told = lead.send()
    assert NAME not in told  # the same receipt whoever it was about
    with inside(team):
        person = Person(team, Stay.objects.get(team=team).person_id)
    booking = {
        "kind": "study_visit",
        "on_day": str(TODAY - 55 * DAY),
        "starts_at": "13.30",
        "how": "place",
    }
    lead.do(person.at("person_visits"), booking, "besok")
    lead.page.locator("main .s-list a").first.click()
    lead.look("ett-besok")
    lead.fill({"outcome": "wants", "asked": "Får hunden följa med?"})
    lead.send("button[value=hold]")
    return person


def start(coach: Walker, person: Person, coach_id: int) -> None:
    coach.go(person.at("way"), "vagen")
    coach.do(person.at("way_step", Step.RECEIVE_MISSION), MISSION, "komplett")
    coach.do(person.at("way_part", Step.ENROL, 2), {**BEGIN, "coach_id": str(coach_id)}, "start")
    coach.do(person.at("way_part", Step.ENROL, 4), MEANS, "forsorjning")
    coach.do(person.at("way_check", Step.ENROL), {}, "kontrollera")


def let_know(coach: Walker, person: Person, fk: Authority) -> int:
    consent = {**CONSENT, "receivers": ["own", str(fk.pk)]}
    coach.do(person.at("give_consent", kind="secrecy"), consent, "samtycke")
    coach.go(person.at("consents"), "samtycken")
    found = [int(one) for one in re.findall(r"/samtycken/(\d+)/", coach.page.content())]
    assert found
    return max(found)


def plan_together(first: Walker, second: Walker, person: Person) -> None:
    """Both have the page open: the second is told who was first, and has what was typed."""
    address = person.at("plan_text", "hopes", 0)
    second.go(address)
    second.fill({**HOPES, "text": "Att hitta lugn."})
    first.do(address, HOPES, "plan-del")
    with second.page.expect_navigation() as there:
        second.page.locator(MAIN).first.click()
    assert there.value is not None and there.value.status == 422
    assert "Kim" in second.text
    assert "Att hitta lugn." in second.page.input_value("main [name=text]")
    second.look("plan-krock")
    first.do(person.at("plan_scale"), SCALE, "skala")
    first.go(person.at("plan"), "plan")


def write_and_meet(coach: Walker, person: Person) -> None:
    coach.do(person.at("notes"), NOTE, "anteckningar")
    assert "Vi promenerade." in coach.text
    coach.go(person.at("follow_ups"), "uppfoljningar")
    coach.fill(MEETING)
    coach.send("form[action$='/uppfoljningar/'] button")
    series = re.search(r"uppfoljningar/([0-9a-f-]{36})/", coach.page.content())
    assert series
    coach.go(person.at("follow_up", series[1]), "motet")
    coach.fill(HELD)
    coach.send("#mote .s-btn-1")
    assert HELD["agreed"] in coach.text


def leave(coach: Walker, person: Person) -> None:
    for part, typed in LEAVES.items():
        coach.do(person.at("way_part", Step.EXIT, part), typed, f"avslut-{part}")
    coach.do(person.at("way_check", Step.EXIT), {})
    assert "Avslutad" in coach.go(person.at("participant"), "avslutad")


def come_back(lead: Walker, person: Person, lead_id: int) -> None:
    """A new stay of somebody whom nobody is coach of any more; the lead takes it all the way to the start."""
    lead.go(person.at("way"), "vagen-avslutad")
    lead.fill({"referred_on": str(TODAY), "referrer": "self"})
    lead.send("form[action$='/tillbaka/'] button[type=submit]")
    lead.look("vagen-tillbaka")
    lead.fill({"coach_id": ""})
    lead.send("form[action$='/handledare/'] button[type=submit]")
    assert "Att fördela" in lead.go(person.at("participant"), "utan-handledare")
    lead.do(person.at("way_step", Step.RECEIVE_MISSION), {"on": str(TODAY)})
    begin = {**BEGIN, "on": str(TODAY), "coach_id": str(lead_id)}
    lead.do(person.at("way_part", Step.ENROL, 2), begin, "start-igen")
    lead.do(person.at("way_part", Step.ENROL, 4), MEANS)
    lead.do(person.at("way_check", Step.ENROL), {})
    told = lead.go(person.at("participant"), "tillbaka")
    for old_or_new in (str(STARTED), "Studier", "Mika"):
        assert old_or_new in told, old_or_new


def test_from_the_call_to_the_exit(team: Team, fk: Authority, people: dict[str, User], enter: Enter) -> None:
    refer(enter("handlaggare"), team)
    lead = enter("mika")
    person = take_in(lead, team)
    kim, lo = enter("kim"), enter("lo")
    assert NAME in lo.go(person.at("participant"))  # the yes to the division lets the coaches know
    lead.go(person.at("way"), "fordela")
    lead.fill({"coach_id": str(people["kim"].pk)})
    lead.send("form[action$='/handledare/'] button[type=submit]")
    start(kim, person, people["kim"].pk)
    assert lo.is_shut(person.at("participant"))  # it has ended with the start
    robin = enter("robin")
    assert robin.is_shut(person.at("participant"))
    consent_id = let_know(kim, person, fk)
    plan_together(kim, lo, person)
    write_and_meet(kim, person)
    told = robin.go(person.at("participant"), "som-representant")
    assert NAME in told and "Sjukpenning" not in told  # income isn't opened
    told = kim.go(person.at("who_knows"), "vem-vet-vad")  # beside the participant, on the coach's screen
    assert "Försäkringskassan Provdalen" in told
    kim.go(reverse("today", args=[team.slug]), "idag")
    kim.go(person.at("end_consent", consent_id=consent_id), "ta-tillbaka")
    kim.send("main form .s-btn-bad")
    assert robin.is_shut(person.at("participant"))
    expect(robin.page.locator("body")).not_to_contain_text("Alva")
    before = timezone.now()
    leave(kim, person)
    check_figures(team, before)
    # No consent to the team is left: the lead exports whom the lead answers for.
    client_of(people["kim"]).post(person.at("way_coach"), {"coach_id": str(people["mika"].pk)})
    with translation.override("sv"):
        check_workbook(client_of(people["mika"]), team)
    come_back(lead, person, people["mika"].pk)
    with inside(team):
        first, second = Stay.objects.filter(team=team).order_by("pk")
    assert first.exited_on == second.enrolled_on == TODAY and second.exited_on is None
