"""New stays: numbers of their own, the same person found again, and nothing learnt by who may not."""

from __future__ import annotations

import datetime as dt

import pytest

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import OrderReason, State, Step
from samsteg.participants.way.opening import open_again
from samsteg.participants.way.rules import StepRefused
from samsteg.people.names import PersonName, names_of_persons
from tests.factories import make_stay, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, refer, step, worker

pytestmark = pytest.mark.django_db
NUMBER = "199005179806"


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def head(team: Team) -> Actor:
    return worker(team, Role.TEAM_LEAD)


def test_own_ids_go_on_from_the_highest_of_the_year(team: Team, head: Actor) -> None:
    make_stay(team, own_id=f"{TODAY.year}-041")
    make_stay(team, own_id=f"{TODAY.year}-7b")
    assert [refer(head, team).own_id for _ in range(2)] == [f"{TODAY.year}-042", f"{TODAY.year}-043"]


def test_the_name_is_kept_and_the_same_number_is_the_same_person(team: Team, head: Actor) -> None:
    born = {"birth_year": None, "born_on": dt.date(1990, 5, 17)}
    first = refer(head, team, name=PersonName("Åsa", "Prov"), personnummer=NUMBER, **born)
    with pytest.raises(StepRefused):  # the first goes on, and the lead sees it
        refer(head, team, name=PersonName("Åsa", "Annat"), personnummer=NUMBER)
    step(head, team, first, Step.END_REFERRAL, TODAY, reason="wrong_time")
    second = refer(head, team, name=PersonName("Åsa", "Annat"), personnummer=NUMBER)
    assert first.person_id == second.person_id
    with acting(head):
        assert names_of_persons(team.pk, [first.person_id])[first.person_id] == PersonName("Åsa", "Prov")


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"sex": "x"}, "sex"),
        ({"birth_year": None}, "born_on"),
        ({"birth_year": 1800}, "born_on"),
        ({"birth_year": None, "born_on": TODAY + dt.timedelta(days=1)}, "born_on"),
    ],
)
def test_persons_that_can_not_be(team: Team, head: Actor, person: dict[str, object], field: str) -> None:
    with pytest.raises(StepRefused) as refused:
        refer(head, team, **person)
    assert refused.value.field == field


def test_who_has_left_comes_back_to_a_new_stay_with_the_old_one_kept(team: Team, head: Actor) -> None:
    old = bring_to(head, team, State.EXITED)
    with acting(head):
        new = open_again(actor=head, team=team, person_id=old.person_id, referrer="self", referred_on=TODAY)
        assert new.person_id == old.person_id
        assert Stay.objects.filter(person_id=old.person_id).count() == 2
        with pytest.raises(StepRefused):
            open_again(actor=head, team=team, person_id=old.person_id, referrer="self", referred_on=TODAY)


def test_a_person_of_another_team_does_not_come_back_here(team: Team, head: Actor) -> None:
    other = make_team()
    stay = bring_to(worker(other, Role.TEAM_LEAD), other, State.EXITED)
    with acting(head), pytest.raises(NotVisible):
        open_again(actor=head, team=team, person_id=stay.person_id, referrer="self", referred_on=TODAY)


def test_a_start_before_the_referral_takes_a_reason(team: Team, head: Actor) -> None:
    stay = refer(head, team, on=days_ago(10))
    values = {"coach_id": head.user_id, "planned_on": TODAY + dt.timedelta(days=300)}
    with pytest.raises(StepRefused) as refused:
        step(head, team, stay, Step.ENROL, days_ago(20), **values)
    assert refused.value.field == "order_reason"
    reason = OrderReason.PAPER_LATER.value
    assert step(head, team, stay, Step.ENROL, days_ago(20), order_reason=reason, **values) is State.ENROLLED
