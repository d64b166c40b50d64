"""Saving stays: facts superseded, never overwritten; the same twice changes nothing; only in one's own team."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model

from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.core.facts import Stamp, known_at
from samsteg.organisation.models import Team
from samsteg.participants.models import ParallelEffort, Stay, StayDetail, StayEvent
from samsteg.participants.records import StayFacts
from samsteg.participants.services import save_stays
from tests.factories import lead, make_person, make_team

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
FACTS = StayFacts(
    referred_on=dt.date(2025, 1, 10),
    enrolled_on=dt.date(2025, 3, 1),
    exited_on=dt.date(2025, 9, 1),
    exit_reason="work",
    exit_detail="wage_subsidy",
    exit_extent_percent=50,
    referrer="soc",
    income_start=("social_assistance", "salary"),
    support_before_months=Decimal("18.5"),
    parallel_started_on=dt.date(2025, 4, 1),
)
FACT_TABLES: tuple[type[Model], ...] = (StayEvent, StayDetail, ParallelEffort)


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def stamp(hours: int = 0) -> Stamp:
    return Stamp(moment=NOON + dt.timedelta(hours=hours), actor_id=4, source_id=44)


def save(team: Team, facts: StayFacts, person: int, *, hours: int = 0, own_id: str = "S1") -> int:
    with acting(lead(team)) as who:
        ids = save_stays(
            actor=who, team=team, stays={own_id: facts}, persons={own_id: person}, stamp=stamp(hours)
        )
    return ids[own_id]


def everything(team: Team) -> list[list[dict[str, Any]]]:
    with acting(lead(team)):
        return [list(model._default_manager.order_by("pk").values()) for model in (Stay, *FACT_TABLES)]


def history(team: Team, kind: str) -> list[tuple[object, ...]]:
    with acting(lead(team)):
        rows = StayEvent.objects.filter(kind=kind).order_by("recorded_at", "pk")
        return list(rows.values_list("occurred_on", "recorded_at", "superseded_at"))


@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        StayFacts(referred_on=dt.date(2025, 1, 1)),
        StayFacts(
            referred_on=dt.date(2025, 1, 1), not_enrolled_on=dt.date(2025, 2, 1), not_enrolled_reason="other"
        ),
        replace(FACTS, support_before_months=Decimal("4.333")),
        replace(FACTS, support_before_months=Decimal("0.005")),
        replace(FACTS, exit_detail_text="  flytt  ", early_exit=True),
    ],
)
def test_the_same_stay_twice_changes_nothing(team: Team, facts: StayFacts) -> None:
    person = make_person(team)
    first = save(team, facts, person)
    before = everything(team)
    assert save(team, facts, person, hours=1) == first
    assert everything(team) == before


def test_a_corrected_exit_leaves_the_old_one_known_as_of_then(team: Team) -> None:
    person = make_person(team)
    old, new = dt.date(2025, 9, 1), dt.date(2025, 12, 1)
    stay = save(team, FACTS, person)
    save(team, replace(FACTS, exited_on=new), person, hours=5)
    corrected = NOON + dt.timedelta(hours=5)
    assert history(team, "exited") == [(old, NOON, corrected), (new, corrected, None)]
    assert history(team, "enrolled") == [(dt.date(2025, 3, 1), NOON, None)]
    with acting(lead(team)):
        known = [
            StayEvent.objects.get(known_at(moment), stay_id=stay, kind="exited").occurred_on
            for moment in (NOON, corrected, None)
        ]
        assert Stay.objects.get().exited_on == new
    assert known == [old, new, new]


def test_an_exit_taken_back_is_closed_and_not_removed(team: Team) -> None:
    person = make_person(team)
    save(team, FACTS, person)
    back = replace(FACTS, exited_on=None, exit_reason="", exit_detail="", exit_extent_percent=None)
    save(team, back, person, hours=1)
    assert history(team, "exited") == [(dt.date(2025, 9, 1), NOON, NOON + dt.timedelta(hours=1))]
    with acting(lead(team)):
        stay = Stay.objects.get()
        assert (stay.exited_on, stay.exit_reason, stay.exit_extent_percent) == (None, "", None)


def test_a_parallel_effort_taken_back_is_closed(team: Team) -> None:
    person = make_person(team)
    save(team, FACTS, person)
    save(team, replace(FACTS, parallel_started_on=None), person, hours=1)
    with acting(lead(team)):
        assert ParallelEffort.objects.get().superseded_at == NOON + dt.timedelta(hours=1)


def test_only_what_differs_is_written_anew(team: Team) -> None:
    person = make_person(team)
    save(team, FACTS, person)
    before = {model: model._default_manager for model in FACT_TABLES}
    save(team, replace(FACTS, referrer="fk"), person, hours=1)
    with acting(lead(team)):
        assert {model.__name__: manager.count() for model, manager in before.items()} == {
            "StayEvent": 3,
            "StayDetail": 2,
            "ParallelEffort": 1,
        }


def test_all_facts_of_a_save_bear_its_stamp(team: Team) -> None:
    save(team, FACTS, make_person(team))
    with acting(lead(team)):
        for model in FACT_TABLES:
            rows = model._default_manager.values_list("recorded_at", "recorded_by_id", "source_id")
            assert set(rows) == {(NOON, 4, 44)}, model


def test_the_main_income_stays_first(team: Team) -> None:
    person = make_person(team)
    save(team, FACTS, person)
    save(team, replace(FACTS, income_start=("salary", "social_assistance")), person, hours=1)
    with acting(lead(team)):
        assert Stay.objects.get().income_start == ["salary", "social_assistance"]
        assert StayDetail.objects.count() == 2


def test_a_stay_moved_to_another_person_keeps_its_facts(team: Team) -> None:
    wrong, right = make_person(team), make_person(team)
    stay = save(team, FACTS, wrong)
    assert save(team, FACTS, right, hours=1) == stay
    with acting(lead(team)):
        assert Stay.objects.get().person_id == right
        assert StayEvent.objects.count() == 3


def test_the_same_own_id_in_two_teams_is_two_stays(team: Team) -> None:
    other = make_team()
    here, there = save(team, FACTS, make_person(team)), save(other, FACTS, make_person(other))
    assert here != there
    save(other, replace(FACTS, referrer="fk"), make_person(other), hours=1)
    with acting(lead(team)):
        assert Stay.objects.get().referrer == "soc"


def test_an_actor_outside_the_team_is_refused_even_in_its_context(team: Team) -> None:
    person = make_person(team)
    stranger = Actor(user_id=8, username="prov")
    with acting(lead(team)), pytest.raises(PermissionRefused):
        save_stays(actor=stranger, team=team, stays={"S1": FACTS}, persons={"S1": person}, stamp=stamp())
    assert everything(team) == [[], [], [], []]


def test_a_stay_that_breaks_a_rule_stores_nothing_of_the_save(team: Team) -> None:
    person = make_person(team)
    broken = replace(FACTS, exit_reason="")
    with acting(lead(team)) as who, pytest.raises(Refused, match=r"S2.*exit_without_reason"):
        save_stays(
            actor=who,
            team=team,
            stays={"S1": FACTS, "S2": broken},
            persons={"S1": person, "S2": person},
            stamp=stamp(),
        )
    assert everything(team) == [[], [], [], []]


def test_statements_do_not_grow_with_stays(team: Team, django_assert_max_num_queries: Any) -> None:
    person = make_person(team)
    stays = {f"S{number}": StayFacts(referred_on=dt.date(2025, 1, 1)) for number in range(300)}
    with acting(lead(team)) as who, django_assert_max_num_queries(20):
        save_stays(actor=who, team=team, stays=stays, persons=dict.fromkeys(stays, person), stamp=stamp())
