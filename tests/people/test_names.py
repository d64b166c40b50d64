"""Names are sealed, kept in one form of their letters, and go with the person's key."""

from __future__ import annotations

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.core.errors import Refused
from samsteg.people.models import Identity
from samsteg.people.names import NAMELESS, PersonName, called, names_of_persons, save_name, tidied_name
from samsteg.people.services import forget_identity
from tests.factories import lead, make_person, make_team

pytestmark = pytest.mark.django_db


def test_a_name_is_kept_sealed_and_goes_with_the_key() -> None:
    team = make_team()
    one, two = make_person(team), make_person(team)
    with acting(lead(team)):
        save_name(team=team, person_id=one, name=PersonName(" Åsa ", "Exempels  dotter"))
        assert names_of_persons(team.pk, [one, two]) == {one: PersonName("Åsa", "Exempels dotter")}
        sealed = bytes(Identity.objects.get(person_id=one).name_cipher or b"")
        assert "Åsa".encode() not in sealed
        save_name(team=team, person_id=two, name=NAMELESS)
        assert not Identity.objects.filter(person_id=two).exists()
        forget_identity(team=team, person_id=one)
        assert names_of_persons(team.pk, [one, two]) == {}


def test_an_empty_name_takes_the_name_away() -> None:
    team = make_team()
    person_id = make_person(team)
    with acting(lead(team)):
        save_name(team=team, person_id=person_id, name=PersonName("Ali"))
        save_name(team=team, person_id=person_id, name=PersonName("", " "))
        assert names_of_persons(team.pk, [person_id]) == {}


@pytest.mark.parametrize("name", ["نورا", "Łukasz", "O’Brien-Ñ", "می\u200cنا", "José"])
def test_names_in_any_script(name: str) -> None:
    assert tidied_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("name", ["Eva\u202e", "\u200bEva", "E\x00va", "x" * 81])
def test_what_can_not_be_seen_or_is_too_long_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        tidied_name(name)


@given(st.text(max_size=100))
def test_tidying_once_is_enough(text: str) -> None:
    try:
        tidy = tidied_name(text)
    except Refused:
        return
    assert tidied_name(tidy) == tidy
    assert tidy == tidy.strip()


def test_the_swedish_order_is_by_last_name() -> None:
    names = [
        PersonName("Bo", "Öberg"),
        PersonName("Ada", "Åberg"),
        PersonName("Ö", "Zed"),
        PersonName("Cleo"),
    ]
    assert [one.full for one in sorted(names, key=lambda name: name.order)] == [
        "Cleo",
        "Ö Zed",
        "Ada Åberg",
        "Bo Öberg",
    ]


def test_who_has_no_name_is_called_by_the_teams_own_id() -> None:
    with translation.override("sv"):
        assert called(NAMELESS, "K-1") == "Deltagare K-1"
    assert called(PersonName("Åsa"), "K-1") == "Åsa"
