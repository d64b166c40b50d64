"""The list of participants: who is in it, under which heading, in which order, and that it doesn't slow down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment, Membership
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.enums import Status
from samsteg.participants.listing import Sort
from samsteg.participants.models import Stay, StayEvent
from samsteg.participants.projection import project
from samsteg.participants.selectors import Filter, ListQuery, ParticipantList, list_participants
from samsteg.people.names import PersonName, save_name
from samsteg.people.rules import age_on
from tests.factories import coach, lead, make_consent, make_person, make_stay, make_team

pytestmark = pytest.mark.django_db
DAY = dt.date
TODAY = DAY(2026, 5, 1)


@pytest.fixture
def team() -> Team:
    return make_team()


def listed(team: Team, actor: Actor | None = None, **query: Any) -> ParticipantList:
    actor = actor or lead(team)
    with acting(actor):
        return list_participants(actor=actor, team=team, query=ListQuery(**query), on=TODAY)


def ids(team: Team, actor: Actor | None = None, **query: Any) -> list[str]:
    return [row.own_id for row in listed(team, actor, **query).rows]


def allocate(team: Team, stay: Stay, first_name: str, last_name: str = "Prov") -> User:
    user = User.objects.create(username=first_name.lower() + "-u", first_name=first_name, last_name=last_name)
    work_in(team, user)
    with acting(lead(team)):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
    return user


def work_in(team: Team, user: User) -> None:
    with acting(lead(team)):
        Membership.objects.create(
            team=team, user=user, role=Role.COACH, valid_from=DAY(2020, 1, 1), is_operator=True
        )


STATES: list[tuple[dict[str, Any], Status, int | None]] = [
    ({"enrolled_on": DAY(2026, 4, 1)}, Status.ENROLLED, 30),
    ({"enrolled_on": TODAY}, Status.ENROLLED, 0),
    ({"enrolled_on": DAY(2026, 5, 2), "mission_received_on": DAY(2026, 4, 21)}, Status.QUEUE, 10),
    ({"mission_received_on": DAY(2026, 4, 21)}, Status.QUEUE, 10),
    ({"mission_received_on": DAY(2026, 5, 2), "referred_on": DAY(2026, 4, 1)}, Status.REFERRED, None),
    ({"enrolled_on": DAY(2026, 4, 1), "exited_on": DAY(2026, 4, 11)}, Status.EXITED, 10),
    ({"enrolled_on": DAY(2026, 4, 1), "exited_on": TODAY}, Status.EXITED, 30),
    ({"enrolled_on": DAY(2026, 4, 1), "exited_on": DAY(2026, 5, 2)}, Status.ENROLLED, 30),
    (
        {
            "referred_on": DAY(2026, 4, 1),
            "not_enrolled_on": DAY(2026, 4, 9),
            "not_enrolled_reason": "declined",
        },
        Status.NOT_ENROLLED,
        None,
    ),
]


@pytest.mark.parametrize(("facts", "status", "days"), STATES)
def test_status_and_days(team: Team, facts: dict[str, Any], status: Status, days: int | None) -> None:
    make_stay(team, **facts)
    (row,) = listed(team).rows
    assert (row.status, row.days) == (status, days)


def test_the_queue_is_the_figures_queue(team: Team) -> None:
    """A team that notes no missions queues from the referral; one that does, from the mission alone."""
    make_stay(team, own_id="A", referred_on=DAY(2026, 4, 1))
    assert listed(team).rows[0].status is Status.QUEUE
    make_stay(team, own_id="B", referred_on=DAY(2026, 4, 1), mission_received_on=DAY(2026, 4, 2))
    assert {row.own_id: row.status for row in listed(team).rows} == {"A": Status.REFERRED, "B": Status.QUEUE}


def test_a_person_who_came_back_stands_once_with_the_newest_stay(team: Team) -> None:
    person = make_person(team)
    make_stay(team, person=person, own_id="first", enrolled_on=DAY(2024, 1, 1), exited_on=DAY(2024, 9, 1))
    make_stay(team, person=person, own_id="second", enrolled_on=DAY(2026, 2, 1))
    found = listed(team)
    assert [row.own_id for row in found.rows] == ["second"]
    assert found.counts[Filter.ALL] == 1
    assert ids(team, search="first") == ["second"]


def test_counts_and_filters_agree(team: Team) -> None:
    for facts, _status, _days in STATES:
        make_stay(team, **facts)
    taken = make_stay(team, own_id="taken", enrolled_on=DAY(2026, 1, 1))
    allocate(team, taken, "Mika")
    # The lead doesn't see another coach's person without consent.
    with acting(lead(team)):
        make_consent(team, taken.person_id, signed_on=DAY(2026, 1, 1))
    found = listed(team, limit=None)
    for one in Filter:
        assert found.counts[one] == len(listed(team, filter=one, limit=None).rows), one
    assert found.counts == {
        Filter.ALL: 10,
        Filter.UNALLOCATED: 6,
        Filter.ENROLLED: 4,
        Filter.QUEUE: 2,
        Filter.REFERRED: 1,
        Filter.EXITED: 2,
        Filter.NOT_ENROLLED: 1,
        Filter.TWICE: 0,
    }


def test_who_has_several_stays_at_once_is_marked_and_told_by_the_one_that_has_begun(team: Team) -> None:
    person = make_person(team)
    make_stay(team, person=person, own_id="begun", enrolled_on=DAY(2025, 6, 1))
    assert listed(team).counts[Filter.TWICE] == 0
    make_stay(team, person=person, own_id="again", referred_on=DAY(2026, 3, 1))
    make_stay(team, own_id="other", enrolled_on=DAY(2025, 6, 1))
    found = listed(team)
    assert {row.own_id: row.is_open_twice for row in found.rows} == {"begun": True, "other": False}
    assert (found.counts[Filter.TWICE], found.counts[Filter.ENROLLED], found.counts[Filter.ALL]) == (1, 2, 2)
    assert [row.own_id for row in listed(team, filter=Filter.TWICE).rows] == ["begun"]


@pytest.mark.parametrize(
    "ended", [{"not_enrolled_on": DAY(2026, 3, 2), "not_enrolled_reason": "declined"}, {}]
)
def test_a_stay_that_ended_beside_another_is_none_of_several(team: Team, ended: dict[str, object]) -> None:
    person = make_person(team)
    make_stay(team, person=person, own_id="begun", enrolled_on=DAY(2025, 6, 1))
    make_stay(team, person=person, own_id="again", referred_on=DAY(2026, 3, 1), **ended)
    assert listed(team).counts[Filter.TWICE] == (0 if ended else 1)


def test_the_search_finds_ids_and_coaches_and_takes_signs_as_they_are(team: Team) -> None:
    first, _second = make_stay(team, own_id="K-12%"), make_stay(team, own_id="K-13")
    with acting(lead(team)):
        make_consent(team, first.person_id, signed_on=DAY(2026, 1, 1))
    allocate(team, first, "Mika", "Trappsteg")
    assert ids(team, search="k-12") == ["K-12%"]
    assert ids(team, search="12%") == ["K-12%"]
    assert ids(team, search="  a TRAPP ") == ["K-12%"]
    assert ids(team, search="%3") == []
    assert ids(team, search="K-1\x00") == ids(team, search="K-1") != []
    assert listed(team, search="k-12").counts[Filter.ALL] == 1


def test_the_search_finds_the_teams_id_of_the_person(team: Team) -> None:
    make_stay(team, person=make_person(team, own_id="P-7"), own_id="K-1")
    assert ids(team, search="p-7") == ["K-1"]


def name(team: Team, own_id: str, first: str, last: str) -> int:
    with acting(lead(team)):
        person_id = Stay.objects.get(team=team, own_id=own_id).person_id
        save_name(team=team, person_id=person_id, name=PersonName(first, last))
    return person_id


def test_a_name_is_found_by_any_part_of_it_and_shown(team: Team) -> None:
    for own_id in ("K-1", "K-2", "K-3"):
        make_stay(team, own_id=own_id)
    name(team, "K-1", "Åsa", "Ölund")
    name(team, "K-2", "Pär", "Åslund")
    found = listed(team, search="ås")
    assert sorted((row.own_id, row.name.full) for row in found.rows) == [
        ("K-1", "Åsa Ölund"),
        ("K-2", "Pär Åslund"),
    ]
    assert ids(team, search="åsa ö") == ["K-1"]
    assert ids(team, search="k-3") == ["K-3"]


def test_a_name_that_the_actor_may_not_see_finds_nobody(team: Team) -> None:
    make_stay(team, own_id="K-1")
    name(team, "K-1", "Åsa", "Ölund")
    found = list_participants(actor=coach(team), team=team, query=ListQuery(search="Åsa"))
    assert (found.rows, found.counts[Filter.ALL]) == ((), 0)


def test_every_column_sorts_both_ways_and_unknown_comes_last(team: Team) -> None:
    old = make_stay(team, own_id="K-2", born_on=DAY(1970, 1, 1), referrer="soc", enrolled_on=DAY(2026, 1, 1))
    make_stay(
        team,
        own_id="k-10",
        born_on=None,
        birth_year=1990,
        sex="men",
        referrer="fk",
        enrolled_on=DAY(2025, 1, 1),
    )
    make_stay(team, own_id="K-9", born_on=None, sex="other", referred_on=DAY(2026, 1, 2))
    with acting(lead(team)):
        make_consent(team, old.person_id, signed_on=DAY(2026, 1, 1))
    name(team, "k-10", "Bo", "Adamsson")
    name(team, "K-9", "Ada", "Åberg")
    allocate(team, old, "Ada")
    expected = {
        Sort.NAME: (["k-10", "K-9", "K-2"], ["K-9", "k-10", "K-2"]),  # who has no name comes last
        Sort.OWN_ID: (["K-2", "K-9", "k-10"], ["k-10", "K-9", "K-2"]),
        Sort.AGE: (["k-10", "K-2", "K-9"], ["K-2", "k-10", "K-9"]),
        Sort.SEX: (["k-10", "K-9", "K-2"], ["K-2", "K-9", "k-10"]),
        Sort.REFERRER: (["k-10", "K-2", "K-9"], ["K-2", "k-10", "K-9"]),
        Sort.ENROLLED: (["k-10", "K-2", "K-9"], ["K-2", "k-10", "K-9"]),
        Sort.DAYS: (["K-9", "K-2", "k-10"], ["k-10", "K-2", "K-9"]),
        Sort.STATUS: (["K-2", "k-10", "K-9"], ["K-9", "K-2", "k-10"]),
        Sort.ACT: (["k-10", "K-9", "K-2"], ["K-2", "K-9", "k-10"]),
    }
    for sort, (up, down) in expected.items():
        assert (ids(team, sort=sort), ids(team, sort=sort, descending=True)) == (up, down), sort
    assert ids(team, sort=Sort.COACH)[0] == ids(team, sort=Sort.COACH, descending=True)[0] == "K-2"
    assert set(expected) | {Sort.COACH} == set(Sort)


def test_the_list_is_cut_in_the_database_and_the_counts_are_not(team: Team) -> None:
    for number in range(4):
        make_stay(team, own_id=f"K-{number}")
    found = listed(team, limit=3, sort=Sort.OWN_ID)
    assert [row.own_id for row in found.rows] == ["K-0", "K-1", "K-2"]
    assert found.counts[Filter.ALL] == 4


def test_only_what_is_the_actors_to_see(team: Team) -> None:
    mine, open_, other = (make_stay(team, own_id=name) for name in ("mine", "open", "other"))
    me = coach(team)
    work_in(team, User.objects.create(pk=me.user_id, username=me.username))
    with acting(lead(team)):
        CoachAssignment.objects.create(
            team=team, person_id=mine.person_id, coach_id=me.user_id, valid_from=TODAY
        )
        make_consent(team, open_.person_id, signed_on=TODAY)
    allocate(team, other, "Ada")
    make_stay(make_team(), own_id="elsewhere")
    seen = listed(team, me)
    assert {row.own_id for row in seen.rows} == {"mine", "open"}
    assert (seen.counts[Filter.ALL], seen.hidden_count) == (2, None)
    assert ids(team, me, search="other") == []
    led = listed(team)
    assert {row.own_id for row in led.rows} == {"open"}
    assert led.hidden_count == 2


def test_a_stay_without_facts_is_nobody(team: Team) -> None:
    """What an import that was undone leaves behind."""
    stay = make_stay(team)
    with acting(lead(team)):
        StayEvent.objects.filter(stay=stay).update(superseded_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        project(team.pk)
    found = listed(team)
    assert (found.rows, found.counts[Filter.ALL], found.hidden_count) == ((), 0, 0)


@pytest.mark.parametrize(
    ("born_on", "birth_year", "day", "age"),
    [
        (DAY(1990, 5, 2), 1990, DAY(2026, 5, 1), 35),
        (DAY(1990, 5, 1), 1990, DAY(2026, 5, 1), 36),
        (DAY(2000, 2, 29), 2000, DAY(2026, 2, 27), 25),
        (DAY(2000, 2, 29), 2000, DAY(2026, 2, 28), 26),
        (None, 1990, DAY(2026, 1, 1), 36),
        (None, None, DAY(2026, 1, 1), None),
    ],
)
def test_age_is_the_figures_age(
    born_on: dt.date | None, birth_year: int | None, day: dt.date, age: int | None
) -> None:
    assert age_on(born_on, birth_year, day) == age
    with connection.cursor() as cursor:
        cursor.execute("SELECT samsteg_age(%s::date, %s::integer, %s::date)", [born_on, birth_year, day])
        assert cursor.fetchone()[0] == age


def test_queries_do_not_grow_with_rows(team: Team) -> None:
    counts = []
    for _round in range(2):
        for _number in range(5):
            make_stay(team)
        with (
            acting(lead(team)),
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            list_participants(actor=lead(team), team=team, query=ListQuery(limit=None))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 4
