"""Corrections: each a new dated fact, refused in words where it can't be true."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import name_staff, set_protection
from samsteg.core.context import acting, set_context
from samsteg.core.errors import NotVisible
from samsteg.core.facts import known_at
from samsteg.participants.correcting_person import agrees, correct_person, person_version
from samsteg.participants.models import Stay, StayEvent
from samsteg.participants.one_person import fact_rows_of
from samsteg.participants.way.correcting import correct_stay, version_among, version_of
from samsteg.participants.way.models import Situation
from samsteg.participants.way.rules import StepRefused
from samsteg.people.models import PersonDetail
from samsteg.people.services import PersonFacts, save_personnummer
from samsteg.web.participants.corrections.forms import in_order
from tests.exchange.builders import personnummer
from tests.factories import coach, lead, make_stay, make_team, officer
from tests.web.users import inside, make_user

DAY, TODAY = dt.date, timezone.localdate()
BORN = DAY(1990, 5, 17)
db = pytest.mark.django_db


@pytest.fixture
def stay(db: None) -> Stay:
    return make_stay(
        make_team(), own_id="K-1", referred_on=DAY(2025, 1, 7), enrolled_on=DAY(2025, 3, 1), referrer="soc"
    )


def correct(stay: Stay, *, who: Any = None, reason: str = "", version: str = "", **changes: Any) -> None:
    set_context(None)
    with acting(who or lead(stay.team)) as actor, translation.override("en"):
        expected = version or version_of(stay)
        correct_stay(
            actor=actor,
            team=stay.team,
            stay_id=stay.pk,
            changes=changes,
            expected_version=expected,
            order_reason=reason,
        )


def person(stay: Stay, facts: PersonFacts, version: str = "") -> None:
    set_context(None)
    with acting(lead(stay.team)) as actor, translation.override("en"):
        correct_person(
            actor=actor,
            team=stay.team,
            person_id=stay.person_id,
            facts=facts,
            expected_version=version or person_version(stay.team, stay.person_id),
        )


@db
def test_what_was_known_before_is_still_known_as_of_then(stay: Stay) -> None:
    before = timezone.now()
    correct(stay, enrolled_on=DAY(2025, 3, 8), referrer="fk")
    with inside(stay.team):
        rows = fact_rows_of(stay)
        assert version_among([*rows.events, *rows.details]) == version_of(stay)
        enrolled = StayEvent.objects.filter(stay=stay, kind="enrolled")
        assert enrolled.get(known_at()).occurred_on == DAY(2025, 3, 8)
        assert enrolled.get(known_at(before)).occurred_on == DAY(2025, 3, 1)
        now = Stay.objects.get(pk=stay.pk)
    assert (now.enrolled_on, now.referrer, now.referred_on) == (DAY(2025, 3, 8), "fk", DAY(2025, 1, 7))


@db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"enrolled_on": TODAY + dt.timedelta(days=500)}, "hasn't come yet"),
        ({"referred_on": TODAY + dt.timedelta(days=1)}, "hasn't come yet"),
        ({"referred_on": DAY(1980, 1, 1)}, "before the participant was born"),
        ({"referred_on": None, "enrolled_on": None}, "Write at least one day"),
        ({"exited_on": DAY(2025, 2, 1), "exit_reason": "work"}, "before the start"),
        ({"exit_reason": "work"}, "a reason for an exit, but no day"),
        ({"enrolled_on": DAY(2025, 1, 1)}, "Choose why"),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(stay: Stay, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(StepRefused, match=said):
        correct(stay, **changes)
    with inside(stay.team):
        assert not StayEvent.objects.filter(stay=stay, superseded_at__isnull=False).exists()


@db
def test_a_start_before_the_referral_takes_a_reason_once(stay: Stay) -> None:
    correct(stay, enrolled_on=DAY(2025, 1, 1), reason="spoken")
    with inside(stay.team):
        assert Situation.objects.get(stay=stay, superseded_at__isnull=True).order_reason == "spoken"
    correct(stay, referrer="fk")  # nothing about the days: nothing asked


@db
def test_two_stays_of_one_person_never_overlap(stay: Stay) -> None:
    make_stay(
        stay.team,
        person=stay.person_id,
        own_id="K-0",
        enrolled_on=DAY(2024, 1, 1),
        exited_on=DAY(2024, 9, 1),
    )
    with pytest.raises(StepRefused, match="K-0") as refused:
        correct(stay, referred_on=None, enrolled_on=DAY(2024, 8, 1))
    assert refused.value.field == "enrolled_on"
    correct(stay, referred_on=None, enrolled_on=DAY(2024, 9, 1))  # the very day


@db
def test_the_second_of_two_is_told_and_others_see_nothing(stay: Stay) -> None:
    with inside(stay.team):
        version = version_of(stay)
    correct(stay, referrer="fk")
    with pytest.raises(StepRefused, match="meanwhile"):
        correct(stay, version=version, referrer="af")
    with pytest.raises(NotVisible):  # the lead's alone, until somebody is responsible
        correct(stay, who=coach(stay.team), version=version, referrer="af")


@db
def test_where_a_protected_person_lives_is_not_written_down(stay: Stay) -> None:
    staff, chief = make_user("namngiven", stay.team, Role.TEAM_LEAD), make_user("ansvarig")
    head = replace(lead(stay.team), user_id=staff.pk)
    with acting(head) as actor:
        set_protection(actor=actor, team=stay.team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    with acting(officer(stay.team, user_id=chief.pk)) as actor:
        name_staff(actor=actor, team=stay.team, person_id=stay.person_id, user_id=staff.pk)
    with pytest.raises(StepRefused, match="never kept"):
        correct(stay, who=head, municipality_code="2083")
    correct(stay, who=head, referrer="fk")
    with inside(stay.team):
        assert Stay.objects.get(pk=stay.pk).municipality_code == ""


@db
def test_sex_and_birth_are_corrected_as_facts(stay: Stay) -> None:
    person(stay, PersonFacts(sex="men", birth_year=1991))
    with inside(stay.team):
        rows = PersonDetail.objects.filter(person_id=stay.person_id).order_by("recorded_at")
        told = [(one.sex, one.born_on, one.birth_year, one.superseded_at is None) for one in rows]
    assert told == [("women", BORN, 1990, False), ("men", None, 1991, True)]


@db
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (PersonFacts(sex="women", born_on=DAY(2025, 1, 7)), "born"),
        (PersonFacts(sex="women", birth_year=2026), "born"),
        (PersonFacts(sex="women", birth_year=1899), "born"),
        (PersonFacts(sex="women", born_on=TODAY + dt.timedelta(days=1)), "born"),
        (PersonFacts(sex="unknown", born_on=BORN), "sex"),
    ],
)
def test_a_birth_that_cannot_be_is_refused(stay: Stay, facts: PersonFacts, field: str) -> None:
    with pytest.raises(StepRefused) as refused:
        person(stay, facts)
    assert refused.value.field == field


@db
def test_a_birth_agrees_with_the_identity_number(stay: Stay) -> None:
    with inside(stay.team):
        save_personnummer(team=stay.team, numbers={stay.person_id: personnummer(BORN)})
    with pytest.raises(StepRefused, match="another birth"):
        person(stay, PersonFacts(sex="women", born_on=DAY(1990, 5, 18)))
    person(stay, PersonFacts(sex="men", born_on=BORN))


@given(st.dates(DAY(1900, 1, 1), DAY(2025, 12, 31)), st.booleans())
def test_a_number_agrees_with_its_own_birth_alone(born_on: dt.date, is_coordination: bool) -> None:
    day = born_on.day + 60 if is_coordination else born_on.day
    number = f"{born_on:%Y%m}{day:02}0000"
    assert agrees(number, born_on, born_on.year)
    assert agrees(number, None, born_on.year)
    assert not agrees(number, born_on - dt.timedelta(days=1), born_on.year)


@given(st.sampled_from(["", "salary", "none"]), st.lists(st.sampled_from(["salary", "other", "none"])))
def test_incomes_have_the_main_one_first_and_each_once(main: str, more: list[str]) -> None:
    found = in_order(main, more)
    assert len(set(found)) == len(found)
    assert set(found) == {*more, *([main] if main else [])}
    assert not main or found[0] == main
