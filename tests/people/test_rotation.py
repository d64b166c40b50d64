"""New master keys on live data: batch by batch, begun again after a fault; a lost, wrong or removed key is told."""

from __future__ import annotations

import base64
import io
import uuid
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.context import acting
from samsteg.core.errors import KeyProblem
from samsteg.core.roles import as_owner
from samsteg.exchange.besides import place_of
from samsteg.exchange.corrections import corrections_place
from samsteg.exchange.models import AppliedImport
from samsteg.exchange.staging import staging_folder
from samsteg.organisation.models import Team
from samsteg.people.crypto import new_data_key, open_file, seal_file, unwrap, wrap
from samsteg.people.key_checks import checked_ring
from samsteg.people.keys import key_ring, parse_keys
from samsteg.people.models import Identity, KeyCheck
from samsteg.people.rotation import rotate_identities
from samsteg.people.selectors import contact_of, personnummer_of, persons_by_personnummer
from samsteg.people.services import forget_identity, save_contact, save_personnummer
from samsteg.people.vault import vault_to_fill, vaults_of
from tests.factories import lead, make_person, make_team
from tests.people.test_dump import dump_database, found_in
from tests.people.test_identity import ANNA, BO, CI, INDEX, KEYS, use_keys

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = '{"phone": "070-000 00 00"}'


@pytest.fixture
def team(settings: Settings, tmp_path: Path) -> Team:
    settings.DATA_DIR = tmp_path
    use_keys(settings, "1")
    return make_team()


@pytest.fixture
def persons(team: Team) -> list[int]:
    """Three with numbers, two of them with more in the vault."""
    made = [make_person(team) for _number in range(3)]
    with acting(lead(team)):
        save_personnummer(team=team, numbers=dict(zip(made, (ANNA, BO, CI), strict=True)))
        save_contact(team=team, person_id=made[0], contact=CONTACT)
    return made


def keys(*arguments: str) -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command("keys", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def all_open(team: Team, persons: list[int]) -> None:
    with acting(lead(team)):
        assert personnummer_of(team.pk, persons) == dict(zip(persons, (ANNA, BO, CI), strict=True))
        assert contact_of(team.pk, persons[0]) == CONTACT
        assert persons_by_personnummer(team.pk, [BO]) == {BO: persons[1]}


def test_after_a_rotation_the_old_key_can_go(settings: Settings, team: Team, persons: list[int]) -> None:
    with acting(lead(team)):
        note = vault_to_fill(team.pk, persons[1]).seal("Trivs i skogen.", "note:1")
    use_keys(settings, "2", "1")
    all_open(team, persons)
    assert "1: still needed for 3" in keys("check")
    said = keys("rotate")
    assert "Under the key \u201c2\u201d now: 3 persons" in said
    assert "1: not needed any more" in keys("check")
    use_keys(settings, "2")
    all_open(team, persons)
    with acting(lead(team)):
        assert vaults_of(team.pk, [persons[1]])[persons[1]].open(note, "note:1") == "Trivs i skogen."
    assert "0 persons" in keys("rotate")


def test_a_rotation_that_is_broken_off_begins_where_it_was(
    settings: Settings, team: Team, persons: list[int]
) -> None:
    use_keys(settings, "2", "1")

    def stop(done: int) -> None:
        if done == 2:
            raise ZeroDivisionError

    with as_owner():
        with pytest.raises(ZeroDivisionError):
            rotate_identities(key_ring(), batch=1, on_batch=stop)
        assert sorted(Identity.objects.values_list("key_id", flat=True)) == ["1", "2", "2"]
    all_open(team, persons)
    with as_owner():
        assert rotate_identities(key_ring(), batch=2) == 1
    all_open(team, persons)


def test_what_is_written_while_it_goes_on_is_kept(settings: Settings, team: Team, persons: list[int]) -> None:
    """A save that read the row before its batch, and stores after it, must not put the old wrapping back."""
    use_keys(settings, "2", "1")
    with acting(lead(team)):
        vault = vault_to_fill(team.pk, persons[0])
    with as_owner():
        rotate_identities(key_ring())
    with acting(lead(team)):
        Identity.objects.filter(team=team, person_id=persons[0]).update(
            contact_cipher=vault.seal("{}", "contact")
        )
        save_personnummer(team=team, numbers={persons[1]: None})
        assert contact_of(team.pk, persons[0]) == "{}"
        assert set(Identity.objects.values_list("key_id", flat=True)) == {"2"}


def test_kept_imports_and_uploads_are_sealed_anew(settings: Settings, team: Team) -> None:
    key = uuid.uuid4()
    with acting(lead(team)) as actor:
        source = record_source(actor=actor, team_id=team.pk, kind=SourceKind.COMMAND)
        AppliedImport.objects.create(
            team=team,
            source_id=source.pk,
            moment=source.at,
            **{f"{name}_count": 0 for name in ("new", "changed", "cleared", "unchanged", "left_out")},
            sealed=seal_file(key_ring(), b"before", place_of(source.pk)),
        )
    upload = staging_folder() / str(key)
    mended = staging_folder() / f"{key}.mended"
    upload.write_bytes(seal_file(key_ring(), b"rows", str(key)))
    mended.write_bytes(seal_file(key_ring(), b"[]", corrections_place(str(key))))
    use_keys(settings, "2", "1")
    assert "1: still needed for 3" in keys("check")
    assert "1 imports, 2 uploads" in keys("rotate")
    use_keys(settings, "2")
    assert "Everything can be opened." in keys("check")
    assert open_file(key_ring(), upload.read_bytes(), str(key)) == b"rows"
    assert upload.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in staging_folder().iterdir()) == sorted([str(key), f"{key}.mended"])
    with acting(lead(team)):
        row = AppliedImport.objects.get()
        assert open_file(key_ring(), bytes(row.sealed or b""), place_of(row.source_id)) == b"before"


def test_a_lost_key_is_named(settings: Settings, team: Team, persons: list[int]) -> None:
    use_keys(settings, "2")
    with pytest.raises(CommandError, match="master key \u201c1\u201d is missing"):
        keys("rotate")
    out = io.StringIO()
    with translation.override("en"), pytest.raises(CommandError, match="3 things can't be opened"):
        call_command("keys", "check", stdout=out)
    assert "1: MISSING, and needed for 3" in out.getvalue()
    use_keys(settings, "1")
    all_open(team, persons)


def test_another_key_under_the_old_name_is_noticed(
    settings: Settings, team: Team, persons: list[int]
) -> None:
    other = base64.b64encode(b"x" * 32).decode()
    for ring in (f"1:{other},{INDEX}", f"1:{KEYS['1']},index:{other}"):
        settings.SAMSTEG_MASTER_KEYS = ring
        with acting(lead(team)), translation.override("en"):
            with pytest.raises(KeyProblem, match="another than the one in use"):
                persons_by_personnummer(team.pk, [ANNA])
            with pytest.raises(KeyProblem, match="another than the one in use"):
                save_personnummer(team=team, numbers={make_person(team): "199005179814"})
        for act in ("check", "rotate"):
            with pytest.raises(CommandError, match="another than the one in use"):
                keys(act)
    use_keys(settings, "1")
    all_open(team, persons)


def test_a_check_tells_nothing_of_its_key(team: Team, persons: list[int]) -> None:
    stored = {name: bytes(digest) for name, digest in KeyCheck.objects.values_list("name", "digest")}
    assert set(stored) == {"1", "index"}
    for digest in stored.values():
        assert digest not in (b"1" * 32, b"i" * 32)
        assert len(digest) == 32
    assert checked_ring().current_id == "1"


def test_new_keys_fit_and_differ() -> None:
    first, second = keys("new", "2026").strip(), keys("new", "2026").strip()
    assert first != second
    assert parse_keys(f"{first},{INDEX}").current_id == "2026"
    for name in ("index", "", "a b", "a" * 41, "å"):
        with pytest.raises(CommandError):
            keys("new", name)


def test_two_persons_change_numbers_in_one_save(team: Team, persons: list[int]) -> None:
    anna, bo, ci = persons
    with acting(lead(team)):
        assert save_personnummer(team=team, numbers={anna: BO, bo: CI, ci: ANNA}) == 3
        assert personnummer_of(team.pk, persons) == {anna: BO, bo: CI, ci: ANNA}
        late = make_person(team)
        save_personnummer(team=team, numbers={anna: None, late: BO})
        assert persons_by_personnummer(team.pk, [ANNA, BO]) == {ANNA: ci, BO: late}


def test_a_forgotten_identity_is_in_no_dump_and_no_copy_opens(
    team: Team, persons: list[int], tmp_path: Path
) -> None:
    """An old copy of the ciphers with today's keys and database opens nothing: the data key is gone."""
    with acting(lead(team)):
        row = Identity.objects.get(person_id=persons[0])
        copy = bytes(row.personnummer_cipher or b"")
        note = vault_to_fill(team.pk, persons[0]).seal("Trivs i skogen.", "note:1")
        wrapped = bytes(row.wrapped_key)
        assert forget_identity(team=team, person_id=persons[0])
        assert not forget_identity(team=team, person_id=persons[0])
        assert vaults_of(team.pk, persons).keys() == set(persons[1:])
        assert personnummer_of(team.pk, persons).keys() == set(persons[1:])
        fresh = vault_to_fill(team.pk, persons[0])
        for sealed, place in ((copy, "personnummer"), (note, "note:1")):
            with pytest.raises(KeyProblem):
                fresh.open(sealed, place)
        assert persons_by_personnummer(team.pk, [ANNA]) == {}
    dump = dump_database(tmp_path / "dump.sql")
    assert found_in(dump, [ANNA]) == {}
    assert wrapped.hex().encode() not in dump
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@hypothesis_settings(max_examples=40, deadline=None)
@given(
    names=st.lists(st.sampled_from("123"), min_size=1, max_size=3, unique=True),
    person_id=st.integers(1, 2**40),
)
def test_a_key_wrapped_anew_is_the_same_key(names: list[str], person_id: int) -> None:
    """Through any chain of current keys."""
    data_key = new_data_key()
    first = parse_keys(f"{names[0]}:{KEYS[names[0]]},{INDEX}")
    key_id, wrapped = wrap(first, data_key, person_id)
    for name in names[1:]:
        ring = parse_keys(f"{name}:{KEYS[name]},{key_id}:{KEYS[key_id]},{INDEX}")
        key_id, wrapped = wrap(ring, unwrap(ring, key_id, wrapped, person_id), person_id)
    last = parse_keys(f"{key_id}:{KEYS[key_id]},{INDEX}")
    assert unwrap(last, key_id, wrapped, person_id) == data_key
    with pytest.raises(KeyProblem):
        unwrap(last, key_id, wrapped, person_id + 1)
