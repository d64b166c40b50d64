"""The sheets Arbetsträning and Timmar: what the pages know of a placement goes out, and comes back in unchanged."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.exchange.exporting import export_workbook
from samsteg.exchange.plan import RowState
from samsteg.exchange.undo import UndoRefused, preview_undo, undo_import
from samsteg.placements.agreements import add_agreement, agreements_of, withdraw_agreement
from samsteg.placements.check_ins import hold_check_in
from samsteg.placements.employers.records import EmployerValues
from samsteg.placements.employers.services import add_employer, merge_employers
from samsteg.placements.ladders import add_hours
from samsteg.placements.models import HoursStep, Placement, PlacementText, SignedAgreement
from samsteg.placements.records import CheckInValues, Ending, PlacementValues, Rung
from samsteg.placements.services import end_placement, plan_placement
from tests.exchange.bench_team import BenchTeam, make_bench
from tests.exchange.builders import stay

pytestmark = pytest.mark.django_db
DAY = dt.date
MARCH, APRIL, MAY = DAY(2025, 3, 1), DAY(2025, 4, 1), DAY(2025, 5, 1)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def placed(**more: object) -> dict[str, object]:
    row = {"Ärende": "P-1", "Arbetsgivare": "Skogens trä", "Form": "arbetsträning", "Från": MARCH}
    return row | {name.replace("_", " "): value for name, value in more.items()}


def step(day: dt.date, hours: float | None, **more: object) -> dict[str, object]:
    of = {"Ärende": "P-1", "Arbetsgivare": "Skogens trä", "Från": MARCH}
    return {**of, "Gäller från": day, "Timmar per vecka": hours, **more}


def export(bench: BenchTeam, name: str = "ut.xlsx") -> Path:
    out = bench.folder / name
    with acting(bench.actor):
        export_workbook(actor=bench.actor, team=bench.team, out=out, place="test")
    return out


def cells(path: Path, title: str) -> list[tuple[object, ...]]:
    rows = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    return [tuple(cell.date() if isinstance(cell, dt.datetime) else cell for cell in row) for row in rows]


def steps(bench: BenchTeam) -> list[tuple[dt.date, Decimal]]:
    with acting(bench.actor):
        rows = HoursStep.objects.current().order_by("series", "valid_from")
        return list(rows.values_list("valid_from", "hours_per_week"))


def placement(bench: BenchTeam) -> Placement:
    with acting(bench.actor):
        return Placement.objects.select_related("stay").get(superseded_at__isnull=True)


def who(bench: BenchTeam) -> dict[str, Any]:
    return {"actor": bench.actor, "team": bench.team, "person_id": bench.stay("P-1").person_id}


def written_on_pages(bench: BenchTeam) -> None:
    """One placement with all that a page can say of it, broken off, and one that goes on."""
    bench.read_in(bench.file([stay()]))
    with acting(bench.actor):
        values = PlacementValues(
            employer="Skogens trä",
            form="work_training",
            started_on=MARCH,
            found_by="person",
            insured_by="social_insurance",
            hours=Decimal(8),
            texts={"tasks": "Sågar och märker.\nEn rad till.", "support": "Ring =varje måndag"},
        )
        row = plan_placement(**who(bench), values=values)
        of_it = {**who(bench), "series": row.series}
        add_agreement(
            **of_it,
            signed_on=DAY(2025, 2, 25),
            signed_by=["employer", "person"],
            content=PDF,
            once=uuid.uuid4(),
        )
        row = add_hours(**of_it, expected_version=1, rung=Rung(APRIL, Decimal("12.5")))
        row = add_hours(**of_it, expected_version=2, rung=Rung(DAY(2025, 4, 20), Decimal(20)))
        ending = Ending(ended_on=MAY, outcome="more_hours", decided_by="together", reason="job")
        end_placement(**of_it, expected_version=3, ending=ending, early=True)
        plan_placement(
            **who(bench),
            values=PlacementValues(employer="Provcafét", form="exploratory_placement", started_on=MAY),
        )


def test_all_that_the_pages_say_goes_out_into_an_empty_team_and_out_again(
    bench: BenchTeam, tmp_path: Path
) -> None:
    written_on_pages(bench)
    out = export(bench)
    head, first, second = cells(out, "Arbetsträning")
    told = dict(zip(head, first, strict=True))
    assert told == {
        "Ärende": "P-1",
        "Arbetsgivare": "Skogens trä",
        "Form": "arbetstraning",
        "Från": DAY(2025, 3, 1),
        "Till": DAY(2025, 5, 1),
        "Timmar per vecka": 20,
        "Hittad av": "person",
        "Försäkring": "fk",
        "Hur det slutade": "tidigare",
        "Vems beslut": "tillsammans",
        "Skäl": "arbete_eller_studier",
        "Ledde till": "fler_timmar",
        "Uppgifter": "Sågar och märker.\nEn rad till.",
        "Stöd": "Ring =varje måndag",
        "Avtal undertecknat": DAY(2025, 2, 25),
        "Undertecknat av": "deltagaren; arbetsgivaren",
    }
    assert dict(zip(head, second, strict=True))["Avtal undertecknat"] is None
    assert [row[3:] for row in cells(out, "Timmar")[1:]] == [
        (DAY(2025, 3, 1), 8),
        (DAY(2025, 4, 1), 12.5),
        (DAY(2025, 4, 20), 20),
    ]
    assert {row.state for row in bench.preview(out).rows} == {RowState.UNCHANGED}
    book = openpyxl.load_workbook(out)
    del book["Team"]
    book["Ärenden"].delete_cols([cell.value for cell in book["Ärenden"][1]].index("Handledare") + 1)
    book.save(out)
    other = make_bench(tmp_path, "Grannteamet")
    assert other.read_in(out).written == 6
    assert other.read_in(out).written == 0
    again = export(other, "igen.xlsx")
    for title in ("Arbetsträning", "Timmar"):
        assert cells(again, title) == cells(out, title)
    with acting(other.actor):
        kept = SignedAgreement.objects.current().get()
        assert (kept.media_type, kept.byte_count, kept.file_cipher) == ("", 0, None)
        text = PlacementText.objects.current().first()
        assert text is not None and b"gar och" not in bytes(text.text_cipher)


def test_an_older_book_changes_nothing_of_what_it_has_no_columns_for(bench: BenchTeam) -> None:
    written_on_pages(bench)
    before, ladder = cells(export(bench), "Arbetsträning"), steps(bench)
    old = [
        placed(Till=MAY, Timmar_per_vecka=20),
        placed(Arbetsgivare="Provcafét", Form="undersokande_praktik", Från=MAY),
    ]
    assert bench.read_in(bench.file([stay()], Arbetsträning=old)).written == 0
    assert (cells(export(bench), "Arbetsträning"), steps(bench)) == (before, ladder)


@pytest.mark.parametrize("day", [DAY(2025, 3, 15), DAY(2025, 4, 10), DAY(2025, 9, 1)])
def test_the_ladder_decides_whatever_day_the_book_is_from(bench: BenchTeam, day: dt.date) -> None:
    """The cell of the hours is of another day than today's: it says nothing where the steps stand in the book."""
    rows = [placed(Timmar_per_vecka=40)]
    ladder = [step(MARCH, 8), step(APRIL, 12.5)]
    with time_machine.travel(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC), tick=False):
        bench.read_in(bench.file([stay()], Arbetsträning=rows, Timmar=ladder))
        assert steps(bench) == [(MARCH, 8), (APRIL, Decimal("12.5"))]
        assert placement(bench).hours_per_week == (8 if day < APRIL else Decimal("12.5"))
        out = export(bench)
    with time_machine.travel(dt.datetime(2025, 12, 1, 12, tzinfo=dt.UTC), tick=False):
        assert {row.state for row in bench.preview(out).rows if row.sheet != "placements"} == {
            RowState.UNCHANGED
        }
        bench.read_in(out)
        assert steps(bench) == [(MARCH, 8), (APRIL, Decimal("12.5"))]
        assert placement(bench).hours_per_week == Decimal("12.5")
        assert bench.read_in(out).written == 0


def test_hours_without_a_ladder_become_its_first_step(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()], Arbetsträning=[placed(Timmar_per_vecka=10)]))
    path = bench.file([], Timmar=[step(APRIL, 15)])
    bench.read_in(path)
    assert steps(bench) == [(MARCH, 10), (APRIL, 15)]
    assert placement(bench).hours_per_week == 15
    assert bench.read_in(path).written == 0


def test_an_empty_cell_takes_a_step_away_and_an_unknown_one_says_nothing(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()], Arbetsträning=[placed()], Timmar=[step(MARCH, 8), step(APRIL, 12)]))
    plan = bench.preview(bench.file([], Timmar=[step(APRIL, None), step(MAY, None)]))
    assert [row.state for row in plan.rows] == [RowState.CHANGED, RowState.UNCHANGED]
    bench.read_in(bench.file([], Timmar=[step(APRIL, None), step(MAY, None)]))
    assert (steps(bench), placement(bench).hours_per_week) == ([(MARCH, 8)], 8)
    bench.read_in(bench.file([], Timmar=[step(MARCH, None)]))
    assert (steps(bench), placement(bench).hours_per_week) == ([], None)


@pytest.mark.parametrize(
    ("rows", "hours", "refused"),
    [
        ([placed()], [step(DAY(2025, 2, 1), 8)], ("Timmar", 2, "Gäller från")),
        ([placed(Till=APRIL)], [step(MAY, 8)], ("Timmar", 2, "Gäller från")),
        ([placed()], [step(MARCH, 0)], ("Timmar", 2, "Timmar per vecka")),
        ([placed()], [step(MARCH, 169)], ("Timmar", 2, "Timmar per vecka")),
        ([placed()], [step(MARCH, 8, Arbetsgivare="Annan")], ("Timmar", 2, "Arbetsgivare")),
        ([placed()], [step(MARCH, 8, Ärende="P-9")], ("Timmar", 2, "Ärende")),
        (
            [placed(Avtal_undertecknat=MARCH, Undertecknat_av=None)],
            [],
            ("Arbetsträning", 2, "Undertecknat av"),
        ),
        (
            [placed(Avtal_undertecknat=None, Undertecknat_av="teamet")],
            [],
            ("Arbetsträning", 2, "Undertecknat av"),
        ),
        (
            [placed(Avtal_undertecknat=DAY(2099, 1, 1), Undertecknat_av="teamet")],
            [],
            ("Arbetsträning", 2, "Avtal undertecknat"),
        ),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(
    bench: BenchTeam,
    rows: list[dict[str, object]],
    hours: list[dict[str, object]],
    refused: tuple[str, int, str],
) -> None:
    sheets = {"Arbetsträning": rows} | ({"Timmar": hours} if hours else {})
    plan = bench.preview(bench.file([stay()], **sheets))
    assert refused in [(issue.sheet, issue.row, issue.column) for issue in plan.errors]


def test_a_twin_and_other_capitals_are_the_same_workplace(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()], Arbetsträning=[placed(Timmar_per_vecka=8)]))
    with acting(bench.actor):
        said = {"actor": bench.actor, "team": bench.team}
        twin = add_employer(**said, values=EmployerValues(name="Skogens trä"))
        into = add_employer(**said, values=EmployerValues(name="Skogens Trä i Säter AB"))
        merge_employers(**said, employer_id=twin.pk, into_id=into.pk)
    for name in ("SKOGENS  trä", "Skogens trä i säter ab"):
        path = bench.file(
            [],
            Arbetsträning=[placed(Arbetsgivare=name, Timmar_per_vecka=8)],
            Timmar=[step(MARCH, 8, Arbetsgivare=name)],
        )
        bench.read_in(path)
        assert (placement(bench).employer, steps(bench)) == ("Skogens trä", [(MARCH, 8)])
    both = [placed(Timmar_per_vecka=8), placed(Arbetsgivare="Skogens Trä i Säter AB")]
    bench.read_in(bench.file([], Arbetsträning=both))  # said as two, they are two
    with acting(bench.actor):
        assert Placement.objects.filter(superseded_at__isnull=True).count() == 2


def test_an_agreement_that_is_kept_as_a_file_is_not_changed_by_a_workbook(bench: BenchTeam) -> None:
    said = {"Avtal_undertecknat": DAY(2025, 2, 20), "Undertecknat_av": "teamet; deltagaren"}
    bench.read_in(bench.file([stay()], Arbetsträning=[placed(**said)]))
    of_it = {**who(bench), "series": placement(bench).series}

    def days() -> list[tuple[dt.date, bool]]:
        with acting(bench.actor):
            rows = agreements_of(bench.team, of_it["person_id"], of_it["series"])
            return [(row.signed_on, bool(row.media_type)) for row in rows]

    assert days() == [(DAY(2025, 2, 20), False)]
    later = {**said, "Avtal_undertecknat": DAY(2025, 2, 21)}
    bench.read_in(bench.file([], Arbetsträning=[placed(**later)]))
    assert days() == [(DAY(2025, 2, 21), False)]
    with acting(bench.actor):
        add_agreement(**of_it, signed_on=APRIL, signed_by=["person"], content=PDF)
        first = agreements_of(bench.team, of_it["person_id"], of_it["series"])[-1]
        withdraw_agreement(**of_it, agreement_id=first.pk)
    assert days() == [(APRIL, True)]
    plan = bench.preview(bench.file([], Arbetsträning=[placed(**later)]))
    assert [issue.code for issue in plan.errors] == ["signed_file_kept"]
    empty = placed(Avtal_undertecknat=None, Undertecknat_av=None)
    assert bench.read_in(bench.file([], Arbetsträning=[empty])).written == 0
    newer = placed(Avtal_undertecknat=MAY, Undertecknat_av="arbetsgivaren")
    assert bench.read_in(bench.file([], Arbetsträning=[newer])).written == 1
    assert days() == [(MAY, False), (APRIL, True)]
    assert bench.read_in(bench.file([], Arbetsträning=[newer])).written == 0
    assert bench.read_in(bench.file([], Arbetsträning=[empty])).written == 1
    assert days() == [(APRIL, True)]


def test_an_undone_import_gives_texts_days_and_steps_as_they_were(bench: BenchTeam) -> None:
    said = {"Uppgifter": "Sågar", "Stöd": "Ring", "Avtal_undertecknat": MARCH, "Undertecknat_av": "person"}
    bench.read_in(
        bench.file([stay()], Arbetsträning=[placed(**said)], Timmar=[step(MARCH, 8), step(APRIL, 12)])
    )
    before = [cells(export(bench), title) for title in ("Arbetsträning", "Timmar")]
    changed = {**said, "Uppgifter": "Målar", "Stöd": None, "Avtal_undertecknat": APRIL}
    done = bench.read_in(
        bench.file(
            [],
            Arbetsträning=[placed(**changed), placed(Från=MAY, Uppgifter="Ny")],
            Timmar=[step(APRIL, None), step(MAY, 30)],
        )
    )
    assert done.source_id is not None
    assert [cells(export(bench), title) for title in ("Arbetsträning", "Timmar")] != before
    with acting(bench.actor), transaction.atomic():
        plan = undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id)
    assert sum(plan.rows.values()) >= 2
    assert [cells(export(bench), title) for title in ("Arbetsträning", "Timmar")] == before


def test_steps_alone_are_counted_when_their_import_is_undone(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()], Arbetsträning=[placed()], Timmar=[step(MARCH, 8)]))
    done = bench.read_in(bench.file([], Timmar=[step(APRIL, 12)]))
    assert done.source_id is not None
    with acting(bench.actor), transaction.atomic():
        plan = preview_undo(actor=bench.actor, team=bench.team, source_id=done.source_id)
        assert {name.value: count for name, count in plan.rows.items()} == {"hours": 1}
        undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id)
    assert (steps(bench), placement(bench).hours_per_week) == ([(MARCH, 8)], 8)


def test_an_import_of_stays_with_texts_can_be_undone_until_somebody_goes_on(bench: BenchTeam) -> None:
    said = placed(Uppgifter="Sågar", Avtal_undertecknat=MARCH, Undertecknat_av="person")
    path = bench.file([stay()], Arbetsträning=[said], Timmar=[step(MARCH, 8)])
    done = bench.read_in(path)
    assert done.source_id is not None
    with acting(bench.actor), transaction.atomic():
        undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id)
        assert not PlacementText.objects.current().exists() and not SignedAgreement.objects.current().exists()
    again = bench.read_in(path)
    assert again.source_id is not None
    with acting(bench.actor):
        values = CheckInValues(held_on=APRIL, form="phone", texts={"employer_view": "Det går bra"})
        hold_check_in(**who(bench), series=placement(bench).series, values=values)
    with acting(bench.actor), transaction.atomic(), pytest.raises(UndoRefused):
        undo_import(actor=bench.actor, team=bench.team, source_id=again.source_id)


def test_an_end_in_the_book_closes_the_steps_after_it(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()], Arbetsträning=[placed()], Timmar=[step(MARCH, 8), step(MAY, 20)]))
    bench.read_in(bench.file([], Arbetsträning=[placed(Till=DAY(2025, 4, 15))]))
    assert steps(bench) == [(MARCH, 8)]
    out = export(bench)
    assert {row.state for row in bench.preview(out).rows} == {RowState.UNCHANGED}


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60)
LADDER = st.dictionaries(st.integers(0, 60), st.integers(1, 80), max_size=4)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(LADDER, TEXT, st.booleans())
@example({}, "\x1b", False)
def test_any_ladder_and_text_of_a_page_come_back_unchanged(
    bench: BenchTeam, drawn: dict[int, int], text: str, has_hours: bool
) -> None:
    with transaction.atomic():
        bench.read_in(bench.file([stay()]))
        with acting(bench.actor):
            values = PlacementValues(
                employer="Skogens trä",
                form="work_training",
                started_on=MARCH,
                hours=Decimal(3) if has_hours else None,
                texts={"tasks": text},
            )
            row = plan_placement(**who(bench), values=values)
            for days, halves in sorted(drawn.items()):
                if days == 0 and has_hours:
                    continue
                rung = Rung(MARCH + dt.timedelta(days=days), Decimal(halves) / 2)
                of_it = {**who(bench), "series": row.series, "expected_version": row.version}
                row = add_hours(**of_it, rung=rung)
        plan = bench.preview(export(bench))
        changed = [one for one in plan.rows if one.state is not RowState.UNCHANGED]
        assert [(one.name, one.changes, one.issues) for one in changed] == []
        transaction.set_rollback(True)
