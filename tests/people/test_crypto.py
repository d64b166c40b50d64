"""What is sealed opens only in its own place under its own key; everything else is a KeyProblem."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.core.errors import KeyProblem
from samsteg.core.named_keys import KEY_BYTES
from samsteg.people import crypto
from samsteg.people.keys import KeyRing

keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
texts = st.text(max_size=200)
ids = st.integers(min_value=1, max_value=2**63 - 1)
kinds = st.sampled_from(["personnummer", "contact"])
NUMBER = "199005179806"


def ring(current: str = "1", *others: str, index: int = 0) -> KeyRing:
    """Key "n" is thirty-two bytes n, the index key thirty-two bytes `index`."""
    names = (current, *others)
    masters = {name: bytes([int(name)]) * KEY_BYTES for name in names}
    return KeyRing(current_id=current, masters=masters, index_key=bytes([index]) * KEY_BYTES)


@settings(deadline=None)
@given(key=keys, plain=texts, kind=kinds, person_id=ids)
def test_what_is_sealed_opens_again(key: bytes, plain: str, kind: str, person_id: int) -> None:
    sealed = crypto.encrypt(key, plain, kind=kind, person_id=person_id)
    assert crypto.decrypt(key, sealed, kind=kind, person_id=person_id) == plain


@settings(deadline=None)
@given(key=keys, plain=st.text(min_size=4, max_size=40), person_id=ids)
def test_nothing_of_the_text_shows_and_no_two_are_alike(key: bytes, plain: str, person_id: int) -> None:
    first, second = (crypto.encrypt(key, plain, kind="contact", person_id=person_id) for _time in range(2))
    assert first != second
    assert plain.encode() not in first


@settings(deadline=None)
@given(key=keys, other=keys, plain=texts, ids=st.lists(ids, min_size=2, max_size=2, unique=True))
def test_moved_to_another_place_it_stays_shut(key: bytes, other: bytes, plain: str, ids: list[int]) -> None:
    mine, yours = ids
    sealed = crypto.encrypt(key, plain, kind="contact", person_id=mine)
    with pytest.raises(KeyProblem):
        crypto.decrypt(key, sealed, kind="contact", person_id=yours)
    with pytest.raises(KeyProblem):
        crypto.decrypt(key, sealed, kind="personnummer", person_id=mine)
    if other != key:
        with pytest.raises(KeyProblem):
            crypto.decrypt(other, sealed, kind="contact", person_id=mine)


@settings(deadline=None)
@given(key=keys, plain=texts, data=st.data())
def test_a_changed_or_cut_cipher_is_told_apart(key: bytes, plain: str, data: st.DataObject) -> None:
    sealed = crypto.encrypt(key, plain, kind="contact", person_id=1)
    place = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytes([*sealed[:place], sealed[place] ^ data.draw(st.integers(1, 255)), *sealed[place + 1 :]])
    for broken in (flipped, sealed[:place], sealed + b"\0"):
        with pytest.raises(KeyProblem):
            crypto.decrypt(key, broken, kind="contact", person_id=1)


@settings(deadline=None)
@given(key=keys, person_id=ids)
def test_a_data_key_opens_under_its_master_key(key: bytes, person_id: int) -> None:
    key_id, wrapped = crypto.wrap(ring("1"), key, person_id)
    assert key_id == "1"
    assert key not in wrapped
    assert crypto.unwrap(ring("1"), key_id, wrapped, person_id) == key
    with pytest.raises(KeyProblem):
        crypto.unwrap(ring("1"), key_id, wrapped, person_id + 1)


def test_a_new_current_key_writes_and_the_old_still_opens() -> None:
    old_id, old = crypto.wrap(ring("1"), b"k" * KEY_BYTES, 7)
    both = ring("2", "1")
    assert crypto.unwrap(both, old_id, old, 7) == b"k" * KEY_BYTES
    new_id, new = crypto.wrap(both, b"k" * KEY_BYTES, 7)
    assert new_id == "2"
    assert crypto.unwrap(ring("2"), new_id, new, 7) == b"k" * KEY_BYTES


def test_a_missing_master_key_is_named() -> None:
    key_id, wrapped = crypto.wrap(ring("1"), b"k" * KEY_BYTES, 7)
    with pytest.raises(KeyProblem, match="1.*SAMSTEG_MASTER_KEYS"):
        crypto.unwrap(ring("2"), key_id, wrapped, 7)


def test_a_wrong_master_key_says_so_without_showing_any() -> None:
    _key_id, wrapped = crypto.wrap(ring("1"), b"k" * KEY_BYTES, 7)
    with pytest.raises(KeyProblem) as problem:
        crypto.unwrap(ring("2"), "2", wrapped, 7)
    assert str(problem.value)
    assert wrapped.hex() not in str(problem.value)


@settings(deadline=None)
@given(
    number=st.text("0123456789", min_size=12, max_size=12), team_ids=st.lists(ids, min_size=2, unique=True)
)
def test_the_blind_index_finds_within_a_team_and_never_across(number: str, team_ids: list[int]) -> None:
    indexes = [crypto.blind_index(ring(), team_id, number) for team_id in team_ids]
    assert indexes == [crypto.blind_index(ring(), team_id, number) for team_id in team_ids]
    assert len(set(indexes)) == len(team_ids)


def test_the_blind_index_needs_its_key_and_outlives_the_master_keys() -> None:
    assert crypto.blind_index(ring(index=0), 1, NUMBER) != crypto.blind_index(ring(index=1), 1, NUMBER)
    assert crypto.blind_index(ring("1"), 1, NUMBER) == crypto.blind_index(ring("2"), 1, NUMBER)
    assert crypto.blind_index(ring(), 1, NUMBER) != crypto.blind_index(ring(), 1, "199005179814")


def test_team_and_number_cannot_be_shifted_into_each_other() -> None:
    assert crypto.blind_index(ring(), 1, "1:2") != crypto.blind_index(ring(), 11, ":2")


@settings(deadline=None)
@given(content=st.binary(max_size=300), place=texts, other=texts)
def test_a_sealed_file_opens_only_in_its_place(content: bytes, place: str, other: str) -> None:
    sealed = crypto.seal_file(ring("1"), content, place)
    assert crypto.open_file(ring("2", "1"), sealed, place) == content
    if other != place:
        with pytest.raises(KeyProblem):
            crypto.open_file(ring("1"), sealed, other)
    for wrong in (ring("2"), KeyRing("1", {"1": b"x" * KEY_BYTES}, b"")):
        with pytest.raises(KeyProblem):
            crypto.open_file(wrong, sealed, place)


@settings(deadline=None)
@given(rubbish=st.binary(max_size=60))
def test_rubbish_instead_of_a_sealed_file_is_a_key_problem(rubbish: bytes) -> None:
    for broken in (rubbish, b"1\n" + rubbish, b"\xff\n" + rubbish):
        with pytest.raises(KeyProblem):
            crypto.open_file(ring("1"), broken, "place")
