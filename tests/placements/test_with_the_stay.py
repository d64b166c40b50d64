"""A placement ends with the stay at the latest: on its page, in what asks for something, and in the figures. What an
ending closed of its ladder is there again when it is opened; what was taken back is heard of no more.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.participants.models import Stay
from samsteg.placements.employers.selectors import persons_there
from samsteg.placements.enums import PlacementState
from samsteg.placements.ladders import remove_hours
from samsteg.placements.models import CheckIn, HoursStep, Placement, PlacementText
from samsteg.placements.rules import last_day, state_of
from samsteg.placements.selectors import DuePlacement, placements_due
from samsteg.placements.services import reopen_placement, take_back_placement
from samsteg.placements.workflow import PlacementRefused
from tests.factories import lead
from tests.placements.test_services import DAY, START, TODAY, Place, in_english, place

__all__ = ["in_english", "place"]
pytestmark = pytest.mark.django_db
S = PlacementState
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def leave(place: Place, day: dt.date) -> None:
    """As an exit writes it."""
    with acting(lead(place.team)):
        Stay.objects.filter(pk=place.stay.pk).update(
            exited_on=day, exit_reason="work", exit_detail="unsubsidised"
        )


def due(place: Place, day: dt.date = TODAY) -> list[DuePlacement]:
    with acting(place.actor):
        return placements_due(place.actor, place.team, day)


def test_it_ends_with_the_stay_and_is_asked_about_for_45_days(place: Place) -> None:
    row = place.plan()
    assert place.read(row).state is S.ONGOING
    leave(place, TODAY - 3 * DAY)
    told = place.read(row)
    assert (told.state, told.next_check_in_on, told.ending) == (S.ENDED, None, None)
    (one,) = due(place)
    assert (one.on, one.is_untold, one.is_never) == (TODAY - 3 * DAY, True, False)
    assert len(due(place, TODAY + 42 * DAY)) == 1
    assert due(place, TODAY + 43 * DAY) == []


def test_what_came_of_it_is_told_after_the_exit_and_then_nothing_is_asked(place: Place) -> None:
    row = place.plan()
    leave(place, TODAY - 3 * DAY)
    with pytest.raises(PlacementRefused, match="after the exit"):
        place.end(row, TODAY)
    ended = place.end(row, TODAY - 3 * DAY, outcome="work_there")
    assert (place.read(ended).state, due(place)) == (S.ENDED, [])


def test_on_the_last_day_it_still_goes_on(place: Place) -> None:
    row = place.plan()
    leave(place, TODAY)
    assert place.read(row).state is S.ONGOING
    leave(place, TODAY + 5 * DAY)
    assert place.read(row).next_check_in_on == START + 14 * DAY


def test_a_planned_day_after_the_exit_never_came(place: Place) -> None:
    row = place.plan(ended_on=TODAY + 30 * DAY)
    leave(place, TODAY - 2 * DAY)
    assert place.read(row).state is S.ENDED
    with acting(place.actor):
        (there,) = persons_there(place.actor, place.team, ["skogens trä"])
    assert there.ended_on == TODAY - 2 * DAY


def test_what_was_to_begin_after_the_exit_is_asked_to_be_taken_back(place: Place) -> None:
    row = place.plan(TODAY + 60 * DAY)
    leave(place, TODAY - 2 * DAY)
    assert place.read(row).state is S.COMING
    (one,) = due(place)
    assert (one.on, one.is_never, one.is_untold) == (TODAY - 2 * DAY, True, False)
    with acting(place.actor):
        take_back_placement(**place.who, series=row.series, expected_version=row.version)
    assert due(place) == []


day = st.integers(-60, 60).map(lambda n: TODAY + n * DAY)


@settings(suppress_health_check=SLOW)
@given(started=day, ended=st.none() | day, exited=day, today=day)
def test_nothing_goes_on_after_the_exit(
    started: dt.date, ended: dt.date | None, exited: dt.date, today: dt.date
) -> None:
    last = last_day(started, ended, exited)
    if exited >= started:
        assert last is not None and last <= exited
    state = state_of(started, ended, "", today, exited_on=exited)
    assert state is not S.ONGOING or started <= today <= exited


def rungs(place: Place, row: Placement) -> list[tuple[dt.date, Decimal]]:
    return [(one.valid_from, one.hours) for one in place.read(row).rungs]


def reopen(place: Place, row: Placement) -> Placement:
    with acting(place.actor):
        return reopen_placement(**place.who, series=row.series, expected_version=row.version)


def test_opened_again_the_ladder_is_as_it_was_planned(place: Place) -> None:
    row = place.step(place.plan(), TODAY + 10 * DAY, "20")
    row = place.step(row, TODAY + 40 * DAY, "30")
    planned = rungs(place, row)
    ended = place.end(row, TODAY)
    assert len(rungs(place, ended)) == 1
    opened = reopen(place, ended)
    assert rungs(place, opened) == planned
    assert opened.hours_per_week == Decimal(8)
    with acting(place.actor):
        assert HoursStep.objects.filter(valid_from=TODAY + 40 * DAY).count() == 2  # the closed one stays


def test_what_somebody_took_away_stays_away(place: Place) -> None:
    row = place.step(place.plan(), TODAY - 10 * DAY, "20")
    row = place.step(row, TODAY + 40 * DAY, "30")
    ended = place.end(row, TODAY)
    with acting(place.actor):
        given = {**place.who, "series": row.series, "expected_version": ended.version}
        ended = remove_hours(**given, day=TODAY - 10 * DAY)
    assert [one[0] for one in rungs(place, reopen(place, ended))] == [START, TODAY + 40 * DAY]


@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
@given(
    steps=st.lists(st.integers(1, 99), unique=True, max_size=4),
    ends=st.lists(st.integers(1, 100), min_size=1, max_size=3),
)
def test_however_often_it_ends_and_opens_the_ladder_is_the_same(
    place: Place, steps: list[int], ends: list[int]
) -> None:
    row = place.plan(employer=f"Prov {steps} {ends}", started_on=START)
    with acting(place.actor):  # each example its own
        Placement.objects.exclude(series=row.series).filter(superseded_at=None).update(
            superseded_at=row.recorded_at
        )
    for after in steps:
        row = place.step(row, START + after * DAY, "20")
    planned = rungs(place, row)
    for after in ends:  # corrected before it is opened
        row = place.end(row, START + after * DAY)
    assert rungs(place, reopen(place, row)) == planned


def test_what_was_taken_back_is_heard_of_no_more(place: Place) -> None:
    row = place.plan(texts={"tasks": "Sortera plank."})
    kept = place.plan(employer="Annat ställe")
    place.talk(row, TODAY - DAY)
    place.talk(kept, TODAY - 20 * DAY)
    with acting(place.actor):
        take_back_placement(**place.who, series=row.series, expected_version=row.version)
        assert [one.series for one in CheckIn.objects.current()] == [kept.series]
        assert set(PlacementText.objects.current().values_list("series", flat=True)) == {kept.series}
        closed = CheckIn.objects.get(series=row.series)
        assert closed.superseded_at == Placement.objects.get(series=row.series).superseded_at
