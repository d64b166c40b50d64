"""Figures asked for in parts are the whole's own figures: none else, none lost, and none that looks like 0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.governance.outreach.services import OutreachValues, add_outreach
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import dated_settings
from samsteg.statistics.figures import Figures, figures_of_several
from samsteg.statistics.indicators.registry import ALL
from samsteg.statistics.parts import EVERY, Part, closed, indicators_of
from samsteg.statistics.values import Period
from tests.factories import lead, make_budget_row, make_placement, make_position, make_stay, make_team
from tests.statistics.asking import ask, day
from tests.statistics.cases import KRAFTEN, SATER, load_case
from tests.statistics.test_attendance_by_hand import held, mark
from tests.statistics.test_properties import Facts, periods, some, stays, stored

pytestmark = pytest.mark.django_db
TOLD = {
    Part.GROUPS: ("group_names", "unregistered"),
    Part.ACTIVITIES: ("without_hours",),
    Part.MONEY: ("budget", "budget_period_used"),
}


def told_by(found: Figures) -> dict[str, object]:
    """All that a set of figures says beside its codes."""
    names = [name for part in found.parts for name in TOLD.get(part, ())]
    return {name: getattr(found, name) for name in ("unlinked_persons", *names)}


def hold_to_the_whole(whole: Figures, parts: Sequence[Figures]) -> None:
    told = told_by(whole)
    for one in parts:
        assert dict(one) == {code: whole[code] for code in one}, one.parts
        assert told_by(one).items() <= told.items()
    assert {code for one in parts for code in one} == set(whole)


@pytest.fixture
def busy() -> Team:
    """Something in every part."""
    team = make_team()
    stay = make_stay(team, enrolled_on=day("2024-02-01"), sex="women", born_on=day("1990-05-05"))
    make_stay(team, enrolled_on=day("2024-01-08"), exited_on=day("2024-06-03"), birth_year=1980, sex="men")
    make_stay(team, mission_received_on=day("2024-11-01"))
    make_placement(stay, started_on=day("2024-03-01"), hours_per_week=Decimal(10))
    make_placement(stay, started_on=day("2024-05-01"), hours_per_week=None)
    make_position(team, started_on=day("2024-01-01"), percent=Decimal(50))
    make_budget_row(team, "Lokal", year=2024, granted_sek=100_000, actual_sek=90_000)
    mark(stay, held(team, "2024-03-05"), "present")
    held(team, "2024-04-05", state="planned")
    values = OutreachValues(kind="committee", state="held", on_day=day("2024-03-10"), what="Halvåret")
    with acting(lead(team)) as actor:
        add_outreach(actor=actor, team=team, values=values)
    return team


def test_each_part_says_what_the_whole_says(busy: Team) -> None:
    whole = ask(busy)
    assert whole.unregistered
    assert whole.without_hours == 1
    found = [ask(busy, parts=frozenset({part})) for part in Part]
    hold_to_the_whole(whole, found)
    assert all(any(value.value for value in one.values()) for one in found)


@pytest.mark.parametrize("name", [KRAFTEN, SATER])
def test_in_the_published_cases(db: None, name: str) -> None:
    case = load_case(name)
    hold_to_the_whole(case.figures(), [case.figures(parts=frozenset({part})) for part in Part])


@pytest.mark.slow
@some(10)
@given(
    all_facts=st.lists(stays(), max_size=8),
    period=periods(),
    chosen=st.sets(st.sampled_from(Part), max_size=4),
)
def test_whatever_has_been_noted(all_facts: Sequence[Facts], period: Period, chosen: set[Part]) -> None:
    rest = EVERY - chosen
    with transaction.atomic():
        team = stored(all_facts)
        whole = ask(team, period)
        parts = [ask(team, period, parts=frozenset(chosen)), ask(team, period, parts=rest)]
        with acting(lead(team)) as actor:
            both = (period, Period(dt.date(2023, 1, 1), dt.date(2024, 3, 1)))
            beside = figures_of_several(actor, team, both, dated_settings(team), parts=frozenset(chosen))
        transaction.set_rollback(True)
    hold_to_the_whole(whole, parts)
    assert dict(beside[0]) == dict(parts[0])


def test_what_was_not_asked_for_is_refused_and_not_nothing(busy: Team) -> None:
    found = ask(busy, parts=frozenset({Part.TIME}))
    assert found["treated.count"].value == 2
    for code in ("treated.age.mean", "attendance.people", "budget.granted", "exits.work"):
        with pytest.raises(KeyError):
            found[code]
    for names in TOLD.values():
        for name in names:
            with pytest.raises(KeyError):
                getattr(found, name)


def test_the_parts_are_the_registry() -> None:
    assert list(indicators_of(EVERY)) == list(ALL)
    assert len({one.code for part in Part for one in indicators_of(closed({part}))}) == len(ALL)
