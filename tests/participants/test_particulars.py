"""Name and contact data: who may change them, what a protected person has, and two who change them at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import ProtectionLevel, ProtectionRule, RuleName
from samsteg.access.protection import name_staff, set_protection
from samsteg.core.context import acting, set_context
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.participants.particulars import (
    Particulars,
    StaleParticulars,
    allowed_for,
    contact_consent,
    particulars_of,
    save_particulars,
)
from samsteg.people.contact import Contact
from samsteg.people.models import Identity
from samsteg.people.names import PersonName
from samsteg.web.participants.contact.pages import dialled
from tests.factories import (
    coach,
    lead,
    make_authority,
    make_consent,
    make_stay,
    make_team,
    officer,
    representative,
)
from tests.web.users import inside, make_user

pytestmark = pytest.mark.django_db
NAME = PersonName("Alva", "Exempelsson")
PHONE = Contact(phone="070-1740605", way="text")


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def person(team: Team) -> int:
    return make_stay(team).person_id


def save(team: Team, person: int, *, who: object = None, token: str | None = None, **what: object) -> bool:
    """As the team lead; with the token that holds now unless another is given."""
    set_context(None)
    with acting(who or lead(team)) as actor:  # type: ignore[arg-type]
        now = particulars_of(team, person)
        values = {"name": now.name, "contact": now.contact} | what
        expected = now.token if token is None else token
        return save_particulars(
            actor=actor,
            team=team,
            person_id=person,
            expected_token=expected,
            **values,  # type: ignore[arg-type]
        )


def read(team: Team, person: int) -> Particulars:
    with inside(team):
        return particulars_of(team, person)


def test_what_is_saved_is_read_and_lies_sealed(team: Team, person: int) -> None:
    assert save(team, person, name=NAME, contact=PHONE)
    kept = read(team, person)
    assert (kept.name, kept.contact, kept.updated_by_id) == (NAME, PHONE, lead(team).user_id)
    with inside(team):
        row = Identity.objects.get(person_id=person)
    assert b"Alva" not in bytes(row.name_cipher or b"") and b"1740605" not in bytes(row.contact_cipher or b"")
    assert "Alva" not in repr(kept) and "1740605" not in repr(kept)


def test_the_same_again_changes_nothing(team: Team, person: int) -> None:
    save(team, person, name=NAME, contact=PHONE)
    before = read(team, person)
    assert not save(team, person, who=coach_who_sees(team, person), name=PersonName(" Alva ", "Exempelsson"))
    assert read(team, person) == before
    assert save(team, person, contact=Contact())
    assert read(team, person).contact.is_empty


def coach_who_sees(team: Team, person: int) -> object:
    make_consent(team, person)
    return coach(team)


def test_the_second_of_two_is_told(team: Team, person: int) -> None:
    token = read(team, person).token
    save(team, person, contact=PHONE)
    with pytest.raises(StaleParticulars):
        save(team, person, token=token, name=NAME)
    kept = read(team, person)
    assert (kept.name, kept.contact) == (PersonName(), PHONE)
    save(team, person, name=NAME)  # with the token of now
    assert read(team, person).token not in ("", token, kept.token)


def test_others_are_refused(team: Team, person: int) -> None:
    board = make_authority()
    make_consent(team, person, board)
    with pytest.raises(NotVisible):
        save(team, person, who=coach(team), name=NAME, token="")  # without the team's consent
    with pytest.raises(PermissionRefused):
        save(team, person, who=representative(team, board), name=NAME, token="")
    other = make_team()
    with pytest.raises(PermissionRefused):
        save(team, person, who=lead(other), name=NAME, token="")


@pytest.mark.parametrize("rule", ProtectionRule)
def test_a_protected_person_has_no_contact_data_and_a_name_by_rule_alone(
    team: Team, person: int, rule: ProtectionRule
) -> None:
    staff, chief = make_user("namngiven", team), make_user("ansvarig")
    head = replace(lead(team), user_id=staff.pk)
    with acting(officer(team, user_id=chief.pk)) as actor:
        decide_rule(
            actor=actor,
            team=team,
            name=RuleName.PROTECTED_IDENTITY,
            value=rule.value,
            valid_from=staff.date_joined.date(),
            decision_number="SN 1",
        )
    with acting(head) as actor:
        set_protection(actor=actor, team=team, person_id=person, level=ProtectionLevel.REGISTRATION)
        assert allowed_for(team, person).contact is False
        assert allowed_for(team, person).name is (rule is ProtectionRule.NAMED_STAFF)
    with acting(officer(team, user_id=chief.pk)) as actor:
        name_staff(actor=actor, team=team, person_id=person, user_id=staff.pk)
    with pytest.raises(Refused, match="never kept"), translation.override("en"):
        save(team, person, who=head, contact=PHONE)
    if rule is ProtectionRule.NAMED_STAFF:
        assert save(team, person, who=head, name=NAME)
    else:
        with pytest.raises(Refused):
            save(team, person, who=head, name=NAME)


def test_a_real_team_keeps_nothing_before_its_controller_is_decided(
    team: Team, person: int, settings: LazySettings
) -> None:
    settings.SAMSTEG_PRACTICE_ONLY = False
    with pytest.raises(Refused):
        save(team, person, name=NAME)
    assert read(team, person) == Particulars()


def test_the_consent_to_be_written_to_is_one_of_its_own(team: Team, person: int) -> None:
    make_consent(team, person)
    with inside(team):
        assert contact_consent(team, person) is None
    given_one = make_consent(team, person, kind="contact")
    with inside(team):
        assert contact_consent(team, person) == given_one


@given(st.text(max_size=30))
def test_what_a_telephone_dials_is_a_number_and_nothing_else(text: str) -> None:
    number = dialled(text)
    assert not number or (number.lstrip("+").isascii() and number.lstrip("+").isdigit())


@pytest.mark.parametrize(
    ("text", "number"),
    [("070-174 06 05", "0701740605"), ("+46 (70) 174 06 05", "+46701740605"), ("070 hos mamma", "")],
)
def test_a_number_is_dialled(text: str, number: str) -> None:
    assert dialled(text) == number
