"""The hand-over sheet tells of groups and of work: what goes on, and when one asks next."""

from __future__ import annotations

import pytest
from django.utils import translation

from samsteg.activities.members import put_in
from samsteg.core.context import acting
from samsteg.placements.rules import FIRST_CHECK_IN
from samsteg.web.meeting.sheet import sheet_of
from tests.activities.makers import make_group
from tests.factories import make_placement
from tests.participants.meetings.room import Scene, make_scene
from tests.participants.way.walking import TODAY, days_ago
from tests.web.test_hand_over_pages import address, of_kim
from tests.web.users import client_of, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def join_group(scene: Scene, person_id: int, name: str) -> None:
    actor = scene.actor(scene.head)
    with acting(actor):
        group = make_group(actor, scene.team, name)
        put_in(actor=actor, team=scene.team, group_id=group.pk, person_id=person_id, joined_on=days_ago(3))


def parts(scene: Scene) -> dict[str, tuple[str, ...]]:
    actor = scene.actor(scene.head)
    with acting(actor), translation.override("en"):
        (one,) = sheet_of(actor, scene.team, scene.kim.pk)
    return dict(one.parts)


def test_groups_and_the_next_check_in_stand_on_the_sheet(scene: Scene) -> None:
    stay = of_kim(scene, "Elsa")
    join_group(scene, stay.person_id, "Skogsgruppen")
    make_placement(stay, days_ago(5))
    make_placement(stay, days_ago(60), days_ago(30))  # over
    told = parts(scene)
    assert told["Groups"] == ("Skogsgruppen",)
    due = days_ago(5) + FIRST_CHECK_IN
    assert told["At work"] == (f"Work training from {days_ago(5)}, check-in by {due}",)


def test_what_has_ended_is_left_out(scene: Scene) -> None:
    stay = of_kim(scene, "Elsa")
    make_placement(stay, days_ago(60), days_ago(30))
    assert "At work" not in parts(scene) and "Groups" not in parts(scene)


def test_the_questions_do_not_grow_with_groups_and_placements(scene: Scene) -> None:
    first = of_kim(scene, "Elsa")
    join_group(scene, first.person_id, "Skogsgruppen")
    make_placement(first, days_ago(5))
    head = client_of(scene.head)
    few = queries_of(head, address(scene))
    for number in range(3):
        stay = of_kim(scene, f"Mer{number}")
        join_group(scene, stay.person_id, f"Grupp {number}")
        make_placement(stay, TODAY)
    assert queries_of(head, address(scene)) == few
