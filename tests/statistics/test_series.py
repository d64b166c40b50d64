"""Many periods at once say what each period alone says, by the settings that held then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import dated_settings
from samsteg.statistics.series import MOST_PERIODS, Series, series
from samsteg.statistics.values import Period
from tests.factories import lead, make_settings, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day
from tests.statistics.test_properties import Facts, periods, some, stays, stored

pytestmark = pytest.mark.django_db
CODES = (
    "throughput.results.months",
    "throughput.work.months.women",
    "support_before.new.years",
    "flow.closing",
    "new.sex.men",
    "results.count",
    "exits.count",
)


def follow(team: Team, asked: Sequence[Period], codes: Sequence[str] = CODES) -> Series:
    with acting(lead(team)) as actor:
        return series(actor, team, asked, codes)


@pytest.mark.slow
@some(10)
@given(
    all_facts=st.lists(stays(), max_size=8), asked=st.lists(periods(), min_size=1, max_size=4, unique=True)
)
def test_the_same_as_each_period_alone(all_facts: Sequence[Facts], asked: Sequence[Period]) -> None:
    with transaction.atomic():
        team = stored(all_facts)
        make_settings(team, day("2024-07-01"), result_definition=["work", "other"])
        together = follow(team, asked)
        alone = {period: ask(team, period) for period in asked}
        transaction.set_rollback(True)
    for period in asked:
        for code in CODES:
            assert together[period][code] == alone[period][code], (period, code)


def test_the_settings_of_each_periods_end_hold() -> None:
    team = make_team()
    for year in (2023, 2024):
        make_stay(
            team, enrolled_on=dt.date(year, 2, 1), exited_on=dt.date(year, 5, 1), exit_reason="parental_leave"
        )
    make_settings(team, day("2024-01-01"), result_definition=["parental_leave"])
    before = Period(day("2023-01-01"), day("2023-12-31"))
    found = follow(team, [before, YEAR], ["results.count"])
    assert [found[period]["results.count"].value for period in (before, YEAR)] == [0, 1]


def test_two_questions_for_any_number_of_periods() -> None:
    team = make_team()
    make_stay(team)
    many = [Period(dt.date(2010 + number, 1, 1), dt.date(2010 + number, 12, 31)) for number in range(14)]
    with acting(lead(team)) as actor, CaptureQueriesContext(connection) as captured:
        found = series(actor, team, many, CODES)
    assert len(captured) == 2
    assert list(found) == many[-MOST_PERIODS:]


def test_no_periods_ask_nothing() -> None:
    assert follow(make_team(), []) == {}


@pytest.mark.parametrize("code", ["budget.granted", "work_training.people", "queue.longest_months"])
def test_what_is_not_followed(code: str) -> None:
    with pytest.raises(ValueError, match="not among"):
        follow(make_team(), [YEAR], [code])


def test_another_team_is_refused() -> None:
    team, other = make_team(), make_team()
    with acting(lead(other)) as actor, pytest.raises(PermissionRefused):
        series(actor, team, [YEAR], CODES)


def test_when_settings_changed() -> None:
    team = make_team()
    make_settings(team, day("2024-01-01"))
    make_settings(team, day("2024-03-01"))  # says the same as before
    make_settings(team, day("2024-07-01"), result_definition=["work"])
    with acting(lead(team)):
        known = dated_settings(team)
    assert known.changed_within(day("2024-01-01"), day("2024-12-31")) == (day("2024-07-01"),)
    assert known.changed_within(day("2024-07-01"), day("2024-12-31")) == ()
    assert known.at(day("2024-06-30")).result_definition == ("work", "studies", "other_rehab")
    assert known.at(day("2024-07-01")).result_definition == ("work",)
