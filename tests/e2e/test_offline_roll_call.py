"""Roll call in airplane mode: two leaders on two telephones, what the browser keeps, and when it is taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.activities.models import Attendance, GroupMembership, GroupSession
from samsteg.activities.offline.models import OfflinePackage
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from tests.activities.offline.makers import group_today, turn_on
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.e2e.people import log_in
from tests.factories import make_team
from tests.web.users import inside, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NAMES = [f"Namn{letter}" for letter in "ABCDEFGHIJKLMNO"]
CODE = "gran tall bjork"
NARROW = {"width": 320, "height": 700}
KEPT = """async (rowsOnly) => {
    const told = [];
    for (const { name } of await indexedDB.databases()) {
        const base = await new Promise((done) => {
            const asked = indexedDB.open(name);
            asked.onsuccess = () => done(asked.result);
        });
        for (const store of base.objectStoreNames) {
            const rows = await new Promise((done) => {
                const asked = base.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => done(asked.result);
            });
            for (const row of rows) {
                const data = row.data ? new TextDecoder().decode(row.data) : "";
                told.push(JSON.stringify(row) + data);
            }
        }
        base.close();
    }
    for (const name of rowsOnly ? [] : await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) {
            told.push(request.url, await (await caches.match(request)).text());
        }
    }
    return told.join(" ");
}"""


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    team = make_team("Team Provdalen")
    kim, lo = make_user("kim", team, Role.TEAM_LEAD), make_user("lo", team)
    turn_on(team, kim)
    group_today(team, [kim, lo], NAMES)
    return team


@pytest.fixture
def telephones(browser: Browser, live_server: LiveServer) -> Iterator[list[BrowserContext]]:
    found = [
        browser.new_context(base_url=live_server.url, locale="sv-SE", viewport=PHONE) for _one in range(2)
    ]  # type: ignore[arg-type]
    yield found
    for one in found:
        one.close()


def fetch(context: BrowserContext, username: str) -> Page:
    page = context.new_page()
    log_in(page, username)
    page.goto("/upprop/")
    page.fill("#ny-kod", CODE)
    page.locator("[data-fetch] button").click()
    expect(page.locator("[data-token]")).to_have_count(len(NAMES), timeout=60_000)
    return page


def press(page: Page, name: str, mark: str) -> None:
    item = page.locator("[data-token]").filter(has=page.locator(f"h3:text-is('{name}')"))
    item.locator(f"[data-mark={mark}]").click()
    expect(item.locator(f"[data-mark={mark}]")).to_have_attribute("aria-pressed", "true")


def state(page: Page, words: str) -> None:
    expect(page.locator("[data-state]")).to_contain_text(words, timeout=30_000)


def open_again(page: Page) -> None:
    page.goto("/upprop/")
    page.fill("#kod", CODE)
    page.locator("[data-unlock] button").click()
    expect(page.locator("[data-token]")).to_have_count(len(NAMES), timeout=60_000)


def marks_of(team: Team) -> list[str]:
    with inside(team):
        return sorted(Attendance.objects.in_team(team.pk).current().values_list("mark", flat=True))


def test_thirty_marks_by_two_leaders_without_coverage_end_up_right(
    team: Team, telephones: list[BrowserContext], assert_no_axe_violations: CheckAccessibility
) -> None:
    first, second = fetch(telephones[0], "kim"), fetch(telephones[1], "lo")
    for context in telephones:
        context.set_offline(True)
    for name in NAMES:
        press(first, name, "present")
        press(second, name, "absent" if name in NAMES[:3] else "present")
    state(first, "15 inte skickade")
    open_again(first)  # without coverage: page from the cache, names and marks by the code
    state(first, "15 inte skickade")
    clear = first.evaluate(KEPT)
    assert "/upprop/" in clear and not [name for name in NAMES if name in clear]
    for size in (DESKTOP, PHONE, NARROW):
        first.set_viewport_size(size)  # type: ignore[arg-type]
        assert_no_axe_violations(first)
    telephones[0].set_offline(False)
    state(first, "Allt är skickat")
    telephones[1].set_offline(False)
    clashes = second.locator("[data-clash]:visible")
    expect(clashes).to_have_count(3, timeout=30_000)
    assert "Kim Prov" in clashes.first.inner_text()
    assert_no_axe_violations(second)
    assert marks_of(team) == ["present"] * 15
    clashes.first.locator("[data-keep=mine]").click()
    expect(clashes).to_have_count(2)
    clashes.first.locator("[data-keep=theirs]").click()
    expect(clashes).to_have_count(1)  # a locator keeps to the element it found, also when it is hidden
    clashes.first.locator("[data-keep=mine]").click()
    state(second, "Allt är skickat")
    assert marks_of(team) == ["absent"] * 2 + ["present"] * 13


def test_nothing_is_left_after_log_out(team: Team, telephones: list[BrowserContext]) -> None:
    page = fetch(telephones[0], "kim")
    assert len(page.evaluate(KEPT)) > 100
    page.goto("/konto/logga-ut/")
    page.locator("main form button[type=submit]").first.click()
    page.goto("/konto/logga-in/")
    assert page.evaluate(KEPT) == ""


def test_what_is_over_is_taken_away_at_the_next_start(team: Team, telephones: list[BrowserContext]) -> None:
    """By the device's own clock without coverage, and by the server's word with it; a clock turned back is told."""
    page = fetch(telephones[0], "kim")
    telephones[0].set_offline(True)
    press(page, NAMES[0], "present")
    page.clock.set_fixed_time(timezone.now() + dt.timedelta(hours=12, minutes=5))
    page.goto("/upprop/")
    expect(page.locator("[data-said]")).to_contain_text("12 timmarna är över")
    expect(page.locator("[data-said]")).to_contain_text("(1)")
    assert page.evaluate(KEPT, True) == ""
    other = fetch(telephones[1], "lo")
    with inside(team):
        user = User.objects.get(username="lo")
        OfflinePackage.objects.filter(user_id=user.pk).update(ended_at=timezone.now())
    other.goto("/upprop/")
    expect(other.locator("[data-said]")).to_contain_text("har avslutats")
    expect(other.locator("[data-fetch]")).to_be_visible()
    other.clock.set_fixed_time(timezone.now() - dt.timedelta(hours=3))
    other.fill("#ny-kod", CODE)
    other.locator("[data-fetch] button").click()
    expect(other.locator("[data-said]")).to_contain_text("klocka går fel")


def write(page: Page, field: str, text: str) -> None:
    page.locator(f"[data-told] [data-field={field}]").fill(text)
    page.locator(f"[data-told] [data-field={field}]").blur()


def session_now(team: Team) -> tuple[int, str]:
    with inside(team):
        row = GroupSession.objects.current().get()
        return row.guest_count, row.day_note


def test_guests_others_and_the_note_are_written_without_coverage_and_a_conflict_is_chosen(
    team: Team, telephones: list[BrowserContext], assert_no_axe_violations: CheckAccessibility
) -> None:
    first, second = fetch(telephones[0], "kim"), fetch(telephones[1], "lo")
    for context in telephones:
        context.set_offline(True)
    write(first, "guests", "2")
    write(first, "note", "Eld och kaffe")
    write(first, "others", "3")
    write(first, "others", "1")  # one line of the note, however often it is changed
    state(first, "1 inte skickade")
    open_again(first)
    expect(first.locator("[data-field=note]")).to_have_value("Eld och kaffe\nKom utan att stå på listan: 1.")
    expect(first.locator("[data-field=others]")).to_have_value("1")
    kept = first.evaluate(KEPT)
    assert "Eld" not in kept and "listan: 1" not in kept
    write(second, "guests", "4")
    write(second, "note", "Regn")
    write(second, "guests", "många")
    wrong = second.locator("[data-wrong]:visible")
    assert wrong.all_inner_texts() == ["Skriv ett tal från 0 till 200."]
    write(second, "guests", "4")
    expect(wrong).to_have_count(0)
    telephones[0].set_offline(False)
    state(first, "Allt är skickat")
    assert session_now(team) == (2, "Eld och kaffe\nKom utan att stå på listan: 1.")
    telephones[1].set_offline(False)
    clashes = second.locator("[data-told-clash]:visible")
    expect(clashes).to_have_count(2, timeout=30_000)
    assert "Kim Prov" in clashes.first.inner_text()
    for size in (DESKTOP, NARROW, PHONE):
        second.set_viewport_size(size)  # type: ignore[arg-type]
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not second.evaluate(wide)
        assert_no_axe_violations(second)
    clashes.first.locator("[data-keep=mine]").click()
    expect(clashes).to_have_count(1)
    clashes.first.locator("[data-keep=theirs]").click()
    state(second, "Allt är skickat")
    assert session_now(team) == (4, "Eld och kaffe\nKom utan att stå på listan: 1.")
    write(second, "note", "Namna Hemlig var trött")
    expect(second.locator("[data-told-refused]")).to_contain_text("nämner en deltagare", timeout=30_000)
    state(second, "1 inte skickade")
    write(second, "note", "Alla var trötta")
    state(second, "Allt är skickat")
    assert session_now(team)[1] == "Alla var trötta"


def test_two_of_one_first_name_are_told_apart_here_and_on_the_page_with_coverage(
    team: Team, telephones: list[BrowserContext], assert_no_axe_violations: CheckAccessibility
) -> None:
    with inside(team):
        rows = GroupMembership.objects.in_team(team.pk).current().order_by("person_id")
        people, series = list(rows.values_list("person_id", flat=True)), GroupSession.objects.get().series
        for person_id, last in zip(people[:2], ("Ek", "Berg"), strict=True):
            save_name(team=team, person_id=person_id, name=PersonName("Namna", last))
        save_name(team=team, person_id=people[2], name=PersonName("", ""))
    page = fetch(telephones[0], "kim")
    page.goto(reverse("roll_call", args=[team.slug, series]))
    told = page.locator("main").inner_text()
    assert "Namna 1 av 2: Namna Berg" in told and "Namna 2 av 2: Namna Ek" in told
    assert_no_axe_violations(page)
    telephones[0].set_offline(True)
    open_again(page)
    press(page, "Namna 2 av 2", "present")
    press(page, "Deltagare", "absent")
    telephones[0].set_offline(False)
    state(page, "Allt är skickat")
    with inside(team):
        marks = dict(Attendance.objects.in_team(team.pk).current().values_list("person_id", "mark"))
    assert marks == {people[0]: "present", people[2]: "absent"}


def test_what_was_written_goes_with_the_clock_as_the_marks_do(
    team: Team, telephones: list[BrowserContext]
) -> None:
    page = fetch(telephones[0], "kim")
    telephones[0].set_offline(True)
    write(page, "note", "Eld och kaffe")
    press(page, NAMES[0], "present")
    state(page, "2 inte skickade")
    page.clock.set_fixed_time(timezone.now() - dt.timedelta(hours=2))
    page.goto("/upprop/")
    expect(page.locator("[data-said]")).to_contain_text("(2)")
    assert page.evaluate(KEPT, True) == ""
    telephones[0].set_offline(False)
    assert session_now(team) == (0, "")
