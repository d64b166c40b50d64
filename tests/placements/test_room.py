"""Room at an employer: planned placements count, and one too many is told before it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.placements.employers.records import EmployerValues
from samsteg.placements.employers.rules import most_at_once
from samsteg.placements.employers.selectors import employer_of, employers_of
from samsteg.placements.employers.services import add_employer
from samsteg.placements.models import Placement
from samsteg.placements.records import Ending, PlacementValues
from samsteg.placements.services import (
    change_placement,
    end_placement,
    plan_placement,
    reopen_placement,
)
from samsteg.placements.workflow import PlacementRefused
from tests.factories import lead, make_placement, make_stay, make_team
from tests.web.users import client_of, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
NAME = "Skogens trä"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def actor(team: Team) -> Actor:
    user = User.objects.create(username="handledaren")
    found = replace(lead(team), user_id=user.pk, team_access={team.pk: "whole_team"})
    with acting(found):
        add_employer(actor=found, team=team, values=EmployerValues(name=NAME, at_once_most=1))
    return found


def stay_of(team: Team, **values: Any) -> Stay:
    stay = make_stay(team, enrolled_on=TODAY - 200 * DAY, **values)
    with acting(lead(team)):
        record_team_consents(team=team, consents={stay.person_id: TODAY - 200 * DAY})
    return stay


def place(first: int, last: int | None = None, name: str = NAME) -> PlacementValues:
    ended_on = TODAY + last * DAY if last is not None else None
    return PlacementValues(
        employer=name, form="work_training", started_on=TODAY + first * DAY, ended_on=ended_on
    )


def plan(actor: Actor, team: Team, values: PlacementValues, **more: Any) -> Placement:
    by: dict[str, Any] = {"actor": actor, "team": team, "person_id": stay_of(team).person_id}
    with acting(actor):
        return plan_placement(**by, values=values, **more)


@pytest.mark.parametrize(
    ("theirs", "mine", "refused"),
    [
        ((-10, None), (0, None), True),
        ((10, None), (0, None), True),  # planned, and at once later
        ((10, None), (0, 9), False),  # away before the planned one comes
        ((10, 20), (15, 30), True),
        ((10, 20), (21, 30), False),
        ((-10, 5), (6, None), False),
        ((-10, 5), (5, None), True),
        ((-10, None), (-9, -5), False),  # what has been is nothing to ask of
    ],
)
def test_planned_placements_count_on_the_days_when_they_meet(
    team: Team, actor: Actor, theirs: tuple[int, int | None], mine: tuple[int, int | None], refused: bool
) -> None:
    plan(actor, team, place(*theirs))
    if not refused:
        assert plan(actor, team, place(*mine)).pk
        return
    with pytest.raises(PlacementRefused, match="would be 2") as told:
        plan(actor, team, place(*mine))
    assert told.value.field == "anyway"
    with acting(actor):
        assert Placement.objects.filter(team=team).count() == 1
    assert plan(actor, team, place(*mine), anyway=True).pk


def test_those_who_have_left_the_team_or_ended_take_no_room(team: Team, actor: Actor) -> None:
    make_placement(stay_of(team, exited_on=TODAY - DAY), TODAY - 50 * DAY, employer=NAME)
    make_placement(stay_of(team), TODAY - 50 * DAY, TODAY - DAY, employer=NAME)
    assert plan(actor, team, place(0)).pk


def test_a_placement_is_no_hindrance_to_itself_and_another_day_is_asked_of(team: Team, actor: Actor) -> None:
    person_id = stay_of(team).person_id
    by: dict[str, Any] = {"actor": actor, "team": team, "person_id": person_id}

    def change(row: Placement, first: int, last: int, **more: Any) -> Placement:
        now: dict[str, Any] = {"series": row.series, "expected_version": row.version}
        with acting(actor):
            return change_placement(**by, **now, values=place(first, last), **more)

    with acting(actor):
        row = plan_placement(**by, values=place(10, 20))
    row = change(row, 11, 21)
    plan(actor, team, place(30))
    with pytest.raises(PlacementRefused, match="would be 2"):
        change(row, 11, 40)
    row = change(row, 11, 40, anyway=True)
    assert change(row, 11, 40).pk == row.pk  # nothing new is asked of


def test_opened_again_a_placement_asks_for_room_as_a_new_one_does(team: Team, actor: Actor) -> None:
    """The place may have gone to somebody else since it ended."""
    person_id = stay_of(team).person_id
    by: dict[str, Any] = {"actor": actor, "team": team, "person_id": person_id}
    with acting(actor):
        row = plan_placement(**by, values=place(-20))
        ending = Ending(ended_on=TODAY - 5 * DAY, outcome="knows_more")
        row = end_placement(**by, series=row.series, expected_version=1, ending=ending, early=False)
        now: dict[str, Any] = {"series": row.series, "expected_version": row.version}
        row = reopen_placement(**by, **now)  # nobody else is there: no hindrance to itself
        now["expected_version"] = row.version
        row = end_placement(**by, **now, ending=ending, early=False)
        now["expected_version"] = row.version
    plan(actor, team, place(0))
    with acting(actor):
        with pytest.raises(PlacementRefused, match="would be 2") as told:
            reopen_placement(**by, **now)
        assert told.value.field == "anyway"
        assert Placement.objects.get(series=row.series, superseded_at__isnull=True).ended_how == "completed"
        assert reopen_placement(**by, **now, anyway=True).ended_how == ""


def test_the_register_tells_of_those_to_come_and_is_full_with_them(team: Team, actor: Actor) -> None:
    plan(actor, team, place(10, 20))
    with acting(actor):
        listed = employers_of(team)[0]
        one = employer_of(team, listed.employer_id)
    assert (listed.here_now, listed.coming, listed.most_ahead, listed.is_full) == (0, 1, 1, True)
    assert (one.here_now, one.coming, one.most_ahead, one.is_full) == (0, 1, 1, True)
    plan(actor, team, place(21))
    with acting(actor):
        listed = employers_of(team)[0]
    assert (listed.coming, listed.most_ahead) == (2, 1)


def test_the_register_says_from_when_it_is_full(team: Team, actor: Actor) -> None:
    """Until then there is room: a plan that ends before is taken without a word."""
    plan(actor, team, place(10, 20))
    with acting(actor):
        (listed,) = employers_of(team)
        one = employer_of(team, listed.employer_id)
    assert listed.full_from == one.full_from == TODAY + 10 * DAY
    plan(actor, team, place(0, 9))
    with acting(actor):
        (listed,) = employers_of(team)
    assert listed.full_from == TODAY


def test_the_register_and_the_employers_page_tell_the_day(team: Team, actor: Actor) -> None:
    plan(actor, team, place(10, 20))
    client = client_of(make_user("kim-r", team))
    with acting(actor):
        (listed,) = employers_of(team)
    pages = (
        reverse("employers", args=[team.slug]),
        reverse("employer", args=[team.slug, listed.employer_id]),
    )
    with translation.override("en"):
        assert all(f"full from {TODAY + 10 * DAY}" in client.get(page).content.decode() for page in pages)
        plan(actor, team, place(0, 9))
        assert not any("full from" in client.get(page).content.decode() for page in pages)
        assert all(">full<" in client.get(page).content.decode() for page in pages)


SPANS = st.lists(st.tuples(st.integers(-20, 20), st.none() | st.integers(0, 20)), max_size=8)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(given_spans=SPANS, first=st.integers(-5, 5))
def test_the_most_at_once_is_as_counted_day_by_day(
    given_spans: list[tuple[int, int | None]], first: int
) -> None:
    spans = [
        (TODAY + begin * DAY, None if long is None else TODAY + (begin + long) * DAY)
        for begin, long in given_spans
    ]
    by_day = [
        sum(begin <= day and (end is None or day <= end) for begin, end in spans)
        for day in (TODAY + number * DAY for number in range(first, 60))
    ]
    assert most_at_once(spans, TODAY + first * DAY) == max(by_day)
