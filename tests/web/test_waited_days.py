"""How long somebody has waited, in the queue, the list, the head and the meeting: the same number everywhere."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.meetings.models import TeamMeeting
from samsteg.participants.models import QueuePause, Stay
from samsteg.participants.own_ids import find_in_part
from samsteg.participants.selectors import ListQuery, list_participants
from samsteg.participants.way.selectors import queue_of, way_of
from tests.factories import make_consent, make_stay, make_team
from tests.participants.meetings.room import make_scene
from tests.participants.way.walking import days_ago
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
Pauses = list[tuple[int, int | None]]  # days ago that each began and ended


@pytest.fixture
def waits() -> Stay:
    """Since sixty days; enrolled people come before and after, so that nothing is counted of another."""
    team = make_team()
    other = make_stay(team, enrolled_on=None, mission_received_on=days_ago(20))
    stay = make_stay(team, own_id="KO-1", enrolled_on=None, mission_received_on=days_ago(60))
    for one in (other, stay):
        make_consent(team, one.person_id)
    pause(other, [(15, None)])
    return stay


def pause(stay: Stay, pauses: Pauses) -> None:
    with inside(stay.team):
        QueuePause.objects.filter(stay=stay).delete()
        for began, ended in pauses:
            ended_on = None if ended is None else days_ago(ended)
            days = {"started_on": days_ago(began), "ended_on": ended_on}
            QueuePause.objects.create(team=stay.team, stay=stay, reason="away", **days)


def told(actor: Actor, team: Team, stay: Stay) -> list[tuple[int | None, int | None]]:
    """Days waited and days paused, as each page reads them; the list tells of the first alone."""
    (queued,) = [one for one in queue_of(actor=actor, team=team) if one.person_id == stay.person_id]
    way = way_of(actor=actor, team=team, person_id=stay.person_id)
    head = find_in_part(actor, team, stay.person_id).head
    rows = list_participants(actor=actor, team=team, query=ListQuery()).rows
    (listed,) = [one for one in rows if one.person_id == stay.person_id]
    return [
        (queued.days, queued.paused_days),
        (way.waited_days, way.paused_days),
        (head.days, head.paused_days),
        (listed.days, queued.paused_days),
    ]


@pytest.mark.parametrize(
    ("pauses", "paused"),
    [
        ([], 0),
        ([(5, None)], 5),
        ([(44, None)], 44),
        ([(8, 6), (7, 3)], 5),  # overlap counts once
        ([(70, 65)], 0),  # before the queue began
        ([(70, 50)], 10),
        ([(0, None)], 0),
        ([(10, 10)], 0),
        ([(3, -4)], 3),  # decided to end later
    ],
)
def test_the_four_places_agree(waits: Stay, pauses: Pauses, paused: int) -> None:
    pause(waits, pauses)
    with inside(waits.team) as actor:
        assert told(actor, waits.team, waits) == [(60 - paused, paused)] * 4


SPANS = st.dictionaries(st.integers(-5, 80), st.integers(0, 40), max_size=5)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(spans=SPANS)
def test_each_day_is_waited_or_paused(waits: Stay, spans: dict[int, int]) -> None:
    """Counted here day by day."""
    pauses = [(began, began - length) for began, length in spans.items()]
    pause(waits, list(pauses))
    paused = {ago for ago in range(1, 61) if any(began >= ago > ended for began, ended in pauses)}
    with inside(waits.team) as actor:
        assert told(actor, waits.team, waits) == [(60 - len(paused), len(paused))] * 4


def test_the_pages_say_it_in_the_same_words(waits: Stay) -> None:
    pause(waits, [(44, None)])
    client, slug = client_of(make_user("kim", waits.team)), waits.team.slug
    for name, more in (("queue", ()), ("participant", (waits.person_id,))):
        html = client.get(reverse(name, args=[slug, *more])).content.decode()
        assert "16 days" in html and "and 44 days paused" in html, name
        assert "60 days" not in html, name
    listed = client.get(reverse("participants", args=[slug])).content.decode()
    assert "16 days in the queue" in listed and "60 days" not in listed


def test_who_has_started_waits_no_more() -> None:
    team = make_team()
    stay = make_stay(team, mission_received_on=days_ago(60), enrolled_on=days_ago(30))
    make_consent(team, stay.person_id)
    pause(stay, [(50, 40)])
    with inside(team) as actor:
        way = way_of(actor=actor, team=team, person_id=stay.person_id)
        assert (way.waited_days, way.paused_days) == (None, None)
        assert find_in_part(actor, team, stay.person_id).head.days == 30
    html = client_of(make_user("lo", team)).get(reverse("participant", args=[team.slug, stay.person_id]))
    assert "days paused" not in html.content.decode()


def test_the_meeting_says_it_too() -> None:
    scene = make_scene()
    stay = make_stay(scene.team, enrolled_on=None, mission_received_on=days_ago(60))
    make_consent(scene.team, stay.person_id)
    pause(stay, [(44, None)])
    client, slug = client_of(scene.head), scene.team.slug
    client.post(reverse("meetings", args=[slug]), {"here": [scene.kim.pk]})
    with inside(scene.team):
        meeting = TeamMeeting.objects.get(team=scene.team, ended_at__isnull=True).pk
    html = client.get(reverse("meeting_person", args=[slug, meeting, stay.person_id])).content.decode()
    assert "16 days and 44 days paused" in html and "60 days" not in html
