"""By night a placement's hours become those of the ladder's step of today; the check counts them anew."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.placements.checks import hours_out_of_step
from samsteg.placements.hours_today import refresh_hours
from samsteg.placements.models import HoursStep, Placement
from tests.factories import lead, make_placement, make_stay, make_team

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
START = TODAY - dt.timedelta(days=30)
RUNGS = st.dictionaries(
    st.integers(0, 60), st.integers(1, 80).map(lambda half: Decimal(half) / 2), max_size=5
)


def stepped(placement: Placement, rungs: dict[int, Decimal]) -> None:
    with acting(lead(placement.team)):
        HoursStep.objects.bulk_create(
            HoursStep(
                team_id=placement.team_id,
                person_id=placement.stay.person_id,
                stay=placement.stay,
                series=placement.series,
                valid_from=START + dt.timedelta(days=days),
                hours_per_week=hours,
            )
            for days, hours in rungs.items()
        )


def test_the_step_of_today_holds_from_the_night_on() -> None:
    team = make_team()
    row = make_placement(make_stay(team, enrolled_on=START), START, hours_per_week=Decimal(8))
    plain = make_placement(make_stay(team, enrolled_on=START), START, hours_per_week=Decimal(5))
    stepped(row, {0: Decimal(8), 29: Decimal("12.5"), 40: Decimal(20)})
    other = make_team()
    with acting(lead(team)):
        assert hours_out_of_step(team.pk, TODAY) == [row.pk]
        assert refresh_hours(team, TODAY) == 1
        row.refresh_from_db()
        assert (row.hours_per_week, row.version) == (Decimal("12.5"), 1)
        assert hours_out_of_step(team.pk, TODAY) == []
        assert refresh_hours(team, TODAY) == 0
        plain.refresh_from_db()
        assert plain.hours_per_week == 5
        assert refresh_hours(team, TODAY + dt.timedelta(days=10)) == 1
    with acting(lead(other)):
        assert refresh_hours(team, TODAY) == 0  # nobody else's context reaches it


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(RUNGS, st.none() | st.integers(0, 60), st.integers(0, 70))
def test_after_the_night_nothing_is_out_of_step(
    rungs: dict[int, Decimal], ends: int | None, night: int
) -> None:
    team, day = make_team(), START + dt.timedelta(days=night)
    last = None if ends is None else START + dt.timedelta(days=ends)
    row = make_placement(make_stay(team, enrolled_on=START), START, ended_on=last, hours_per_week=Decimal(99))
    stepped(row, rungs)
    with acting(lead(team)):
        assert hours_out_of_step(team.pk, day) == ([row.pk] if rungs else [])
        refresh_hours(team, day)
        assert hours_out_of_step(team.pk, day) == []
