"""The sheet of efforts beside the team: several rows of one kind, in and out, and none that shares a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.exchange.plan import RowState
from samsteg.exchange.undo import undo_import
from samsteg.participants.effort_periods import overlap
from samsteg.participants.models import ParallelEffort
from tests.exchange.bench_team import BenchTeam, make_bench
from tests.exchange.builders import stay

pytestmark = pytest.mark.django_db
DAY = dt.date
SPRING, SUMMER, AUTUMN = DAY(2025, 1, 15), DAY(2025, 6, 1), DAY(2025, 8, 20)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def effort(
    first: dt.date, last: dt.date | None = None, code: str = "vuxenutbildning", **more: object
) -> dict[str, object]:
    return {"Ärende": "P-1", "Insats": code, "Från": first, "Till": last, **more}


def held(bench: BenchTeam) -> list[tuple[str, int, dt.date, dt.date | None]]:
    with acting(bench.actor):
        rows = ParallelEffort.objects.filter(superseded_at__isnull=True).order_by("code", "started_on")
        return list(rows.values_list("code", "ordinal", "started_on", "ended_on"))


def said(bench: BenchTeam, rows: Sequence[dict[str, object]], **stays: object) -> list[tuple[str, int, str]]:
    """What is refused: sheet, row and column."""
    plan = bench.preview(bench.file([stay(**stays)], Insatser=rows))
    return [(issue.sheet, issue.row or 0, issue.column or "") for issue in plan.errors]


def test_two_terms_are_two_rows_and_the_same_file_changes_nothing(bench: BenchTeam) -> None:
    rows = [
        effort(SPRING, SUMMER),
        effort(AUTUMN),
        effort(AUTUMN, code="komvux", Från=DAY(2024, 8, 20), Till=DAY(2024, 12, 1)),
    ]
    path = bench.file([stay()], Insatser=rows)
    bench.read_in(path)
    assert held(bench) == [
        ("adult_education", 1, DAY(2024, 8, 20), DAY(2024, 12, 1)),
        ("adult_education", 2, SPRING, SUMMER),
        ("adult_education", 3, AUTUMN, None),
    ]
    assert {row.state for row in bench.preview(path).rows} == {RowState.UNCHANGED}
    bench.read_in(bench.file([stay()], Insatser=[effort(AUTUMN, DAY(2025, 12, 1))]))
    assert held(bench)[-1] == ("adult_education", 3, AUTUMN, DAY(2025, 12, 1))


def test_a_later_cooperation_stands_beside_the_one_of_the_stay(bench: BenchTeam) -> None:
    of_stay = {"Förstärkt_samarbete_från": SPRING, "Förstärkt_samarbete_till": SUMMER}
    path = bench.file([stay(**of_stay)], Insatser=[effort(AUTUMN, code="förstärkt samarbete")])
    bench.read_in(path)
    assert held(bench) == [
        ("forstarkt_samarbete", 1, SPRING, SUMMER),
        ("forstarkt_samarbete", 2, AUTUMN, None),
    ]
    assert {row.state for row in bench.preview(path).rows} == {RowState.UNCHANGED}


@pytest.mark.parametrize(
    ("rows", "stays", "refused"),
    [
        ([effort(SPRING, SUMMER), effort(SUMMER)], {}, [("Insatser", 2, "Från"), ("Insatser", 3, "Från")]),
        ([effort(SPRING), effort(AUTUMN)], {}, [("Insatser", 2, "Från"), ("Insatser", 3, "Från")]),
        ([effort(AUTUMN, SPRING)], {}, [("Insatser", 2, "Till")]),
        ([effort(SPRING, code="fika")], {}, [("Insatser", 2, "Insats")]),
        ([effort(SPRING, Ärende="P-9")], {}, [("Insatser", 2, "Ärende")]),
        (
            [effort(SUMMER, code="forstarkt_samarbete")],
            {"Förstärkt_samarbete_från": SPRING},
            [("Insatser", 2, "Från")],
        ),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(
    bench: BenchTeam,
    rows: list[dict[str, object]],
    stays: dict[str, object],
    refused: list[tuple[str, int, str]],
) -> None:
    assert said(bench, rows, **stays) == refused


def test_a_stay_whose_period_would_overlap_a_stored_one_is_refused(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()], Insatser=[effort(AUTUMN, code="forstarkt_samarbete")]))
    plan = bench.preview(bench.file([stay(Förstärkt_samarbete_från=SPRING)]))
    (issue,) = plan.errors
    assert (issue.sheet, issue.column) == ("Ärenden", "Förstärkt samarbete från")
    assert "from 2025-08-20 without an end" in issue.message
    both = [stay(Förstärkt_samarbete_från=DAY(2025, 10, 1))]
    ended = [effort(AUTUMN, DAY(2025, 9, 1), code="forstarkt_samarbete")]
    bench.read_in(bench.file(both, Insatser=ended))  # both at once, in whatever order they are written
    with acting(bench.actor), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert held(bench) == [
        ("forstarkt_samarbete", 2, AUTUMN, DAY(2025, 9, 1)),
        ("forstarkt_samarbete", 1, DAY(2025, 10, 1), None),
    ]


def test_an_undone_import_gives_the_periods_before_it(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()], Insatser=[effort(SPRING)]))
    before = held(bench)
    done = bench.read_in(bench.file([stay()], Insatser=[effort(SPRING, SUMMER), effort(AUTUMN)]))
    assert len(held(bench)) == 2 and done.source_id
    with acting(bench.actor), transaction.atomic():
        undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id)
    assert held(bench) == before


FIRSTS = st.dates(DAY(2025, 1, 1), DAY(2025, 3, 1))
ROWS = st.lists(st.tuples(FIRSTS, st.none() | st.integers(0, 20)), max_size=4, unique_by=lambda one: one[0])


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ROWS)
def test_what_is_read_in_never_overlaps_and_what_overlaps_is_wrong(
    bench: BenchTeam, drawn: list[tuple[dt.date, int | None]]
) -> None:
    spans = [
        (first, None if length is None else first + dt.timedelta(days=length)) for first, length in drawn
    ]
    with transaction.atomic():
        bench.read_in(bench.file([stay()], Insatser=[effort(*span) for span in spans]), leave_out_wrong=True)
        read = [(first, last) for _code, _ordinal, first, last in held(bench)]
        transaction.set_rollback(True)
    alone = [span for span in spans if not any(overlap(span, other) for other in spans if other is not span)]
    assert set(read) >= set(alone)
    assert not any(overlap(one, other) for place, one in enumerate(read) for other in read[:place])
