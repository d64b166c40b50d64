"""What is booked with a person, on the page of a team meeting: the nearest, for a room that reads the record whole."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from samsteg.access.enums import DataCategory
from samsteg.follow_ups.models import Talk
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.participants.models import Stay
from samsteg.participants.visits.models import Visit
from tests.factories import make_consent, make_stay
from tests.participants.meetings.room import Scene, make_scene
from tests.participants.way.walking import TODAY, days_ago
from tests.web.test_meeting_pages import address, named, start, text
from tests.web.users import client_of, inside

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def talk(scene: Scene, stay: Stay, day: dt.date, **more: object) -> Talk:
    with inside(scene.team):
        return Talk.objects.create(
            team=scene.team,
            person_id=stay.person_id,
            stay=stay,
            on_day=day,
            starts_at=dt.time(9, 15),
            ends_at=dt.time(10),
            coach_id=scene.kim.pk,
            recorded_by_id=scene.kim.pk,
            **more,
        )


def test_the_nearest_is_told_of_whatever_kind_it_is(scene: Scene) -> None:
    stay = named(scene, "Elsa", enrolled_on=days_ago(90))
    head = client_of(scene.head)
    meeting = start(scene, head, scene.kim)
    at = address(scene, "meeting_person", meeting, stay.person_id)
    assert "Next meeting" not in text(head, at)
    with inside(scene.team) as actor:
        booking = Booking(kind="sip", meeting_on=TODAY + 9 * DAY, form="team")
        book(actor=actor, team=scene.team, person_id=stay.person_id, booking=booking)
    assert f"Follow-up, {TODAY + 9 * DAY}" in text(head, at)
    talk(scene, stay, TODAY + 3 * DAY, state="cancelled", changed_by="team", cancel_reason="ill")
    assert f"Follow-up, {TODAY + 9 * DAY}" in text(head, at)  # what was called off is no meeting
    talk(scene, stay, TODAY + 5 * DAY)
    for client in (head, client_of(scene.kim)):
        page = text(client, at)
        assert f"Talk, {TODAY + 5 * DAY} at 09.15" in page and f"Follow-up, {TODAY + 9 * DAY}" not in page


def test_before_the_start_it_is_the_visit(scene: Scene) -> None:
    stay = named(scene, "Elsa")
    with inside(scene.team):
        Visit.objects.create(
            team=scene.team, person_id=stay.person_id, stay=stay, kind="study_visit", form="place",
            on_day=TODAY + DAY, starts_at=dt.time(13), recorded_by_id=1,
        )  # fmt: skip
    head = client_of(scene.head)
    meeting = start(scene, head)
    page = text(head, address(scene, "meeting_person", meeting, stay.person_id))
    assert f"Visit, {TODAY + DAY} at 13.00" in page


def test_a_room_where_somebody_reads_in_part_is_told_of_none(scene: Scene) -> None:
    """Neither while a representative is there, whatever the consent opens, nor while a guest is; after both again."""
    stay = named(scene, "Elsa", enrolled_on=days_ago(90))
    talk(scene, stay, TODAY + 5 * DAY)
    make_consent(scene.team, stay.person_id, scene.agency, categories=list(DataCategory.values))
    head, robin = client_of(scene.head), client_of(scene.robin)
    meeting = start(scene, head, scene.robin)
    at = address(scene, "meeting_person", meeting, stay.person_id)
    for client in (head, robin):
        page = text(client, at)
        assert "Elsa Prov" in page and "Next meeting" not in page and "09.15" not in page
    head.post(address(scene, "meeting_end", meeting))
    alone = start(scene, head)
    assert "Talk, " in text(head, address(scene, "meeting_person", alone, stay.person_id))
    head.post(address(scene, "meeting_guest", alone), {"name": "Sam Gäst"})
    assert "09.15" not in text(head, address(scene, "meeting_person", alone, stay.person_id))


def test_it_is_told_of_nobody_whom_somebody_in_the_room_does_not_see(scene: Scene) -> None:
    hidden = make_stay(scene.team, own_id="DOLD", enrolled_on=days_ago(90))
    talk(scene, hidden, TODAY + 5 * DAY)
    head = client_of(scene.head)
    meeting = start(scene, head, scene.kim)
    there = reverse("meeting_person", args=[scene.team.slug, meeting, hidden.person_id])
    assert head.get(there).status_code == 302
    assert "09.15" not in text(head, there)
