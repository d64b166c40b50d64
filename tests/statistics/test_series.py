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
from samsteg.core.errors import ContextError, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import dated_settings
from samsteg.statistics.figures import figures, figures_of_several
from samsteg.statistics.series import MOST_PERIODS, Series, series
from samsteg.statistics.values import Period
from tests.factories import change_stay, lead, make_settings, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day
from tests.statistics.cases import KRAFTEN, SATER, load_case
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


def moment(text: str) -> dt.datetime:
    return dt.datetime.combine(day(text), dt.time(12), tzinfo=dt.UTC)


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
        with acting(lead(team)) as actor:
            whole = figures_of_several(actor, team, asked, dated_settings(team))
        transaction.set_rollback(True)
    for period, found in zip(asked, whole, strict=True):
        assert found.as_json() == alone[period].as_json(), period
        for code in CODES:
            assert together[period][code] == alone[period][code], (period, code)


def test_as_known_then() -> None:
    team = make_team()
    stay = make_stay(team, enrolled_on=day("2024-02-01"), recorded_at=moment("2024-02-02"))
    change_stay(
        stay, exited_on=day("2024-09-01"), exit_reason="parental_leave", recorded_at=moment("2025-01-10")
    )
    make_settings(team, day("2024-01-01"), result_definition=["parental_leave"])  # learnt today
    with acting(lead(team)) as actor:
        for known_at, exits, results in (("2025-01-01", 0, 0), ("2025-01-20", 1, 0), (None, 1, 1)):
            as_of = moment(known_at) if known_at else None
            found = series(actor, team, [YEAR], ["exits.count", "results.count"], as_of=as_of)[YEAR]
            assert [found[f"{base}.count"].value for base in ("exits", "results")] == [exits, results]


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


@pytest.mark.parametrize("name", [KRAFTEN, SATER])
def test_several_periods_at_once_have_the_figures_of_each_alone(db: None, name: str) -> None:
    """All figures, not only those that are followed; periods that overlap, lie apart and hold nobody."""
    case = load_case(name)
    first, last = case.period.first, case.period.last
    middle = first + (last - first) / 2
    periods = [
        case.period,
        Period(first, middle),
        Period(middle, last),
        Period(middle, middle),
        Period(dt.date(2001, 1, 1), dt.date(2001, 12, 31)),
    ]
    with acting(case.actor):
        together = figures_of_several(case.actor, case.team, periods, dated_settings(case.team))
        for period, found in zip(periods, together, strict=True):
            alone = figures(case.actor, case.team, period)
            assert found.as_json() == alone.as_json()
            assert (found.period, found.settings, found.budget, found.unlinked_persons, found.written_on) == (
                alone.period,
                alone.settings,
                alone.budget,
                alone.unlinked_persons,
                alone.written_on,
            )


def test_several_periods_outside_a_context_are_refused() -> None:
    team = make_team()
    with pytest.raises(ContextError):
        figures_of_several(lead(team), team, [YEAR], dated_settings(team))
