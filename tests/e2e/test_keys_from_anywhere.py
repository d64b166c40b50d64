"""A new note in five presses at most, and a person found by three letters, from pages all over the team."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Role
from samsteg.participants.models import Note, Stay
from samsteg.people.names import PersonName, save_name
from tests.e2e.people import log_in, team_with_lead
from tests.factories import make_consent, make_stay
from tests.web.users import inside, join, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
MOST_PRESSES = 5
HITS = ".s-hits li a"
OF_THE_PERSON = ("participant", "plan", "way", "consents")
OF_THE_TEAM = ("today", "participants", "calendar", "queue", "groups")


@pytest.fixture
def stay(live_server: LiveServer) -> Stay:
    """One among forty, all with names."""
    team = team_with_lead("Team Provdalen")
    stays = [
        make_stay(team, own_id=f"K-{number}", enrolled_on=TODAY - dt.timedelta(days=90))
        for number in range(40)
    ]
    for number, one in enumerate(stays):
        make_consent(team, one.person_id)
        with inside(team):
            name = PersonName("Alva" if number else "Östen", f"Exempelsson {number}")
            save_name(team=team, person_id=one.person_id, name=name)
    join(team, make_user("handledare"), Role.COACH)
    return stays[0]


class Keys:
    """Presses keys, and counts them. What is written in a field is no press."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1


def notes(stay: Stay) -> int:
    with inside(stay.team):
        return Note.objects.filter(person_id=stay.person_id).count()


@pytest.mark.parametrize("name", [*OF_THE_PERSON, *OF_THE_TEAM])
def test_a_new_note_takes_five_presses_at_most(page: Page, stay: Stay, name: str) -> None:
    log_in(page, "handledare")
    of_person = name in OF_THE_PERSON
    page.goto(reverse(name, args=[stay.team.slug, *([stay.person_id] if of_person else [])]))
    keys = Keys(page)
    keys.press("n")
    if not of_person:
        page.wait_for_url("**/skriv/")
        page.keyboard.type("östen")
        keys.press("Enter")
    page.wait_for_url("**/anteckningar/ny/")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("Vi gick en runda")
    keys.press("Tab")
    keys.press("p")
    keys.press("Control+Enter")
    page.wait_for_url("**/anteckningar/")
    assert "Vi gick en runda" in page.locator(".s-time").inner_text()
    assert keys.count <= MOST_PRESSES
    assert notes(stay) == 1


@pytest.mark.parametrize("name", ["participant", "today", "participants", "calendar"])
def test_a_person_is_found_by_three_letters(page: Page, stay: Stay, name: str) -> None:
    """Three letters take less than two seconds to type; how fast the machine of the tests is isn't proved here."""
    log_in(page, "handledare")
    page.goto(reverse(name, args=[stay.team.slug, *([stay.person_id] if name == "participant" else [])]))
    page.keyboard.press("/")
    page.keyboard.type("öst")
    expect(page.locator(HITS)).to_have_count(1)
    expect(page.locator(HITS)).to_contain_text("Östen Exempelsson 0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/deltagare/{stay.person_id}/**")
    expect(page.locator("h1")).to_contain_text("Östen")
