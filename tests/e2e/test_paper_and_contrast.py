"""Every page on paper, in the reader's own colours, and the pages that say no: whole, readable, nothing to the side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.web import refusals
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import begin_report, log_in, read_in, team_with_lead
from tests.factories import make_published
from tests.statistics.asking import day
from tests.web.users import inside, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
A4 = {"width": 680, "height": 960}  # A4 between its margins
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
NOT_PRINTED = (".s-top", ".s-foot", ".s-tabbar", "main .s-btn", "main .s-chips", ".s-crumb", ".s-skip")
REPORT = "rapport/2021-07-01--2022-06-30/"
PAGES = (
    "",
    "siffror/",
    "siffror/tid/",
    "siffror/insatser/",
    "siffror/budget/",
    "siffror/jamforelse/",
    "siffror/rader/?code=exits.work",
    "siffror/redovisat/",
    "siffror/redovisat/{published}/",
    "deltagare/",
    "deltagare/{person}/",
    "teamet/",
    "inlasning/",
    "inlasning/historik/",
    "rapport/",
    f"{REPORT}4/",
    f"{REPORT}4/?skriv=3.analysis",
    f"{REPORT}kontroller/",
    "rapportmall/",
    "rapportmall/rubriker/",
    "rapportmall/tabeller/",
)


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    return team_with_lead()


def addresses(team: Team) -> list[str]:
    published = make_published(team, "flow.new", "7", day("2020-07-01"), day("2021-06-30"))
    with inside(team):
        person = Stay.objects.filter(team=team).values_list("person_id", flat=True)[0]
    return [f"/team/{team.slug}/{page.format(published=published.pk, person=person)}" for page in PAGES]


def is_seen(page: Page, selector: str) -> bool:
    return page.locator(selector).locator("visible=true").count() > 0


def test_every_page_on_paper_and_in_the_readers_own_colours(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    log_in(page)
    read_in(page, team)
    begin_report(page, team)
    for address in addresses(team):
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        page.emulate_media(media="screen", forced_colors="active")
        assert_no_axe_violations(page)
        page.emulate_media(media="print", forced_colors="none")
        page.set_viewport_size(A4)  # type: ignore[arg-type]  # a plain dict will do
        assert is_seen(page, "h1"), address
        assert [one for one in NOT_PRINTED if is_seen(page, one)] == [], address
        white = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert white == "rgb(255, 255, 255)", address
        assert page.evaluate(SIDEWAYS) <= 0, address
        page.emulate_media(media="screen")
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a plain dict will do


def _refused(request: HttpRequest) -> HttpResponse | None:
    return refusals.answer(request, Refused("Budgeten är redan inläst."))


REFUSALS: dict[str, Callable[[HttpRequest], HttpResponse | None]] = {
    "400": lambda request: render(request, "400.html", {"reason": "Filen saknades."}, status=400),
    "403": lambda request: refusals.forbidden(request, reason="Det är verksamhetsledaren som läser in."),
    "404": refusals.not_found,
    "409": _refused,
    "413": refusals.too_large,
    "429": lambda request: render(request, "429.html", status=429),
    "500": refusals.server_error,
    "503": lambda request: refusals.log_unavailable(None),
}


@pytest.mark.parametrize("status", REFUSALS)
def test_a_page_that_says_no_is_accessible(
    page: Page, live_server: LiveServer, status: str, assert_no_axe_violations: CheckAccessibility
) -> None:
    """Rendered by ours, looked at under the server's own address with its stylesheet."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    answer = REFUSALS[status](request)
    assert answer is not None and str(answer.status_code) == status

    def fulfil(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=answer.content)

    page.route("**/prov/", fulfil)
    page.goto("/prov/")
    assert page.locator("h1").count() == 1
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        assert page.evaluate(SIDEWAYS) <= 0
        assert_no_axe_violations(page)


def test_a_coach_who_may_not_read_in_is_told_who_may(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    make_user("handledare", team, Role.COACH)
    log_in(page, "handledare")
    answer = page.goto(f"/team/{team.slug}/inlasning/")
    assert answer is not None and answer.status == 403
    assert_no_axe_violations(page)
