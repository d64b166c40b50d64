"""What several may all see: never more than each of them sees alone, and never more when somebody comes in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.emergency_models import EmergencyOpening, EmergencyRight
from samsteg.access.enums import DataCategory, Ground, ProtectionLevel, Role, TeamAccess
from samsteg.access.in_common import items_read_by_all, opened_to_all, read_whole_by_all, seen_by_all
from samsteg.access.models import NamedStaff
from samsteg.access.opened import opened_categories
from samsteg.access.protection import set_protection
from samsteg.access.selectors import grounds_for
from samsteg.access.services import assign_coaches
from samsteg.access.source_links import note_source
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Note, Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import write_note
from tests.factories import lead, make_authority, make_consent, make_stay, make_team, representative

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Scene:
    team: Team
    stays: tuple[Stay, ...]
    boards: tuple[Authority, Authority]
    users: tuple[User, User]

    @property
    def actors(self) -> dict[str, Actor]:
        """Two coaches, one lead, and a representative of each board; one who is both coach and representative."""
        team = self.team.pk
        one, two = (
            Actor(user_id=user.pk, username="c", roles={team: frozenset({Role.COACH.value})})
            for user in self.users
        )
        first, second = (
            representative(self.team, board, user_id=90 + n) for n, board in enumerate(self.boards)
        )
        both = replace(
            one, roles={team: frozenset({"coach", "representative"})}, authorities=first.authorities
        )
        whole = replace(two, team_access={team: TeamAccess.WHOLE_TEAM.value})
        return {
            "coach": one,
            "colleague": two,
            "whole": whole,
            "lead": lead(self.team),
            "a": first,
            "b": second,
            "both": both,
        }


@pytest.fixture
def scene() -> Scene:
    team = make_team()
    users = tuple(User.objects.create(username=f"rum-{team.pk}-{n}") for n in range(2))
    stays = tuple(make_stay(team) for _ in range(3))
    return Scene(team, stays, (make_authority("Prov A"), make_authority("Prov B")), users)  # type: ignore[arg-type]


@contextmanager
def undone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT example")
        yield
        cursor.execute("ROLLBACK TO SAVEPOINT example")


def seen(scene: Scene, actors: list[Actor], *, whole: bool = False) -> set[int]:
    condition = read_whole_by_all(actors) if whole else seen_by_all(actors)
    return set(Stay.objects.in_team(scene.team.pk).filter(condition).values_list("person_id", flat=True))


def readable(scene: Scene, actors: list[Actor], person_id: int) -> set[tuple[int | None, str, bool]]:
    opened = opened_to_all(actors, scene.team, person_id)
    sources = (None, *(board.pk for board in scene.boards))
    return {
        (source, category, two)
        for source in sources
        for category in DataCategory.values
        for two in (False, True)
        if opened.reads(source, category, about_two=two)
    }


def of_one(scene: Scene, actor: Actor, person_id: int) -> set[tuple[int | None, str, bool]]:
    """What the actor's own page of the person opens."""
    opened = opened_categories(actor, scene.team, person_id)
    sources = (None, *(board.pk for board in scene.boards))
    return {
        (source, category, two)
        for source in sources
        for category in DataCategory.values
        for two in (False, True)
        if opened.reads(source, category, about_two=two)
    }


NAMES = ("coach", "colleague", "whole", "lead", "a", "b", "both")
FACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["mine", "theirs", "to_team", "to_a", "to_b", "from_a", "from_a_to_b", "protected"]),
        st.sets(st.sampled_from(DataCategory.values), min_size=1, max_size=4),
    ),
    max_size=7,
)


def write(scene: Scene, number: int, what: str, categories: set[str]) -> None:
    """One thing that opens or closes something of a person."""
    person_id, team = scene.stays[number].person_id, scene.team
    a, b = scene.boards
    with acting(lead(team)):
        if what in ("mine", "theirs"):
            assign_coaches(team=team, coaches={person_id: scene.users[what == "theirs"].pk})
        elif what == "protected":
            user, _made = User.objects.get_or_create(username="rum-ledare")
            set_protection(
                actor=replace(lead(team), user_id=user.pk),
                team=team,
                person_id=person_id,
                level=ProtectionLevel.MARKED,
            )
        elif what == "from_a":
            note_source(team=team, person_id=person_id, authority_id=a.pk)
    of = {"categories": sorted(categories)}
    if what == "to_team":
        make_consent(team, person_id, **of)
    elif what in ("to_a", "to_b"):
        make_consent(team, person_id, a if what == "to_a" else b, **of)
    elif what == "from_a_to_b":
        make_consent(team, person_id, b, source=a, to_team=True, **of)


@given(FACTS, st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True), st.sampled_from(NAMES))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_never_more_than_each_sees_alone(
    scene: Scene, facts: list[tuple[int, str, set[str]]], names: list[str], comer: str
) -> None:
    """Shown is in each one's own view, exactly; and whoever comes in never makes it more."""
    with undone():
        for fact in facts:
            write(scene, *fact)
        room = [scene.actors[name] for name in names]
        with acting(lead(scene.team)):
            shown, whole = seen(scene, room), seen(scene, room, whole=True)
            alone = [
                {s.person_id for s in scene.stays if grounds_for(one, scene.team.pk, s.person_id)}
                for one in room
            ]
            assert shown == set.intersection(*alone)
            assert whole <= shown
            more = [*room, scene.actors[comer]]
            assert seen(scene, more) <= shown
            for stay in scene.stays:
                person_id = stay.person_id
                together = readable(scene, room, person_id)
                assert together == set.intersection(*(of_one(scene, one, person_id) for one in room))
                assert readable(scene, more, person_id) <= together
                assert together == set() or person_id in shown
                reads_whole = opened_to_all(room, scene.team, person_id).whole
                assert (None in reads_whole) == (person_id in whole)


def test_nobody_in_the_room_sees_nobody(scene: Scene) -> None:
    with acting(lead(scene.team)):
        assert seen(scene, []) == set()
        assert opened_to_all([], scene.team, scene.stays[0].person_id).is_empty


def test_who_has_no_role_closes_everything(scene: Scene) -> None:
    """Somebody whose role ended during the meeting."""
    nobody = Actor(user_id=scene.users[0].pk, username="c")
    with acting(lead(scene.team)):
        assert seen(scene, [scene.actors["whole"]]) != set()
        assert seen(scene, [scene.actors["whole"], nobody]) == set()


def test_an_emergency_is_not_lent_to_the_room(scene: Scene) -> None:
    coach, person_id = scene.actors["coach"], scene.stays[0].person_id
    user = scene.users[0]
    granter, _made = User.objects.get_or_create(username="rum-ledare")
    with acting(lead(scene.team)):
        assign_coaches(team=scene.team, coaches={person_id: scene.users[1].pk})
        EmergencyRight.objects.create(team=scene.team, user=user, valid_from="2020-01-01", granted_by=granter)
        EmergencyOpening.objects.create(
            team=scene.team, person_id=person_id, user=user, reason="prov", closes_at="2100-01-01T00:00Z"
        )
        assert Ground.EMERGENCY in grounds_for(coach, scene.team.pk, person_id)
        assert seen(scene, [coach]) == set()
        assert opened_to_all([coach], scene.team, person_id).is_empty


def test_a_protected_person_is_there_only_where_all_are_named(scene: Scene) -> None:
    person_id = scene.stays[0].person_id
    granter, _made = User.objects.get_or_create(username="rum-ledare")
    one, two = scene.actors["coach"], scene.actors["colleague"]
    write(scene, 0, "to_team", set(DataCategory.values))
    write(scene, 0, "protected", {"health"})
    with acting(lead(scene.team)):
        assert seen(scene, [one]) == seen(scene, [one, two]) == set()
        for user, expected in ((scene.users[0], set()), (scene.users[1], {person_id})):
            NamedStaff.objects.create(
                team=scene.team, person_id=person_id, user=user, valid_from="2020-01-01", granted_by=granter
            )
            assert seen(scene, [one, two]) == expected
        assert seen(scene, [one, two, scene.actors["a"]]) == set()


def test_items_agree_with_what_is_opened(scene: Scene) -> None:
    """A note about health is read by staff and, with a consent, by the board's representative too."""
    person_id, whole = scene.stays[0].person_id, scene.actors["whole"]
    values = NoteValues(occurred_on=scene.stays[0].enrolled_on, form="talk", category="health", text="prov")  # type: ignore[arg-type]
    with acting(whole):
        write_note(actor=whole, team=scene.team, person_id=person_id, values=values)
    a = scene.actors["a"]
    fields = {"source_field": "source_authority_id", "category_field": "category"}
    with acting(lead(scene.team)):
        rows = Note.objects.in_team(scene.team.pk)
        assert rows.filter(items_read_by_all([whole], **fields)).count() == 1
        assert rows.filter(items_read_by_all([whole, a], **fields)).count() == 0
        assert rows.filter(items_read_by_all([], **fields)).count() == 0
    write(scene, 0, "to_a", {"health"})
    with acting(lead(scene.team)):
        assert rows.filter(items_read_by_all([whole, a], **fields)).count() == 1
