"""What goes out comes back in unchanged, and nothing that the exporter may not see goes out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.audit.models import ReadEntry
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.exchange.exporting import Exported, export_workbook
from samsteg.exchange.plan import RowState
from tests.exchange.bench_team import BenchTeam, make_bench, make_user
from tests.exchange.builders import exited, personnummer, stay
from tests.factories import coach

pytestmark = pytest.mark.django_db
BORN = dt.date(1990, 5, 17)
EVERYTHING = {
    "Budget": [
        {"År": 2025, "Period": "helår", "Rad": "Personal", "Äskat": 2_032_000, "Utfall": 1_421_971},
        {"År": 2025, "Period": None, "Rad": "Totalt", "Beviljat": 1_615_000},
        {"År": 2026, "Period": "jan-jun", "Rad": "Lokaler", "Äskat": 0, "Prognos": -5},
    ],
    "Personal": [
        {"Roll": "coach", "Organisation": "Påhittköpings kommun", "Procent": 80, "Från": dt.date(2025, 1, 1)},
        {"Roll": "coach", "Organisation": "Påhittköpings kommun", "Procent": 80, "Från": dt.date(2025, 1, 1)},
        {
            "Roll": "representant",
            "Procent": None,
            "Från": dt.date(2025, 1, 1),
            "Anmärkning": "en =förmiddag 😀",
        },
    ],
    "Arbetsträning": [
        {
            "Ärende": "P-1",
            "Arbetsgivare": "@Provbolaget",
            "Form": "arbetsträning",
            "Från": dt.date(2025, 3, 1),
        },
    ],
    "Insatser": [
        {
            "Ärende": "P-1",
            "Insats": "vuxenutbildning",
            "Från": dt.date(2025, 2, 1),
            "Till": dt.date(2025, 3, 1),
        },
        {"Ärende": "P-1", "Insats": "vuxenutbildning", "Från": dt.date(2025, 4, 1)},
        {
            "Ärende": "P-1",
            "Insats": "forstarkt_samarbete",
            "Från": dt.date(2025, 1, 20),
            "Till": dt.date(2025, 1, 31),
        },
    ],
    "Redovisat": [
        {
            "Mått": "Nyinskrivna",
            "Period från": BORN,
            "Period till": BORN,
            "Värde": 7.5,
            "Enhet": "st",
            "Källa": "s. 3",
        },
    ],
}


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def export(bench: BenchTeam, **options: object) -> tuple[Path, Exported]:
    out = bench.folder / "ut.xlsx"
    with acting(bench.actor):
        done = export_workbook(actor=bench.actor, team=bench.team, out=out, place="test", **options)  # type: ignore[arg-type]
    return out, done


def rows(bench: BenchTeam) -> list[dict[str, object]]:
    everything = exited(
        Person="A",
        Personnummer=personnummer(BORN),
        Kommun="Säter",
        Remittent="psykiatri",
        Studiebesök=dt.date(2025, 1, 12),
        Uppdrag_mottaget=dt.date(2025, 1, 13),
        Avslutsorsak="arbete",
        Avslut_preciserat="eget ord; med =tecken",
        Omfattning_vid_avslut=75,
        Tidigt_avhopp="ja",
        Försörjning_vid_inskrivning="sjukpenning; forsorjningsstod",
        Försörjning_vid_avslut="lon",
        Månader_i_offentlig_försörjning_före=46.72,
        Handledare=bench.actor.username,
        Samtycke_till_teamet=dt.date(2025, 1, 13),
        Förstärkt_samarbete_från=dt.date(2025, 4, 1),
    )
    never = stay(Ärende="=P-2", Född=1971, Kön="annat", Inskriven=None, Ej_inskriven=dt.date(2025, 2, 2))
    return [everything, {**never, "Skäl ej inskriven": "fel_tid"}]


def test_what_goes_out_comes_back_unchanged(bench: BenchTeam) -> None:
    bench.read_in(bench.file(rows(bench), **EVERYTHING))
    out, done = export(bench)
    assert done == Exported(written=2, left_out=0)
    plan = bench.preview(out)
    assert [
        (row.name, row.changes, row.issues) for row in plan.rows if row.state is not RowState.UNCHANGED
    ] == []
    assert not plan.issues and not plan.not_in_file


def test_a_file_that_goes_out_holds_all_for_a_new_team(bench: BenchTeam, tmp_path: Path) -> None:
    bench.read_in(bench.file(rows(bench), **EVERYTHING))
    out, _done = export(bench, with_personnummer=True, reason="flytt")
    book = openpyxl.load_workbook(out)
    for sheet in [name for name in book.sheetnames if name == "Team"]:
        del book[sheet]
    book["Ärenden"].delete_cols([cell.value for cell in book["Ärenden"][1]].index("Handledare") + 1)
    book.save(out)
    other = make_bench(tmp_path, "Grannteamet")
    other.read_in(out)
    same = (
        "enrolled_on",
        "exited_on",
        "exit_detail_text",
        "income_start",
        "support_before_months",
        "early_exit",
    )
    assert [getattr(other.stay("P-1"), name) for name in same] == [
        getattr(bench.stay("P-1"), name) for name in same
    ]


def test_personnummer_stay_at_home_without_a_reason(bench: BenchTeam) -> None:
    bench.read_in(bench.file(rows(bench)))
    with pytest.raises(Refused):
        export(bench, with_personnummer=True, reason="  ")
    out, _done = export(bench)
    assert "Personnummer" not in [cell.value for cell in openpyxl.load_workbook(out)["Ärenden"][1]]
    out, _done = export(bench, with_personnummer=True, reason="flytt till nytt system")
    header = [cell.value for cell in openpyxl.load_workbook(out)["Ärenden"][1]]
    assert "Personnummer" in header
    with acting(bench.actor):
        assert set(ReadEntry.objects.filter(kind="reveal").values_list("reason", flat=True)) == {
            "flytt till nytt system"
        }


def test_the_file_is_for_its_owner_alone(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()]))
    out, _done = export(bench)
    assert out.stat().st_mode & 0o777 == 0o600


def test_hidden_rows_are_left_out_and_counted(bench: BenchTeam) -> None:
    make_user(bench.team, "kim", Role.COACH)
    mine = stay(Handledare=bench.actor.username)
    placement = {"Ärende": "P-2", "Arbetsgivare": "X", "Form": "arbetsträning", "Från": dt.date(2025, 3, 1)}
    bench.read_in(bench.file([mine, stay(Ärende="P-2", Handledare="kim")], Arbetsträning=[placement]))
    out, done = export(bench)
    assert done == Exported(written=1, left_out=1)
    book = openpyxl.load_workbook(out)
    assert [row[0].value for row in book["Ärenden"].iter_rows(min_row=2)] == ["P-1"]
    assert "P-2" not in [row[0].value for row in book["Arbetsträning"].iter_rows(min_row=2)]
    with acting(bench.actor):
        assert list(ReadEntry.objects.filter(kind="export").values_list("person_id", flat=True)) == [
            bench.stay("P-1").person_id
        ]


def test_a_coach_may_not_export(bench: BenchTeam) -> None:
    bench = replace(bench, actor=coach(bench.team))
    with pytest.raises(PermissionRefused):
        export(bench)


days = st.dates(dt.date(2019, 1, 1), dt.date(2025, 12, 31))


@st.composite
def random_stays(draw: st.DrawFn) -> list[dict[str, object]]:
    found = []
    for number in range(draw(st.integers(1, 6))):
        enrolled_on = draw(days)
        row = stay(
            Ärende=f"R-{number}",
            Kön=draw(st.sampled_from(["K", "M", "annat"])),
            Född=draw(
                st.one_of(st.integers(1950, 2000), st.dates(dt.date(1950, 1, 1), dt.date(2000, 12, 31)))
            ),
            Remitterad=None,
            Inskriven=enrolled_on,
            Remittent=draw(st.sampled_from([None, "soc", "egen", "primarvard"])),
            Avslutad=None,
            Avslutsorsak=None,
            Avslut_preciserat=None,
        )
        if draw(st.booleans()):
            row["Avslutad"] = enrolled_on + dt.timedelta(draw(st.integers(0, 2000)))
            row["Avslutsorsak"] = draw(st.sampled_from(["arbete", "annat", "studier"]))
            row["Avslut preciserat"] = draw(
                st.sampled_from([None, "flyttat", "något annat, 100 % säkert", "Åäö 😀"])
            )
        found.append(row)
    return found


@given(random_stays())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_stays_come_back_unchanged(bench: BenchTeam, stays: list[dict[str, object]]) -> None:
    bench.read_in(bench.file(stays))
    out, _done = export(bench)
    assert {row.state for row in bench.preview(out).rows} == {RowState.UNCHANGED}
