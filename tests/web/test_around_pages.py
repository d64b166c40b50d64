"""The page of those round a participant, and of efforts and studies beside the team."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.participants.models import ParallelEffort, PersonAround, Stay
from tests.factories import make_authority, make_consent, make_stay
from tests.web.representatives import representative_client
from tests.web.users import inside

TODAY = timezone.localdate()


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-1", enrolled_on=TODAY - dt.timedelta(days=90))
    make_consent(team, stay.person_id)
    return stay


def address(stay: Stay, name: str = "around", *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def typed(**changes: Any) -> dict[str, Any]:
    return {"role": "Doctor", "name": "Prov Provsson", "version": 0} | changes


def test_somebody_is_written_down_changed_and_ended(coach_client: Client, stay: Stay) -> None:
    page = coach_client.get(address(stay, "around_new")).content.decode()
    assert '<option value="Psychiatrist">' in page
    page = coach_client.post(address(stay, "around_new"), typed(contact="Ring före nio"), follow=True)
    text = page.content.decode()
    assert "Prov Provsson" in text
    assert "Ring före nio" in text
    with inside(stay.team):
        row = PersonAround.objects.get()
    assert row.category == "health"
    where = address(stay, "around_one", row.series)
    assert 'value="Doctor"' in coach_client.get(where).content.decode()
    ended = typed(version=1, until_on=str(TODAY - dt.timedelta(days=1)))
    text = coach_client.post(where, ended, follow=True).content.decode()
    assert "1 who was there before" in text


def test_two_who_change_the_same(coach_client: Client, lead_client: Client, stay: Stay) -> None:
    coach_client.post(address(stay, "around_new"), typed())
    with inside(stay.team):
        where = address(stay, "around_one", PersonAround.objects.get().series)
    lead_client.post(where, typed(version=1, name="Ledarens"))
    answer = coach_client.post(where, typed(version=1, name="Mitt"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ledarens" in page
    assert "Mitt" in page
    told = re.search(r"(\w+ Prov) changed this at [^,]*, while you were writing: ([^.]*)\.", page)
    assert told and told[2] == "Name"  # who, and what
    assert 'name="version" value="2"' in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(coach_client: Client, stay: Stay) -> None:
    answer = coach_client.post(address(stay, "around_new"), typed(role=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write what they are to the participant" in page
    assert "Prov Provsson" in page
    answer = coach_client.post(address(stay, "effort_new"), {"code": "study_help", "started_on": "vår"})
    assert "Write the day as 2026-11-23" in answer.content.decode()


def test_consents_stand_beside_an_authority(coach_client: Client, stay: Stay, team: Team) -> None:
    region, other = make_authority("Region Prov"), make_authority("Annan")
    consent = make_consent(team, stay.person_id, region, categories=["work"])
    coach_client.post(address(stay, "around_new"), typed(authority_id=region.pk))
    coach_client.post(address(stay, "around_new"), typed(role="Nurse", authority_id=other.pk))
    page = coach_client.get(address(stay)).content.decode()
    assert reverse("consent", args=[team.slug, stay.person_id, consent.pk]) in page
    assert "May be told: Work and work training" in page
    assert page.count("You may not tell them anything of the participant.") == 1


def test_an_effort_is_written_down_changed_and_taken_back(coach_client: Client, stay: Stay) -> None:
    data = {"code": "adult_education", "started_on": "2025-02-01", "fact_id": 0}
    page = coach_client.post(address(stay, "effort_new"), data, follow=True).content.decode()
    assert "Adult education" in page
    assert "Since 2025-02-01" in page
    with inside(stay.team):
        fact = ParallelEffort.objects.get()
    where = address(stay, "effort", stay.pk, "adult_education", 1)
    ended = {"started_on": "2025-02-01", "ended_on": "2025-06-01", "fact_id": fact.pk}
    page = coach_client.post(where, ended, follow=True).content.decode()
    assert "1 that has ended" in page
    assert (
        coach_client.post(where, ended | {"ended_on": "2025-07-01"}).status_code == 422
    )  # another has changed it
    late = coach_client.post(where, ended | {"ended_on": "2025-07-01"}).content.decode()
    assert "Prov changed this at" in late and "2025-06-01" in late and 'value="2025-07-01"' in late
    coach_client.post(address(stay, "effort_take_back", stay.pk, "adult_education", 1))
    gone = coach_client.post(where, ended | {"ended_on": "2025-07-01"})
    assert gone.status_code == 422 and 'value="2025-07-01"' in gone.content.decode()  # nothing typed is lost
    assert "Adult education" not in coach_client.get(address(stay)).content.decode()
    assert coach_client.get(where).status_code == 404


def test_each_period_of_one_effort_has_its_own_page(coach_client: Client, stay: Stay) -> None:
    spring = {"code": "adult_education", "started_on": "2025-01-15", "ended_on": "2025-06-01", "fact_id": 0}
    autumn = {"code": "adult_education", "started_on": "2025-08-20", "fact_id": 0}
    for data in (spring, autumn):
        assert coach_client.post(address(stay, "effort_new"), data).status_code == 302
    page = coach_client.get(address(stay)).content.decode()
    for ordinal, days in ((1, "2025-01-15 \u2013 2025-06-01"), (2, "Since 2025-08-20")):
        where = address(stay, "effort", stay.pk, "adult_education", ordinal)
        assert where in page
        assert days in coach_client.get(where).content.decode()
    answer = coach_client.post(
        address(stay, "effort_new"), autumn | {"started_on": "2025-05-01", "ended_on": "2025-05-02"}
    )
    assert answer.status_code == 422
    assert "There is one of the same already" in answer.content.decode()
    assert 'value="2025-05-02"' in answer.content.decode()
    told = coach_client.get(address(stay, "participant")).content.decode()
    assert "2025-01-15 \u2013 2025-06-01" in told and "Since 2025-08-20" in told


def test_a_representative_reads_by_category(coach_client: Client, stay: Stay, team: Team) -> None:
    board = make_authority("Vuxennämnden")
    make_consent(team, stay.person_id, board, categories=["studies"])
    coach_client.post(address(stay, "around_new"), typed())
    coach_client.post(address(stay, "around_new"), typed(role="Teacher", name="Läraren"))
    coach_client.post(
        address(stay, "effort_new"), {"code": "adult_education", "started_on": str(TODAY), "fact_id": 0}
    )
    coach_client.post(
        address(stay, "effort_new"), {"code": "treatment", "started_on": str(TODAY), "fact_id": 0}
    )
    them = representative_client(team, board)
    for where in (address(stay), address(stay, "participant")):
        page = them.get(where).content.decode()
        assert "Adult education" in page
        assert "Treatment" not in page
    page = them.get(address(stay)).content.decode()
    assert "Läraren" in page
    assert "Provsson" not in page
    assert them.get(address(stay, "around_new")).status_code == 403


def test_every_reading_is_logged_and_queries_do_not_grow(coach_client: Client, stay: Stay) -> None:
    authority = make_authority()
    coach_client.post(address(stay, "around_new"), typed(authority_id=authority.pk))
    with CaptureQueriesContext(connection) as few:
        coach_client.get(address(stay))
    for number in range(5):
        coach_client.post(address(stay, "around_new"), typed(name=str(number), authority_id=authority.pk))
    with CaptureQueriesContext(connection) as many:
        coach_client.get(address(stay))
    assert len(many) <= len(few)
    with inside(stay.team):
        found = ReadEntry.objects.filter(person_id=stay.person_id).values_list("kind", "place")
        assert set(found) == {("view", "page:around")}
