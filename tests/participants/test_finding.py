"""Finding somebody by name: whom, in what order, and never somebody whom the reader doesn't see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel
from samsteg.access.protection import set_protection
from samsteg.core.actor import Actor
from samsteg.core.context import acting, set_context
from samsteg.organisation.models import Team
from samsteg.participants.finding import MOST, find_participants
from samsteg.participants.selectors import ListQuery, list_participants
from samsteg.people.names import PersonName, is_called, save_name
from tests.factories import (
    coach,
    lead,
    make_authority,
    make_consent,
    make_person,
    make_stay,
    make_team,
    representative,
)

TODAY = timezone.localdate()
db = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def named(team: Team, name: str, own_id: str, *, left: bool = False, seen: bool = True) -> int:
    exited_on = TODAY - dt.timedelta(days=9) if left else None
    stay = make_stay(team, own_id=own_id, enrolled_on=dt.date(2025, 1, 7), exited_on=exited_on)
    if seen:
        make_consent(team, stay.person_id)
    with acting(lead(team)):
        save_name(team=team, person_id=stay.person_id, name=PersonName(*name.split(" ", 1)))
    return stay.person_id


def found(who: Actor, team: Team, text: str) -> list[int]:
    set_context(None)
    with acting(who) as actor:
        return [hit.person_id for hit in find_participants(actor=actor, team=team, text=text)]


@db
@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("alva", {"K-1"}),
        ("ALVA ex", {"K-1"}),
        ("ex alva", {"K-1"}),
        ("utkasten", {"K-2"}),
        ("par", {"K-2"}),
        ("Pär", {"K-2"}),
        ("k-", {"K-1", "K-2"}),
        ("K-2", {"K-2"}),
        ("омар", set()),
        ("a", set()),
        ("  ", set()),
        ("\x00", set()),
        ("%", set()),
        ("alva utkastén", set()),
    ],
)
def test_who_is_found(team: Team, text: str, whom: Collection[str]) -> None:
    persons = {"K-1": named(team, "Alva Exempelsson", "K-1"), "K-2": named(team, "Pär Utkastén", "K-2")}
    named(team, "Alva Exempelsson", "K-3", seen=False)  # nobody's to a coach
    assert set(found(coach(team), team, text)) == {persons[own_id] for own_id in whom}


@db
def test_who_is_here_comes_first_and_at_most_a_few_come(team: Team) -> None:
    gone = named(team, "Alva Aalto", "K-0", left=True)
    inside_a_name = named(team, "Salva Berg", "K-1")
    begins = named(team, "Bo Alvarsson", "K-2")
    assert found(coach(team), team, "alva") == [begins, inside_a_name, gone]
    for number in range(10):
        named(team, f"Alva Nummer{number}", f"N-{number}")
    assert len(found(coach(team), team, "alva")) == MOST


@db
def test_of_two_stays_one_hit_by_the_id_of_either(team: Team) -> None:
    person = make_person(team)
    make_stay(
        team, person=person, own_id="A-1", enrolled_on=dt.date(2024, 1, 1), exited_on=dt.date(2024, 5, 1)
    )
    make_stay(team, person=person, own_id="B-2", enrolled_on=dt.date(2025, 1, 1))
    make_consent(team, person)
    with acting(coach(team)) as actor:
        (hit,) = find_participants(actor=actor, team=team, text="a-1")
    assert (hit.person_id, hit.own_id, hit.status) == (person, "B-2", "enrolled")


@db
def test_a_protected_person_is_found_by_nobody(team: Team) -> None:
    person = named(team, "Alva Exempelsson", "K-1")
    assert found(lead(team), team, "alva") == [person]
    with acting(lead(team)) as actor:
        set_protection(actor=actor, team=team, person_id=person, level=ProtectionLevel.MARKED)
    for text in ("alva", "K-1"):
        assert found(lead(team), team, text) == []


@db
def test_a_representative_finds_those_the_authority_may_know_of(team: Team) -> None:
    board, other = make_authority(), make_authority()
    known, _unknown = named(team, "Alva Exempelsson", "K-1"), named(team, "Alva Påhittad", "K-2")
    make_consent(team, known, board, categories=["planning"])
    assert found(representative(team, board), team, "alva") == [known]
    assert found(representative(team, other), team, "alva") == []
    with acting(representative(team, board)) as actor:
        (hit,) = find_participants(actor=actor, team=team, text="alva")
    assert hit.status is None  # how it went is another category


@db
def test_the_list_finds_them_too(team: Team) -> None:
    for number, name in enumerate(("Alva Exempelsson", "Åke Alvén", "Zoja Okänd")):
        named(team, name, f"K-{number}")
    with acting(coach(team)) as actor:
        for text in ("alv", "ake", "zo ok", "K-1"):
            hits = {one.person_id for one in find_participants(actor=actor, team=team, text=text)}
            listed = list_participants(actor=actor, team=team, query=ListQuery(search=text))
            assert hits == {one.person_id for one in listed.rows} != set()


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_name_is_found_by_itself_and_by_its_beginning(first: str, last: str) -> None:
    name = PersonName(first, last)
    whole = name.full
    assert is_called(name, whole) is bool(whole.split())
    if whole.split() and whole[: len(whole) // 2].split():
        assert is_called(name, whole[: len(whole) // 2])
    assert not is_called(name, whole + " qqzzqq")
