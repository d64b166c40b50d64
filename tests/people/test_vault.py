"""Texts and files about a person, all under the person's one key and each at its own place."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from samsteg.core.context import acting
from samsteg.core.errors import KeyProblem
from samsteg.organisation.models import Team
from samsteg.people import crypto
from samsteg.people.keys import key_ring
from samsteg.people.models import Identity
from samsteg.people.selectors import contact_of, personnummer_of
from samsteg.people.services import save_contact, save_personnummer
from samsteg.people.vault import Vault, vault_to_fill, vaults_of
from tests.factories import lead, make_person, make_team

ANNA = "199005179806"
KEYS = {name: base64.b64encode(name.encode() * 32).decode() for name in "12"}
INDEX = f"index:{base64.b64encode(b'i' * 32).decode()}"


def use_keys(settings: Settings, *names: str) -> None:
    settings.SAMSTEG_MASTER_KEYS = ",".join([*(f"{name}:{KEYS[name]}" for name in names), INDEX])


@pytest.fixture
def team(db: None, settings: Settings) -> Team:
    use_keys(settings, "1")
    return make_team()


def test_number_contact_and_any_other_text_share_one_key(team: Team) -> None:
    anna = make_person(team)
    with acting(lead(team)):
        sealed = vault_to_fill(team.pk, anna).seal("Vill börja i maj. 🌱", "note:1")
        save_personnummer(team=team, numbers={anna: ANNA})
        save_contact(team=team, person_id=anna, contact="{}")
        assert Identity.objects.filter(team=team).count() == 1
        assert vaults_of(team.pk, [anna])[anna].open(sealed, "note:1") == "Vill börja i maj. 🌱"
        assert personnummer_of(team.pk, [anna]) == {anna: ANNA}
        assert contact_of(team.pk, anna) == "{}"


def test_a_text_opens_only_at_its_own_place_and_person(team: Team) -> None:
    anna, bo = make_person(team), make_person(team)
    with acting(lead(team)):
        vault = vault_to_fill(team.pk, anna)
        sealed = vault.seal("hemligt", "note:1")
        with pytest.raises(KeyProblem):
            vault.open(sealed, "note:2")
        with pytest.raises(KeyProblem):
            vault_to_fill(team.pk, bo).open(sealed, "note:1")


def test_rotation_touches_the_key_alone(team: Team, settings: Settings) -> None:
    anna = make_person(team)
    with acting(lead(team)):
        sealed = vault_to_fill(team.pk, anna).seal("kvar", "note:1")
        row = Identity.objects.get(person_id=anna)
        use_keys(settings, "2", "1")
        ring = key_ring()
        key = crypto.unwrap(ring, row.key_id, bytes(row.wrapped_key), anna)
        row.key_id, row.wrapped_key = crypto.wrap(ring, key, anna)
        row.save()
        use_keys(settings, "2")
        assert vaults_of(team.pk, [anna])[anna].open(sealed, "note:1") == "kvar"


def test_whoever_has_no_vault_is_left_out(team: Team) -> None:
    anna, bo = make_person(team), make_person(team)
    with acting(lead(team)):
        vault_to_fill(team.pk, anna)
        assert set(vaults_of(team.pk, [anna, bo])) == {anna}


def test_another_team_makes_and_opens_none(team: Team) -> None:
    anna, other = make_person(team), make_team()
    with acting(lead(team)):
        vault_to_fill(team.pk, anna)
    with acting(lead(other)):
        assert vaults_of(team.pk, [anna]) == {}
        assert vaults_of(other.pk, [anna]) == {}


@given(content=st.binary(max_size=4000), place=st.from_regex(r"[a-z]{1,9}:[0-9]{1,9}", fullmatch=True))
def test_what_is_sealed_is_what_opens(content: bytes, place: str) -> None:
    vault = Vault(7, b"k" * 32)
    sealed = vault.seal_bytes(content, place)
    assert vault.open_bytes(sealed, place) == content
    assert len(content) < 12 or content not in sealed
