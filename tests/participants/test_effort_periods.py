"""Several periods of one kind: each keeps its number, none shares a day with another, and figures count people once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.participants.effort_periods import Span, clash, free_ordinal, overlap
from samsteg.participants.models import ParallelEffort, Stay
from samsteg.participants.parallel import EffortRefused, take_back_effort
from samsteg.statistics.figures import figures
from samsteg.statistics.rows import stay_ids
from samsteg.statistics.values import Period
from tests.factories import change_stay, coach, lead, make_consent, make_stay, make_team
from tests.participants.test_parallel import counted, read, save

DAY = dt.date
db = pytest.mark.django_db
YEAR = Period(DAY(2025, 1, 1), DAY(2025, 12, 31))
SPRING = (DAY(2025, 1, 15), DAY(2025, 6, 1))
AUTUMN = (DAY(2025, 8, 20), None)
days = st.dates(DAY(2025, 1, 1), DAY(2025, 3, 1))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = draw(days)
    last = draw(st.none() | st.integers(0, 30).map(lambda count: first + dt.timedelta(days=count)))
    return first, last


def days_of(span: Span) -> set[dt.date]:
    last = span[1] or DAY(2025, 5, 1)
    return {span[0] + dt.timedelta(days=count) for count in range((last - span[0]).days + 1)}


@settings(deadline=None)
@given(spans(), spans())
def test_two_spans_overlap_where_a_day_lies_in_both(one: Span, other: Span) -> None:
    assert overlap(one, other) == overlap(other, one) == bool(days_of(one) & days_of(other))


@settings(deadline=None)
@given(spans(), st.lists(spans(), max_size=4))
def test_what_clashes_is_the_first_that_overlaps(span: Span, others: list[Span]) -> None:
    found = clash(span, others)
    assert (found is not None) == any(overlap(span, other) for other in others)
    assert found is None or found[0] == min(one[0] for one in others if overlap(span, one))


@settings(deadline=None)
@given(st.sets(st.integers(1, 6)), st.integers(1, 2))
def test_a_number_is_free_and_the_lowest(taken: set[int], lowest: int) -> None:
    found = free_ordinal(taken, lowest)
    assert found not in taken and found >= lowest
    assert all(number in taken for number in range(lowest, found))


@pytest.fixture
def stay(db: None) -> Stay:
    stay = make_stay(make_team(), enrolled_on=DAY(2025, 1, 8))
    make_consent(stay.team, stay.person_id)
    return stay


def held(stay: Stay, ordinal: int = 1) -> ParallelEffort:
    with acting(lead(stay.team)):
        return ParallelEffort.objects.get(stay=stay, ordinal=ordinal, superseded_at__isnull=True)


def test_a_second_term_stands_beside_the_first(stay: Stay) -> None:
    save(stay, "adult_education", *SPRING)
    save(stay, "adult_education", *AUTUMN)
    assert read(stay) == [("adult_education", *AUTUMN), ("adult_education", *SPRING)]
    save(stay, "adult_education", SPRING[0], DAY(2025, 5, 20), expected_id=held(stay).pk)
    assert read(stay) == [("adult_education", *AUTUMN), ("adult_education", SPRING[0], DAY(2025, 5, 20))]
    assert held(stay, 2).started_on == AUTUMN[0]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((DAY(2025, 6, 1), DAY(2025, 6, 30)), "There is one of the same already, 2025-01-15 to 2025-06-01"),
        ((DAY(2025, 7, 1), None), "The same goes on already, from 2025-08-20"),
        ((DAY(2026, 1, 1), DAY(2026, 2, 1)), "The same goes on already, from 2025-08-20"),
    ],
)
def test_a_day_that_lies_in_two_periods_is_refused(stay: Stay, span: Span, said: str) -> None:
    save(stay, "adult_education", *SPRING)
    save(stay, "adult_education", *AUTUMN)
    with translation.override("en"), pytest.raises(EffortRefused, match=said) as refused:
        save(stay, "adult_education", *span)
    assert refused.value.field == "started_on"
    save(stay, "study_help", *span)  # another kind may


def test_the_database_refuses_what_a_page_would(stay: Stay) -> None:
    save(stay, "adult_education", *SPRING)
    with acting(lead(stay.team)), pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        ParallelEffort.objects.create(
            team=stay.team, stay=stay, code="adult_education", ordinal=2, started_on=DAY(2025, 6, 1)
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_whoever_had_it_twice_counts_once_and_by_the_last_time(stay: Stay) -> None:
    save(stay, "adult_education", *SPRING)
    after_one = timezone.now()
    save(stay, "adult_education", *AUTUMN)
    with acting(lead(stay.team)) as actor:
        found = figures(actor, stay.team, YEAR)
        before = figures(actor, stay.team, YEAR, as_of=after_one)
    code = "parallel.adult_education."
    told = {part: found[code + part].value or 0 for part in ("people", "ended", "continuing")}
    assert told == {"people": 1, "ended": 0, "continuing": 1}
    with acting(lead(stay.team)):
        behind = {part: len(stay_ids(stay.team, YEAR, code + part)) for part in told}
    assert behind == told  # who is shown behind a figure is who it counts
    told = {part: before[code + part].value or 0 for part in ("people", "ended", "continuing")}
    assert told == {"people": 1, "ended": 1, "continuing": 0}
    with acting(coach(stay.team)) as who:
        take_back_effort(
            actor=who,
            team=stay.team,
            person_id=stay.person_id,
            stay_id=stay.pk,
            code="adult_education",
            expected_id=held(stay, 2).pk,
        )
    assert counted(stay) == {code + "people": 1}


def test_a_workbook_of_stays_changes_the_first_cooperation_alone(stay: Stay) -> None:
    save(stay, "forstarkt_samarbete", *SPRING)
    save(stay, "forstarkt_samarbete", *AUTUMN)
    change_stay(stay, parallel_ended_on=DAY(2025, 5, 1))
    assert read(stay) == [
        ("forstarkt_samarbete", *AUTUMN),
        ("forstarkt_samarbete", SPRING[0], DAY(2025, 5, 1)),
    ]
