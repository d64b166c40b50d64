"""What an import stores: facts dated twice, nothing changed by the same file, nothing at all by a wrong one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from samsteg.audit.models import ReadEntry, Source
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused
from samsteg.exchange.columns import SheetName
from samsteg.exchange.plan import RowState
from samsteg.exchange.services import ImportRefused, PlanChanged, checksum, fingerprint
from samsteg.exchange.team_facts import WrongTeam
from samsteg.people.models import Identity, Person
from samsteg.people.selectors import personnummer_of
from samsteg.statistics.models import PublishedFigure
from tests.exchange.bench_team import BenchTeam, make_bench
from tests.exchange.builders import exited, personnummer, stay
from tests.factories import coach

pytestmark = pytest.mark.django_db
BORN = dt.date(1990, 5, 17)


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def test_a_new_row_becomes_facts_with_its_file_as_source(bench: BenchTeam) -> None:
    path = bench.file([exited(Remittent="soc", Avslut_preciserat="eget ord")])
    done = bench.read_in(path)
    row = bench.stay("P-1")
    assert (row.enrolled_on, row.exited_on) == (dt.date(2025, 2, 1), dt.date(2025, 9, 1))
    assert (row.exit_reason, row.exit_detail, row.exit_detail_text, row.referrer) == (
        "studies",
        "",
        "eget ord",
        "soc",
    )
    with acting(bench.actor):
        source = Source.objects.get(pk=done.source_id)
    assert (source.file_name, source.checksum_sha256, source.row_count) == ("fil.xlsx", checksum(path), 1)
    assert {event.source_id for event in bench.events("P-1", "exited")} == {source.pk}


def test_the_same_file_twice_changes_nothing(bench: BenchTeam) -> None:
    path = bench.file([exited(), stay(Ärende="P-2")], Budget=[{"År": 2025, "Rad": "Personal", "Äskat": 100}])
    bench.read_in(path)
    again = bench.read_in(path)
    assert (again.written, again.source_id) == (0, None)
    assert {row.state for row in again.plan.rows} == {RowState.UNCHANGED}
    assert len(bench.events("P-1", "exited")) == 1


def test_a_corrected_exit_supersedes_and_keeps_the_old(bench: BenchTeam) -> None:
    bench.read_in(bench.file([exited()]))
    plan = bench.preview(bench.file([exited(Avslutad=dt.date(2025, 10, 1))]))
    (change,) = plan.rows[0].changes
    assert (change.column, change.old, change.new) == ("Avslutad", "2025-09-01", "2025-10-01")
    bench.read_in(bench.file([exited(Avslutad=dt.date(2025, 10, 1))]))
    old, new = bench.events("P-1", "exited")
    assert (old.occurred_on, new.occurred_on) == (dt.date(2025, 9, 1), dt.date(2025, 10, 1))
    assert old.superseded_at == new.recorded_at and new.superseded_at is None
    assert bench.stay("P-1").exited_on == dt.date(2025, 10, 1)


def test_an_absent_column_leaves_alone_and_an_empty_cell_takes_away(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(Remittent="fk", Kommun="Säter")]))
    assert bench.preview(bench.file([stay()])).rows[0].state is RowState.UNCHANGED
    plan = bench.preview(bench.file([stay(Remittent=None)]))
    assert plan.counts["cleared"] == 1 and plan.rows[0].changes[0].clears
    bench.read_in(bench.file([stay(Remittent=None)]))
    assert (bench.stay("P-1").referrer, bench.stay("P-1").municipality_code) == ("", "2082")


def test_a_stored_row_that_is_not_in_the_file_stays_and_is_listed(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(), stay(Ärende="P-2")]))
    done = bench.read_in(bench.file([stay()]))
    assert done.plan.not_in_file == {SheetName.STAYS: ["P-2"]}
    assert bench.stay("P-2").enrolled_on == dt.date(2025, 2, 1)


def test_one_wrong_row_stops_all_unless_it_is_left_out(bench: BenchTeam) -> None:
    path = bench.file([stay(), exited(Ärende="P-2", Avslutsorsak="flög till månen")])
    with pytest.raises(ImportRefused) as refusal:
        bench.read_in(path)
    (issue,) = refusal.value.plan.errors
    assert (issue.sheet, issue.row, issue.column) == ("Ärenden", 3, "Avslutsorsak")
    with acting(bench.actor):
        assert not Person.objects.exists() and not Source.objects.exists()
    assert bench.read_in(path, leave_out_wrong=True).written == 1
    assert bench.stay("P-1").pk


def test_what_clashes_with_what_is_stored_is_wrong_too(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(Person="A")]))
    plan = bench.preview(bench.file([stay(Ärende="P-2", Person="A", Inskriven=dt.date(2025, 6, 1))]))
    assert [issue.code for issue in plan.errors] == ["stays_overlap"]
    assert "P-1" in plan.errors[0].message


def test_the_exit_day_may_be_the_day_of_the_next_start(bench: BenchTeam) -> None:
    rows = [exited(Person="A"), stay(Ärende="P-2", Person="A", Inskriven=dt.date(2025, 9, 1))]
    bench.read_in(bench.file(rows))
    assert bench.stay("P-1").person_id == bench.stay("P-2").person_id


def test_personnummer_links_and_is_stored_only_encrypted(bench: BenchTeam) -> None:
    number = personnummer(BORN)
    rows = [
        exited(Personnummer=number),
        stay(Ärende="P-2", Personnummer=number, Inskriven=dt.date(2025, 9, 1)),
    ]
    plan = bench.preview(bench.file(rows))
    assert all(number[-4:] not in change.new for row in plan.rows for change in row.changes)
    bench.read_in(bench.file(rows))
    person = bench.stay("P-1").person_id
    assert bench.stay("P-2").person_id == person
    with acting(bench.actor):
        assert personnummer_of(bench.team.pk, [person]) == {person: number}
        row = Identity.objects.get(person_id=person)
    assert number.encode() not in bytes(row.personnummer_cipher or b"") + bytes(row.personnummer_index or b"")
    assert bench.read_in(bench.file(rows)).written == 0


def test_a_person_can_be_named_later_and_links_the_stays(bench: BenchTeam) -> None:
    first = exited()
    second = stay(Ärende="P-2", Inskriven=dt.date(2025, 9, 1))
    bench.read_in(bench.file([first, second]))
    assert bench.stay("P-1").person_id != bench.stay("P-2").person_id
    bench.read_in(bench.file([{**first, "Person": "A"}, {**second, "Person": "A"}]))
    assert bench.read_in(bench.file([{**first, "Person": "A"}, {**second, "Person": "A"}])).written == 0


def test_a_person_with_the_same_id_in_another_team_is_another_person(
    bench: BenchTeam, tmp_path: Path
) -> None:
    number = personnummer(BORN)
    other = make_bench(tmp_path, "Grannteamet")
    bench.read_in(bench.file([stay(Personnummer=number, Person="A")]))
    plan = other.preview(other.file([stay(Personnummer=number, Person="A")]))
    assert plan.rows[0].state is RowState.NEW and not plan.errors
    other.read_in(other.file([stay(Personnummer=number, Person="A")]))
    assert other.stay("P-1").person_id != bench.stay("P-1").person_id


def test_a_coach_must_be_in_the_team_and_a_near_name_is_offered(bench: BenchTeam) -> None:
    plan = bench.preview(bench.file([stay(Handledare=f"laed-{bench.team.pk}")]))
    (issue,) = plan.errors
    assert (issue.code, issue.nearest) == ("coach_unknown", bench.actor.username)


def test_stored_values_of_a_person_the_importer_may_not_see_are_not_shown(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(Handledare=bench.actor.username, Remittent="fk")]))
    bench.actor = another_lead(bench)
    plan = bench.preview(bench.file([stay(Remittent="soc")]))
    (change,) = plan.rows[0].changes
    assert (change.old, change.new) == (None, "soc")
    assert SheetName.STAYS not in bench.preview(bench.file([stay(Ärende="P-9")])).not_in_file


def another_lead(bench: BenchTeam) -> Actor:
    """Somebody else who leads the team and has nobody assigned."""
    return replace(bench.actor, user_id=bench.actor.user_id + 1000, username="annan")


def test_a_coach_may_not_import(bench: BenchTeam) -> None:
    path = bench.file([stay()])
    bench.actor = coach(bench.team)
    with pytest.raises(PermissionRefused):
        bench.read_in(path)


def test_a_plan_that_was_overtaken_is_not_applied(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(Remittent="fk")]))
    path = bench.file([stay(Remittent="soc")])
    seen = fingerprint(bench.preview(path))
    bench.read_in(bench.file([stay(Remittent="af")]))
    path = bench.file([stay(Remittent="soc")])
    with pytest.raises(PlanChanged):
        bench.read_in(path, expected=seen)
    assert bench.stay("P-1").referrer == "af"
    assert bench.read_in(path, expected=fingerprint(bench.preview(path))).written == 1


def test_a_file_about_another_team_is_refused(bench: BenchTeam) -> None:
    path = bench.file([stay()], Team=[{"Fält": "Namn", "Värde": "Ett annat team"}])
    with pytest.raises(WrongTeam):
        bench.read_in(path)


def test_comparing_is_a_logged_read(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(), stay(Ärende="P-2")]))
    bench.preview(bench.file([stay()]))
    with acting(bench.actor):
        logged = ReadEntry.objects.filter(kind="import").values_list("person_id", flat=True)
        assert sorted(logged) == sorted([bench.stay("P-1").person_id, bench.stay("P-2").person_id])


def test_published_figures_are_known_by_label_and_contradictions_are_kept(bench: BenchTeam) -> None:
    period = {"Period från": dt.date(2021, 7, 1), "Period till": dt.date(2022, 6, 30)}
    rows = [
        {"Mått": "Nyinskrivna", **period, "Värde": 7, "Källa": "s. 3"},
        {"Mått": "flow.new", **period, "Värde": 6, "Källa": "s. 5"},
        {"Mått": "Vårdtyngd", **period, "Värde": 2.5},
    ]
    done = bench.read_in(bench.file([stay()], Redovisat=rows))
    assert [issue.code for issue in done.plan.warnings] == ["figure_unknown"]
    with acting(bench.actor):
        found = PublishedFigure.objects.filter(team=bench.team).order_by("pk")
        stored = [(row.figure, int(row.value), row.ordinal, row.is_code, row.decimals) for row in found]
    assert stored == [("flow.new", 7, 1, True, 0), ("flow.new", 6, 2, True, 0), ("Vårdtyngd", 2, 1, False, 1)]
    assert bench.read_in(bench.file([stay()], Redovisat=rows)).written == 0


def test_a_placement_needs_its_stay(bench: BenchTeam) -> None:
    placement = {
        "Ärende": "P-9",
        "Arbetsgivare": "Provbolaget",
        "Form": "arbetstraning",
        "Från": dt.date(2025, 3, 1),
    }
    plan = bench.preview(bench.file([stay()], Arbetsträning=[placement]))
    assert [issue.code for issue in plan.errors] == ["stay_unknown"]


def test_only_the_rows_named_in_the_file_are_read_when_it_is_csv(bench: BenchTeam, tmp_path: Path) -> None:
    path = tmp_path / "ärenden.csv"
    path.write_bytes(
        "Ärende;Född;Kön;Inskriven;Remittent\nP-1;1990;K;2025-02-01;försäkringskassan\n".encode("cp1252")
    )
    bench.read_in(path)
    assert bench.stay("P-1").referrer == "fk"
