"""Some talks or a SIP before the start, with notes: by the pages, and counted nowhere as being enrolled."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.participants.models import Note
from samsteg.participants.visits.models import Visit
from samsteg.statistics.values import Period
from tests.factories import make_stay, make_team
from tests.statistics.asking import ask
from tests.web.story import NOTE, Person
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = Period(TODAY - dt.timedelta(days=364), TODAY)


def test_talks_and_a_sip_before_the_start_are_written_down_and_not_counted() -> None:
    team = make_team("Team Provdalen", slug="provdalen")
    client = client_of(make_user("mika", team, Role.TEAM_LEAD))
    stay = make_stay(team, referred_on=TODAY - dt.timedelta(days=20))
    person = Person(team, stay.person_id)
    before = {code: one.value for code, one in ask(team, YEAR).items()}
    for number, kind in enumerate(("talk", "talk", "sip")):
        day = TODAY - dt.timedelta(days=9 - number)
        booking = {"kind": kind, "slot": "", "on_day": str(day), "starts_at": "13.30", "minutes": "60"}
        assert client.post(person.at("person_visits"), {**booking, "how": "digital"}).status_code == 302
    with inside(team):
        visits = list(Visit.objects.filter(team=team).order_by("on_day"))
    for visit in visits:
        held = {"act": "hold", "version": "1", "outcome": "", "asked": "Vill ha med sin syster."}
        assert client.post(person.at("visit", visit.pk), held).status_code == 302
    answer = client.post(
        person.at("notes"), {**NOTE, "text": "Vi talade om hopp.", "source_id": ""}, follow=True
    )
    assert "Vi talade om hopp." in answer.content.decode()
    with inside(team):
        assert Note.objects.get(team=team).stay_id in (None, stay.pk)
        stay.refresh_from_db()
        assert (stay.enrolled_on, stay.study_visit_on) == (None, None)
    assert {code: one.value for code, one in ask(team, YEAR).items()} == before


def test_a_study_visit_that_was_not_held_is_taken_back_on_its_page_and_leaves_the_figures() -> None:
    team = make_team("Team Provdalen", slug="provdalen")
    client = client_of(make_user("mika", team, Role.TEAM_LEAD))
    stay = make_stay(team, referred_on=TODAY - dt.timedelta(days=20))
    person = Person(team, stay.person_id)
    booking = {"kind": "study_visit", "slot": "", "on_day": str(TODAY), "starts_at": "13.30", "minutes": "60"}
    assert client.post(person.at("person_visits"), {**booking, "how": "digital"}).status_code == 302
    with inside(team):
        page = person.at("visit", Visit.objects.get(team=team).pk)
    before = {code: one.value for code, one in ask(team, YEAR).items()}
    held = {"act": "hold", "version": "1", "outcome": "wants", "asked": "Vill ha med sin syster."}
    assert client.post(page, held).status_code == 302
    assert {code: one.value for code, one in ask(team, YEAR).items()} != before
    assert "It was not held" in client.get(page).content.decode()
    stale = client.post(page, {"act": "undo", "version": "1"})
    assert stale.status_code == 422 and "A colleague has changed the visit" in stale.content.decode()
    assert client.post(page, {"act": "undo", "version": "2"}).status_code == 302
    again = client.get(page).content.decode()
    assert "It was held" in again and "Vill ha med sin syster." in again and "It was not held" not in again
    assert {code: one.value for code, one in ask(team, YEAR).items()} == before
