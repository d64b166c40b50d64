"""Name and contact data: who may change them, what a protected person has, and two who change them at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
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
    let_go_earlier_contact,
    particulars_of,
    save_particulars,
)
from samsteg.people.contact import Contact, earlier_contacts
from samsteg.people.models import EarlierContact, Identity
from samsteg.people.names import PersonName
from samsteg.people.services import forget_identity
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


def earlier(team: Team, person: int) -> list[tuple[dict[str, str], int | None]]:
    with inside(team):
        return [(dict(one.fields), one.replaced_by_id) for one in earlier_contacts(team.pk, person)]


def test_what_a_change_takes_away_is_kept_sealed_and_nothing_else(team: Team, person: int) -> None:
    save(team, person, name=NAME, contact=PHONE)
    assert earlier(team, person) == []  # nothing was said before
    both = replace(PHONE, phone="070-1740699", interpreter="somaliska", emergency_name="Robin")
    save(team, person, contact=both)
    save(team, person, contact=replace(both, interpreter="", emergency_name="Kim"))
    by = lead(team).user_id
    told = [({"interpreter": "somaliska", "emergency_name": "Robin"}, by), ({"phone": "070-1740605"}, by)]
    assert earlier(team, person) == told
    save(team, person, contact=Contact())
    assert earlier(team, person)[0][0] == {"phone": "070-1740699", "way": "text", "emergency_name": "Kim"}
    save(team, person, name=PersonName("Alva", "Annatsson"))  # of a name nothing earlier is kept
    assert len(earlier(team, person)) == 3
    with inside(team):
        rows = [bytes(row.told_cipher) for row in EarlierContact.objects.filter(person_id=person)]
    assert len(rows) == 3 and not any(b"1740605" in row or b"Robin" in row for row in rows)


@given(changes=st.lists(st.sampled_from(["", "070-1", "070-2", "070-3"]), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
def test_every_value_that_was_taken_away_is_there_in_order(
    team: Team, person: int, changes: list[str]
) -> None:
    with transaction.atomic():
        for phone in changes:
            save(team, person, contact=Contact(phone=phone))
        before = ["", *changes[:-1]] if changes else []
        gone = [old for old, new in zip(before, changes, strict=True) if old and old != new]
        assert [one["phone"] for one, _by in earlier(team, person)] == gone[::-1]
        transaction.set_rollback(True)


def test_what_was_said_before_goes_when_it_is_not_wanted_and_with_the_key(team: Team, person: int) -> None:
    for phone in ("070-1", "070-2"):
        save(team, person, contact=Contact(phone=phone))
    set_context(None)
    with acting(coach(team)) as actor, pytest.raises(NotVisible):  # without the team's consent
        let_go_earlier_contact(actor=actor, team=team, person_id=person)
    with acting(lead(team)) as actor:
        assert let_go_earlier_contact(actor=actor, team=team, person_id=person) == 1
    assert earlier(team, person) == []
    assert read(team, person).contact.phone == "070-2"
    save(team, person, contact=Contact(phone="070-3"))
    with inside(team):
        assert forget_identity(team=team, person_id=person)
        assert not EarlierContact.objects.filter(person_id=person).exists()


def test_no_earlier_contact_of_a_protected_person_can_be_written(team: Team, person: int) -> None:
    save(team, person, contact=PHONE)
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=person, level=ProtectionLevel.MARKED)
        with pytest.raises(IntegrityError, match="no contact data"), transaction.atomic():
            EarlierContact.objects.create(team=team, person_id=person, told_cipher=b"-")


def test_who_becomes_protected_keeps_no_contact_data_by_a_change_of_name(team: Team, person: int) -> None:
    """Nothing was taken away when the protection came; the next who saves takes it away, and keeps nothing of it."""
    staff = make_user("namngiven", team)
    head = replace(lead(team), user_id=staff.pk)
    save(team, person, name=NAME, contact=Contact(phone="070-1"))
    save(team, person, contact=PHONE)
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=person, level=ProtectionLevel.MARKED)
    with acting(officer(team, user_id=make_user("ansvarig").pk)) as actor:
        name_staff(actor=actor, team=team, person_id=person, user_id=staff.pk)
    save(team, person, who=head, name=PersonName(), contact=Contact())
    assert read(team, person).contact.is_empty and earlier(team, person) == []


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
