"""What those of a roll call are called on a telephone: first names, told apart by a number and never by an id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.activities.member_selectors import Listed
from samsteg.activities.offline.calling import spoken_names
from samsteg.activities.rolls import RollRow
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import PersonName, save_name
from tests.activities.offline.makers import group_today, turn_on
from tests.factories import make_team
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def kim(team: Team) -> User:
    user = make_user("kim", team, Role.TEAM_LEAD)
    turn_on(team, user)
    return user


def package_of(user: User) -> dict[str, Any]:
    (session,) = client_of(user).post(reverse("offline_package")).json()["sessions"]
    return dict(session)


def test_those_of_one_first_name_are_numbered_by_last_name_and_the_page_with_coverage_tells_who_is_who(
    team: Team, kim: User
) -> None:
    series, people = group_today(team, [kim], ["Anna", "anna", "Bo", "Cleo", "Cleo"])
    with inside(team):
        for person_id, last in zip(people[:2], ("Ek", "Berg"), strict=True):
            save_name(team=team, person_id=person_id, name=PersonName("Anna", last))
    session = package_of(kim)
    names = [one["name"] for one in session["people"]]
    assert names == ["Anna 1 of 2", "Anna 2 of 2", "Bo"]  # two called Cleo Hemlig nobody can tell apart
    assert session["left_out"] == 2
    assert "Ek" not in json.dumps(session) and "Berg" not in json.dumps(session)
    page = client_of(kim).get(reverse("roll_call", args=[team.slug, series])).content.decode()
    assert (
        "<strong>Anna 1 of 2</strong>: Anna Berg" in page and "<strong>Anna 2 of 2</strong>: Anna Ek" in page
    )
    assert "<strong>Bo" not in page
    turn_on(team, kim, "off")
    page = client_of(kim).get(reverse("roll_call", args=[team.slug, series])).content.decode()
    assert "Anna 1 of 2" not in page


def test_who_has_no_first_name_is_called_by_a_word_and_never_by_an_id(team: Team, kim: User) -> None:
    _series, people = group_today(team, [kim], ["Alva", "Bo", "Cleo"])
    with inside(team):
        save_name(team=team, person_id=people[0], name=PersonName("", ""))
    assert [one["name"] for one in package_of(kim)["people"]] == ["Bo", "Cleo", "Participant"]
    with inside(team):
        save_name(team=team, person_id=people[1], name=PersonName("", "Ek"))
    session = package_of(kim)
    # "Ek" has no first name to be called by, and isn't called by the last one
    assert [one["name"] for one in session["people"]] == ["Participant 1 of 2", "Cleo", "Participant 2 of 2"]
    with inside(team):
        ids = set(Stay.objects.in_team(team.pk).values_list("own_id", flat=True))
    assert ids and not ids & {part for one in session["people"] for part in one["name"].split()}


NAMES = st.sampled_from(["Anna", "anna", "Bo", "", "Éva"])
PEOPLE = st.lists(st.tuples(NAMES, st.sampled_from(["Ek", "Berg", "Hemlig"])), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(PEOPLE)
def test_no_two_on_a_telephone_are_called_alike_and_who_is_called_anew_is_told_of(
    people: list[tuple[str, str]],
) -> None:
    rows = [
        RollRow(Listed(pk, f"{first} {last}".strip() or f"K-{pk}", (last, str(pk)), None, first))
        for pk, (first, last) in enumerate(people, start=1)
    ]
    with translation.override("en"):
        found = spoken_names(rows)
    names = [one.name.casefold() for one in found]
    assert len(set(names)) == len(names)
    assert [one.row.person_id for one in found] == sorted(one.row.person_id for one in found)
    for one in found:
        assert one.is_told == (one.name != one.row.person.first)
        assert "K-" not in one.name and "Ek" not in one.name
    alike = {one.person.title.casefold() for one in rows}
    assert len(rows) - len(found) == sum(
        sum(row.person.title.casefold() == title for row in rows)
        for title in alike
        if sum(row.person.title.casefold() == title for row in rows) > 1
    )
