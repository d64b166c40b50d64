"""The roll call press by press in a browser: two leaders at once, and a telephone that loses its coverage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.activities.models import Attendance
from samsteg.organisation.models import Team
from tests.activities.offline.makers import group_today, turn_on
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in
from tests.factories import make_team
from tests.web.users import inside, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
NAMES = ["Alva", "Bo", "Cleo"]
# What is pressed and isn't as high as a thumb. A radio button is pressed by its label.
LOW = """[...document.querySelectorAll('.s-phone :is(a, button, summary, .s-tri label, .s-in)')]
    .map(one => [one.innerText || one.name, one.getBoundingClientRect().height])
    .filter(one => one[1] > 0 && one[1] < 44)"""


@pytest.fixture
def telephones(browser: Browser, live_server: LiveServer) -> Iterator[list[BrowserContext]]:
    view = ViewportSize(width=PHONE["width"], height=PHONE["height"])
    found = [
        browser.new_context(base_url=live_server.url, locale="sv-SE", viewport=view) for _one in range(2)
    ]
    yield found
    for one in found:
        one.close()


def line(page: Page, name: str) -> Locator:
    return page.locator("fieldset", has_text=f"{name} Hemlig")


def press(page: Page, name: str, mark: str) -> None:
    line(page, name).get_by_label(mark, exact=True).click()


def marks_of(team: Team) -> list[str]:
    with inside(team):
        rows = Attendance.objects.in_team(team.pk).current().order_by("person_id")
        return list(rows.values_list("mark", flat=True))


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in (DESKTOP, NARROW, PHONE):
        page.set_viewport_size(ViewportSize(width=size["width"], height=size["height"]))
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, (page.url, size)
        no_violations(page)
    assert page.evaluate(LOW) == []  # on the telephone


def test_two_leaders_press_and_one_loses_coverage(
    live_server: LiveServer, telephones: list[BrowserContext], assert_no_axe_violations: CheckAccessibility
) -> None:
    team = make_team("Team Provdalen")
    kim, lo = make_user("kim", team, Role.TEAM_LEAD), make_user("lo", team)
    turn_on(team, kim)
    series, people = group_today(team, [kim, lo], NAMES)
    address = f"/team/{team.slug}/grupper/upprop/{series}/"
    first, second = (context.new_page() for context in telephones)
    for page, username in ((first, "kim"), (second, "lo")):
        log_in(page, username)
        page.goto(address)
    press(first, "Alva", "Här")
    expect(line(first, "Alva")).to_contain_text("sparat")
    expect(first.locator("#klara")).to_contain_text("1 av 3")
    press(first, "Alva", "Digitalt")  # a change of one's own is no conflict
    expect(line(first, "Alva").get_by_label("Digitalt")).to_be_checked()
    press(second, "Alva", "Borta")
    clash = line(second, "Alva").locator(".s-err")
    expect(clash).to_contain_text("Kim Prov markerade ”Digitalt”")
    check(second, assert_no_axe_violations)
    assert marks_of(team) == ["digital"]
    press(second, "Alva", "Borta")  # once more, knowing
    expect(clash).to_have_count(0)
    expect(line(second, "Alva")).to_contain_text("sparat")
    assert marks_of(team) == ["absent"]

    telephones[0].set_offline(True)
    press(first, "Bo", "Här")
    expect(line(first, "Bo").locator(".s-err")).to_contain_text("Inte sparat")
    check(first, assert_no_axe_violations)
    press(first, "Bo", "Anmäld borta")
    assert marks_of(team) == ["absent"]
    telephones[0].set_offline(False)
    expect(line(first, "Bo")).to_contain_text("sparat")  # sent by itself, the last press alone
    expect(line(first, "Bo").locator(".s-err")).to_have_count(0)
    assert marks_of(team) == ["absent", "excused"]

    press(first, "Cleo", "Här")
    expect(line(first, "Cleo")).to_contain_text("sparat")
    line(first, "Cleo").get_by_label("Borta", exact=True).focus()
    first.keyboard.press("Space")
    expect(line(first, "Cleo").get_by_label("Borta", exact=True)).to_be_checked()
    expect(
        line(first, "Cleo").get_by_label("Borta", exact=True)
    ).to_be_focused()  # by keys one goes on from there
    first.reload()
    expect(first.locator("#klara")).to_contain_text("3 av 3")
    assert marks_of(team) == ["absent", "excused", "absent"]

    first.goto(f"/team/{team.slug}/deltagare/{people[0]}/grupper/markera/")
    check(first, assert_no_axe_violations)
    first.goto(f"/team/{team.slug}/kalender/borta/")
    first.fill("#id_starts_at", "13")
    first.fill("#id_ends_at", "15")
    first.locator("main form .s-btn-1").click()
    expect(first.locator("main")).to_contain_text("13.00–15.00")
    check(first, assert_no_axe_violations)
