"""Writing and reading identity: encrypted, found within the team, opened by the right keys alone."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from samsteg.core.context import acting
from samsteg.core.errors import KeyProblem
from samsteg.core.facts import Stamp
from samsteg.organisation.models import Team
from samsteg.people.models import Identity, Person, PersonDetail
from samsteg.people.selectors import contact_of, personnummer_of, persons_by_personnummer
from samsteg.people.services import (
    PersonFacts,
    create_persons,
    save_contact,
    save_details,
    save_own_ids,
    save_personnummer,
)
from tests.factories import lead, make_person, make_team

ANNA, BO, CI = "199005179806", "198812249819", "200001019825"
KEYS = {name: base64.b64encode(name.encode() * 32).decode() for name in "123"}
INDEX = f"index:{base64.b64encode(b'i' * 32).decode()}"
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def use_keys(settings: Settings, *names: str) -> None:
    settings.SAMSTEG_MASTER_KEYS = ",".join([*(f"{name}:{KEYS[name]}" for name in names), INDEX])


@pytest.fixture
def team(db: None, settings: Settings) -> Team:
    use_keys(settings, "1")
    return make_team()


def test_a_number_is_stored_found_changed_and_taken_away(team: Team) -> None:
    anna, bo = make_person(team), make_person(team)
    with acting(lead(team)):
        assert save_personnummer(team=team, numbers={anna: ANNA, bo: BO}) == 2
        assert persons_by_personnummer(team.pk, [ANNA, BO, CI]) == {ANNA: anna, BO: bo}
        assert save_personnummer(team=team, numbers={anna: ANNA, bo: CI}) == 1
        assert persons_by_personnummer(team.pk, [ANNA, BO, CI]) == {ANNA: anna, CI: bo}
        assert save_personnummer(team=team, numbers={anna: None}) == 1
        assert save_personnummer(team=team, numbers={anna: None}) == 0
        assert persons_by_personnummer(team.pk, [ANNA, CI]) == {CI: bo}
        assert personnummer_of(team.pk, [anna, bo]) == {bo: CI}


def test_the_same_number_again_writes_nothing(team: Team) -> None:
    anna = make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA})
        before = Identity.objects.values().get()
        assert save_personnummer(team=team, numbers={anna: ANNA}) == 0
        assert Identity.objects.values().get() == before


def test_only_those_asked_for_are_opened(team: Team) -> None:
    anna, bo = make_person(team), make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA, bo: BO})
        assert personnummer_of(team.pk, [anna]) == {anna: ANNA}
        assert personnummer_of(team.pk, []) == {}


def test_two_teams_have_the_same_human_and_neither_learns_of_the_other(team: Team) -> None:
    other = make_team()
    here, there = make_person(team), make_person(other)
    for one, person in ((team, here), (other, there)):
        with acting(lead(one)):
            save_personnummer(team=one, numbers={person: ANNA})
    with acting(lead(team, other)):
        indexes = [bytes(index) for index in Identity.objects.values_list("personnummer_index", flat=True)]
        assert len(set(indexes)) == 2
        assert persons_by_personnummer(team.pk, [ANNA]) == {ANNA: here}
        assert personnummer_of(team.pk, [here, there]) == {here: ANNA}
    with acting(lead(team)):
        assert persons_by_personnummer(other.pk, [ANNA]) == {}


def test_one_number_belongs_to_one_person_of_the_team(team: Team) -> None:
    anna, bo = make_person(team), make_person(team)
    with acting(lead(team)), pytest.raises(IntegrityError, match="number_once"), transaction.atomic():
        save_personnummer(team=team, numbers={anna: ANNA, bo: ANNA})


def test_nothing_stored_shows_the_number(team: Team) -> None:
    anna = make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA})
        save_contact(team=team, person_id=anna, contact='{"phone": "070-000 00 00"}')
        stored = Identity.objects.values().get()
    shown = b"".join(bytes(value) for value in stored.values() if isinstance(value, bytes | memoryview))
    assert len(shown) > 150
    for secret in (ANNA, ANNA[2:], "070-000"):
        assert secret.encode() not in shown


def test_contact_and_number_share_a_key_and_live_apart(team: Team) -> None:
    anna, bo = make_person(team), make_person(team)
    with acting(lead(team)):
        assert contact_of(team.pk, anna) == ""
        save_contact(team=team, person_id=anna, contact="first")
        save_personnummer(team=team, numbers={anna: ANNA, bo: BO})
        save_contact(team=team, person_id=anna, contact="åäö")
        assert contact_of(team.pk, anna) == "åäö"
        assert contact_of(team.pk, bo) == ""
        assert personnummer_of(team.pk, [anna]) == {anna: ANNA}
        assert len({bytes(row.wrapped_key) for row in Identity.objects.all()}) == 2


@pytest.mark.parametrize("columns", [["personnummer_cipher"], ["personnummer_cipher", "wrapped_key"]])
def test_moved_to_another_person_it_does_not_open(team: Team, columns: list[str]) -> None:
    """An operator who swaps rows can't show one person's number as another's."""
    anna, bo = make_person(team), make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA, bo: BO})
        source = Identity.objects.get(person_id=anna)
        Identity.objects.filter(person_id=bo).update(**{name: getattr(source, name) for name in columns})
        assert personnummer_of(team.pk, [anna]) == {anna: ANNA}
        with pytest.raises(KeyProblem):
            personnummer_of(team.pk, [bo])


def test_moved_to_another_column_it_does_not_open(team: Team) -> None:
    anna = make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA})
        row = Identity.objects.get()
        Identity.objects.update(contact_cipher=row.personnummer_cipher)
        with pytest.raises(KeyProblem):
            contact_of(team.pk, anna)


def test_two_masters_the_old_opens_and_the_new_writes(team: Team, settings: Settings) -> None:
    anna, bo = make_person(team), make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA})
        use_keys(settings, "2", "1")
        save_personnummer(team=team, numbers={bo: BO})
        assert dict(Identity.objects.values_list("person_id", "key_id")) == {anna: "1", bo: "2"}
        assert personnummer_of(team.pk, [anna, bo]) == {anna: ANNA, bo: BO}
        assert persons_by_personnummer(team.pk, [ANNA, BO]) == {ANNA: anna, BO: bo}
        assert save_personnummer(team=team, numbers={anna: CI}) == 1
        assert personnummer_of(team.pk, [anna]) == {anna: CI}
        use_keys(settings, "2")
        assert personnummer_of(team.pk, [bo]) == {bo: BO}
        with pytest.raises(KeyProblem, match="1.*SAMSTEG_MASTER_KEYS"):
            personnummer_of(team.pk, [anna])


@pytest.mark.parametrize("ring", [("3",), ("3", "2")])
def test_without_the_key_nothing_is_read_or_overwritten(
    team: Team, settings: Settings, ring: tuple[str, ...]
) -> None:
    anna = make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA})
        save_contact(team=team, person_id=anna, contact="first")
        before = Identity.objects.values().get()
        use_keys(settings, *ring)
        for attempt in (
            lambda: personnummer_of(team.pk, [anna]),
            lambda: contact_of(team.pk, anna),
            lambda: save_personnummer(team=team, numbers={anna: BO}),
            lambda: save_contact(team=team, person_id=anna, contact="second"),
        ):
            with pytest.raises(KeyProblem, match="SAMSTEG_MASTER_KEYS"):
                attempt()
        assert Identity.objects.values().get() == before


def test_a_key_of_the_right_name_and_wrong_content_is_told(team: Team, settings: Settings) -> None:
    anna = make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA})
        settings.SAMSTEG_MASTER_KEYS = f"1:{KEYS['2']},{INDEX}"
        with pytest.raises(KeyProblem) as problem:
            personnummer_of(team.pk, [anna])
    assert ANNA not in str(problem.value)


def test_without_the_data_key_everything_is_forgotten(team: Team) -> None:
    """What disposal rests on: the wrapped key gone, no master key brings the number back."""
    anna = make_person(team)
    with acting(lead(team)):
        save_personnummer(team=team, numbers={anna: ANNA})
        Identity.objects.update(wrapped_key=b"")
        with pytest.raises(KeyProblem):
            personnummer_of(team.pk, [anna])


def test_own_ids_are_set_within_the_team_alone(team: Team) -> None:
    other = make_team()
    here, there = make_person(team, own_id="P1"), make_person(other, own_id="P1")
    with acting(lead(team, other)):
        save_own_ids(team=team, own_ids={here: "P2", there: "P3"})
        assert dict(Person.objects.values_list("pk", "own_id")) == {here: "P2", there: "P1"}


def test_persons_come_in_the_order_given_and_may_lack_an_own_id(team: Team) -> None:
    with acting(lead(team)):
        ids = create_persons(team=team, own_ids=["b", "", "a", ""])
        assert [Person.objects.get(pk=pk).own_id for pk in ids] == ["b", "", "a", ""]
        with pytest.raises(IntegrityError, match="own_id"), transaction.atomic():
            create_persons(team=team, own_ids=["a"])


def test_details_are_facts_and_the_year_follows_the_day(team: Team) -> None:
    anna = make_person(team, sex="women", born_on=None, birth_year=1990, recorded_at=NOON)
    later = Stamp(moment=NOON + dt.timedelta(hours=1), actor_id=1, source_id=None)
    with acting(lead(team)):
        corrected = {anna: PersonFacts(sex="women", born_on=dt.date(1991, 5, 17), birth_year=1990)}
        assert save_details(team=team, persons=corrected, stamp=later) == 1
        assert save_details(team=team, persons=corrected, stamp=later) == 0
        rows = PersonDetail.objects.order_by("recorded_at").values_list("birth_year", "superseded_at")
        assert list(rows) == [(1990, later.moment), (1991, None)]


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"sex": "women", "born_on": dt.date(1990, 1, 1), "birth_year": 1991}, "birth_agrees"),
        ({"sex": "K", "birth_year": 1990}, "sex_known"),
    ],
)
def test_the_database_refuses_details_that_cannot_be(
    team: Team, columns: dict[str, object], constraint: str
) -> None:
    with acting(lead(team)):
        (person,) = create_persons(team=team, own_ids=[""])
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            PersonDetail.objects.create(team=team, person_id=person, recorded_at=NOON, **columns)


def test_one_current_detail_per_person(team: Team) -> None:
    anna = make_person(team)
    with acting(lead(team)), pytest.raises(IntegrityError, match="current_once"), transaction.atomic():
        PersonDetail.objects.create(team=team, person_id=anna, sex="men", recorded_at=NOON)
