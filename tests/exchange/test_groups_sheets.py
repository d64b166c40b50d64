"""The sheets Grupper and Närvaro: out and in again unchanged, corrected, undone, and every wrong row told kindly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.activities.marking import mark_session
from samsteg.activities.models import Attendance, Group, GroupSession, Leader
from samsteg.activities.records import MarkAsked
from samsteg.activities.selectors import groups_in_short
from samsteg.audit.models import ReadEntry
from samsteg.core.context import acting
from samsteg.exchange.columns import SheetName
from samsteg.exchange.exporting import export_workbook
from samsteg.exchange.plan import Plan, RowState
from samsteg.exchange.stored import load
from samsteg.exchange.undo import UndoRefused, preview_undo, undo_import
from samsteg.statistics.figures import figures
from samsteg.statistics.values import Period
from tests.activities.makers import whole
from tests.exchange.bench_team import BenchTeam, make_bench, make_user
from tests.exchange.builders import exited, stay
from tests.factories import make_team

pytestmark = pytest.mark.django_db
Row = dict[str, object]
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
TUESDAY = dt.date(2025, 3, 4)
FOREST: Row = {"Grupp": "Skogsgruppen", "Slag": "skogsgrupp", "Platser": 2, "Ledare": "Prov Ledarsson (AME)"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def session(**changes: object) -> Row:
    row: Row = {
        "Grupp": "Skogsgruppen",
        "Dag": TUESDAY,
        "Från": "09:30",
        "Till": "12.00",
        "Ärende": None,
        "Markering": None,
        "Tillfället": "hållet",
    }
    return row | {name.replace("_", " "): value for name, value in changes.items()}


def mark(who: str = "P-1", what: str | None = "här", **changes: object) -> Row:
    empty = dict.fromkeys(("Från", "Till", "Tillfället"))
    return session(**{**empty, "Ärende": who, "Markering": what, **changes})


def book(
    bench: BenchTeam,
    attendance: Sequence[Row],
    groups: Sequence[Row] = (FOREST,),
    stays: Sequence[Mapping[str, object]] = (),
) -> Path:
    sheets = {"Grupper": groups, "Närvaro": attendance}
    return bench.file(stays, **{title: rows for title, rows in sheets.items() if rows})


def two() -> list[Row]:
    return [stay(), exited(Ärende="P-2", Kön="M")]


def test_a_term_filled_in_by_hand(bench: BenchTeam) -> None:
    """Times by dots and colons, marks named by group and day alone, and the figures follow."""
    rows = [
        session(Gäster=2),
        mark(),
        mark("P-2", "borta"),
        session(Dag=dt.date(2025, 3, 11), Tillfället="inställt", Skäl="vädret", Vems_beslut="teamet"),
    ]
    done = bench.read_in(book(bench, rows, stays=two()))
    assert done.written == 7
    with acting(bench.actor):
        found = figures(bench.actor, bench.team, YEAR)
        held = GroupSession.objects.current().get(state="held")
        leader = Leader.objects.get()
    assert (held.starts_at, held.ends_at, held.guest_count) == (dt.time(9, 30), dt.time(12), 2)
    assert (found["attendance.people"].value, found["attendance.share"].value) == (1, 0.5)
    assert found["attendance.sessions_held"].value == 1
    assert (leader.name, leader.organisation, leader.started_on) == ("Prov Ledarsson", "AME", TUESDAY)
    again = bench.read_in(book(bench, rows, stays=two()))
    assert (again.written, again.source_id) == (0, None)


def test_a_correction_supersedes_and_is_undone(bench: BenchTeam) -> None:
    bench.read_in(book(bench, [session(), mark(), mark("P-2", "borta")], stays=two()))
    before = said(bench)
    second = [session(Gäster=3), mark(what="digitalt"), mark("P-2", None)]
    done = bench.read_in(book(bench, second, groups=[{**FOREST, "Platser": 5, "Ledare": None}]))
    assert done.plan.counts["changed"] == 4 and done.plan.counts["cleared"] == 2
    with acting(bench.actor):
        every = Attendance.objects.order_by("pk").values_list("mark", "superseded_at")
        assert [(what, at is None) for what, at in every] == [
            ("present", False),
            ("absent", False),
            ("digital", True),
        ]
        assert figures(bench.actor, bench.team, YEAR)["attendance.share"].value == 1
        undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id or 0)
    assert said(bench) == before


def test_an_undone_import_takes_its_groups_with_it_and_gives_them_back(bench: BenchTeam) -> None:
    bench.read_in(book(bench, (), groups=(), stays=two()))
    path = book(bench, [session(), mark()])
    done = bench.read_in(path)
    with acting(bench.actor):
        plan = preview_undo(actor=bench.actor, team=bench.team, source_id=done.source_id or 0)
        assert plan.rows == {SheetName.GROUPS: 1, SheetName.ATTENDANCE: 2}
        undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id or 0)
        assert groups_in_short(bench.actor, bench.team).groups == ()
        assert not GroupSession.objects.current().exists() and not Attendance.objects.current().exists()
    assert said(bench)[0] == [] == said(bench)[1]
    assert bench.read_in(path).written == 3
    with acting(bench.actor):
        assert Group.objects.count() == 1


def test_what_a_page_has_written_since_stops_the_undo(bench: BenchTeam) -> None:
    bench.read_in(book(bench, (), groups=(), stays=two()))
    done = bench.read_in(book(bench, [session()]))
    with acting(bench.actor):
        actor = whole(bench.team)
        now = GroupSession.objects.current().get()
        person_id = bench.stay("P-1").person_id
    with acting(actor):
        asked = [MarkAsked(person_id, "present")]
        mark_session(actor=actor, team=bench.team, series=now.series, asked=asked)
    with acting(bench.actor), pytest.raises(UndoRefused):
        undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id or 0)


def said(bench: BenchTeam) -> tuple[list[object], list[object], object]:
    """What an export would write of groups, and their figures."""
    with acting(bench.actor):
        stored = load(bench.actor, bench.team)
        found = figures(bench.actor, bench.team, YEAR)
    groups = list(stored[SheetName.GROUPS].records.values())
    attendance = [
        {name: value for name, value in record.items() if name != "series"}
        for record in stored[SheetName.ATTENDANCE].records.values()
    ]
    return groups, attendance, {code: value for code, value in found.items() if "attendance" in code}


def issues(plan: Plan) -> list[tuple[str, str]]:
    return [(issue.column or "", issue.code) for issue in (*plan.errors, *plan.warnings)]


MIDSUMMER = dt.date(2025, 6, 20)
BAD: tuple[tuple[list[Row], list[tuple[str, str]]], ...] = (
    ([session(Grupp="Skogsgrupen")], [("Grupp", "group_unknown")]),
    ([session(), mark("P-9")], [("Ärende", "stay_unknown")]),
    ([session(), mark(), mark()], [("Grupp", "key_repeated")] * 2),
    ([session(), mark(), mark(Från="09:30")], [("Ärende", "key_repeated")] * 2),
    ([session(), session()], [("Grupp", "key_repeated")] * 2),
    ([session(Dag=dt.date(2025, 1, 2)), mark(Dag=dt.date(2025, 1, 2))], [("Dag", "mark_before_stay")]),
    ([session(Dag=dt.date(2025, 9, 2)), mark("P-2", Dag=dt.date(2025, 9, 2))], [("Dag", "mark_after_exit")]),
    ([session(Dag=MIDSUMMER)], [("Dag", "day_off")]),
    ([mark()], [("Dag", "session_unknown")]),
    ([session(), mark(Från="13:00")], [("Från", "session_unknown")]),
    ([session(), session(Från="13", Till="14"), mark()], [("Från", "session_unclear")]),
    ([session(), mark(Till="13:00")], [("Till", "of_the_session")]),
    ([session(), mark(Gäster=1)], [("Gäster", "of_the_session")]),
    ([session(Markering="här")], [("Markering", "mark_of_nobody")]),
    ([session(Från="12:00", Till="9")], [("Till", "end_before_start")]),
    ([session(Från="halv tio")], [("Från", "time_unknown")]),
    ([session(Tillfället="inställt")], [("Tillfället", "value_missing")] * 2),
    ([session(Tillfället="planerat"), mark()], [("Markering", "session_not_held")]),
    ([session(Dag=dt.date(2099, 3, 3), Tillfället="planerat")], [("Dag", "date_far_ahead")]),
    ([session(Till=None)], [("Till", "value_missing")]),
    ([session(Tillfället="flyttat")], [("Tillfället", "value_missing")]),
    ([session(), mark(what="sjuk")], [("Markering", "code_unknown")]),
)


@pytest.mark.parametrize(("rows", "told"), BAD)
def test_what_is_wrong_is_told_with_its_place(
    bench: BenchTeam, rows: list[Row], told: list[tuple[str, str]]
) -> None:
    bench.read_in(book(bench, (), stays=two()))
    plan = bench.preview(book(bench, rows))
    assert issues(plan) == told
    places = [issue.row for issue in (*plan.errors, *plan.warnings)]
    assert all(issue.sheet == "Närvaro" for issue in (*plan.errors, *plan.warnings)) and None not in places


def test_a_session_ahead_holds_only_those_who_have_said_so(bench: BenchTeam) -> None:
    day = timezone.localdate() + dt.timedelta(days=7)
    bench.read_in(book(bench, (), stays=[stay(), stay(Ärende="P-2")]))
    rows = [session(Dag=day, Tillfället="planerat"), mark(Dag=day), mark("P-2", "anmäld borta", Dag=day)]
    assert ("Markering", "mark_ahead") in issues(bench.preview(book(bench, rows)))
    assert issues(bench.preview(book(bench, [session(Dag=day)])))[0] == ("Tillfället", "held_ahead")


def test_capacity_passed_and_a_session_that_becomes_held_are_told_and_read_in(bench: BenchTeam) -> None:
    people = [stay(), stay(Ärende="P-2"), stay(Ärende="P-3")]
    bench.read_in(book(bench, [session(Tillfället="planerat")], stays=people))
    plan = bench.preview(book(bench, [mark("P-1"), mark("P-2"), mark("P-3", "kom förbi")], groups=()))
    assert issues(plan).count(("Grupp", "capacity_passed")) == 1
    assert issues(plan).count(("Markering", "session_becomes_held")) == 3
    bench.read_in(book(bench, [mark("P-1"), mark("P-2"), mark("P-3", "kom förbi")], groups=()))
    with acting(bench.actor):
        assert GroupSession.objects.current().get().state == "held"
    changed = [session(Tillfället="inställt", Skäl="annat", Vems_beslut="teamet")]
    assert ("Tillfället", "session_marked") in issues(bench.preview(book(bench, changed)))
    cancelled = [session(Dag=dt.date(2025, 3, 11), Tillfället="inställt", Skäl="annat", Vems_beslut="teamet")]
    plan = bench.preview(book(bench, [*cancelled, mark(Dag=dt.date(2025, 3, 11))]))
    assert issues(plan) == [("Markering", "session_cancelled")]


def test_one_person_at_a_session_by_two_stays(bench: BenchTeam) -> None:
    again = stay(Ärende="P-3", Person="A", Remitterad=dt.date(2025, 9, 1), Inskriven=dt.date(2025, 9, 1))
    stays = [exited(Person="A"), again]
    day = dt.date(2025, 9, 1)
    rows = [session(Dag=day), mark(Dag=day), mark("P-3", Dag=day)]
    assert issues(bench.preview(book(bench, rows, stays=stays)))[0] == ("Ärende", "person_twice")
    bench.read_in(book(bench, rows[:2], stays=stays))
    assert issues(bench.preview(book(bench, rows[2:]))) == [("Ärende", "person_twice")]
    moved = [mark(what=None, Dag=day), mark("P-3", Dag=day)]
    bench.read_in(book(bench, moved))
    with acting(bench.actor):
        assert Attendance.objects.current().get().stay.own_id == "P-3"


def test_groups_and_who_leads_them(bench: BenchTeam) -> None:
    make_user(bench.team, "kim", Role.COACH)
    rows = [
        {**FOREST, "Ledare": "KIM; Prov Ledarsson (AME)", "Följs av": "arbetsträningsgruppen"},
        {"Grupp": "Arbetsträningsgruppen", "Slag": "arbetsträningsgrupp", "Ledare": "kimm"},
    ]
    plan = bench.preview(book(bench, (), groups=rows, stays=two()))
    assert issues(plan) == [("Ledare", "leader_outside")]
    assert plan.warnings[0].nearest == "kim"
    bench.read_in(book(bench, (), groups=rows, stays=two()))
    with acting(bench.actor):
        forest = Group.objects.get(name="Skogsgruppen")
        assert forest.follows_into is not None and forest.follows_into.name == "Arbetsträningsgruppen"
        assert {
            row.user.username if row.user else row.name for row in Leader.objects.filter(group=forest)
        } == {
            "kim",
            "Prov Ledarsson",
        }
    for column, value, code in (
        ("Följs av", "Skogsgruppen", "follows_itself"),
        ("Följs av", "Simgruppen", "group_unknown"),
        ("Platser", 0, "number_too_low"),
        ("Slag", "äventyr", "code_unknown"),
    ):
        plan = bench.preview(book(bench, (), groups=[{**FOREST, column: value}]))
        assert [(issue.column, issue.code) for issue in plan.errors] == [(column, code)]


def test_a_name_used_again_tells_which_one_has_ended(bench: BenchTeam) -> None:
    bench.read_in(book(bench, [session()], groups=[{**FOREST, "Till": dt.date(2025, 6, 1)}], stays=two()))
    with acting(bench.actor):
        Group.objects.create(team=bench.team, name="Skogsgruppen", kind="forest", updated_by_id=1)
        names = [key[0] for key in load(bench.actor, bench.team)[SheetName.GROUPS].records]
    assert sorted(map(str, names)) == ["Skogsgruppen", "Skogsgruppen (till 2025-06-01)"]
    assert unchanged_after_export(bench)


def test_old_workbooks_change_nothing_of_groups(bench: BenchTeam) -> None:
    bench.read_in(book(bench, [session(), mark()], stays=two()))
    before = said(bench)
    plan = bench.preview(bench.file(two()))
    assert not plan.not_in_file.keys() & {SheetName.GROUPS, SheetName.ATTENDANCE}
    bench.read_in(bench.file([stay(Remittent="soc")]))
    assert said(bench) == before


def test_a_line_prepared_and_not_filled_in_says_nothing(bench: BenchTeam) -> None:
    done = bench.read_in(book(bench, [session(), mark(what=None)], stays=two()))
    assert done.plan.counts["unchanged"] == 1
    with acting(bench.actor):
        assert not Attendance.objects.exists()


def test_who_is_hidden_stays_hidden(bench: BenchTeam) -> None:
    """Another coach's participant: compared and stored, never shown or written out."""
    make_user(bench.team, "kim", Role.COACH)
    stays = [stay(Handledare=bench.actor.username), stay(Ärende="P-2", Handledare="kim")]
    bench.read_in(book(bench, [session(), mark(), mark("P-2")], stays=stays))
    plan = bench.preview(book(bench, [mark("P-2", "borta")], groups=()))
    assert [change.old for row in plan.rows for change in row.changes] == [None]
    with acting(bench.actor):
        out = bench.folder / "ut.xlsx"
        export_workbook(actor=bench.actor, team=bench.team, out=out, place="test")
        read = ReadEntry.objects.filter(kind="import").values_list("person_id", flat=True)
        assert bench.stay("P-2").person_id not in set(read)
    cells = [row[4].value for row in openpyxl.load_workbook(out)["Närvaro"].iter_rows(min_row=2)]
    assert cells == [None, "P-1"]


def test_marks_that_are_shown_are_logged(bench: BenchTeam) -> None:
    stays = [stay(Handledare=bench.actor.username)]
    bench.read_in(book(bench, [session(), mark()], stays=stays))
    bench.preview(book(bench, [mark(what="borta")], groups=()))
    with acting(bench.actor):
        read = ReadEntry.objects.filter(kind="import").values_list("person_id", flat=True)
        assert list(read) == [bench.stay("P-1").person_id]


def test_another_teams_group_is_not_in_the_file(bench: BenchTeam) -> None:
    other = make_team()
    with acting(whole(other)):
        Group.objects.create(team=other, name="Grannens", kind="forest", updated_by_id=1)
    bench.read_in(book(bench, [session()], stays=two()))
    with acting(bench.actor):
        assert list(load(bench.actor, bench.team)[SheetName.GROUPS].records) == [("Skogsgruppen",)]
    assert issues(bench.preview(book(bench, [session(Grupp="Grannens")])))[0][1] == "group_unknown"


def unchanged_after_export(bench: BenchTeam) -> bool:
    out = bench.folder / "ut.xlsx"
    with acting(bench.actor):
        export_workbook(actor=bench.actor, team=bench.team, out=out, place="test")
    plan = bench.preview(out)
    changed = [
        (row.name, row.changes, row.issues) for row in plan.rows if row.state is not RowState.UNCHANGED
    ]
    assert changed == [] and not plan.issues and not plan.not_in_file
    return True


TIMES = st.tuples(st.integers(0, 22), st.integers(0, 59)).map(lambda one: dt.time(*one))
DAYS = st.dates(dt.date(2025, 2, 1), dt.date(2025, 8, 31))
MARKS = ("här", "digitalt", "borta", "anmäld_borta", "kom_forbi")


@st.composite
def terms(draw: st.DrawFn) -> list[Row]:
    """Sessions of two groups in every state, and marks where some took place."""
    rows: list[Row] = []
    places = draw(
        st.lists(st.tuples(st.sampled_from(["Skogsgruppen", "Kök & =kafé"]), DAYS, TIMES), unique=True)
    )
    for group, day, start in places:
        state = draw(st.sampled_from(["hallet", "hallet", "installt", "planerat", "flyttat"]))
        row = session(Grupp=group, Dag=day, Tillfället=state, Från=start, Till=dt.time(23, 59))
        if state == "installt":
            row |= {"Skäl": draw(st.sampled_from(["vadret", "helg"])), "Vems beslut": "partner"}
        if state == "flyttat":
            row |= {"Flyttat från": day + dt.timedelta(1)}
        row |= {"Gäster": draw(st.none() | st.integers(0, 200))}
        rows.append(row)
        if state == "hallet":
            for who in draw(st.sets(st.sampled_from(["P-1", "P-2"]))):
                what = draw(st.sampled_from(MARKS))
                rows.append(mark(who, what, Grupp=group, Dag=day, Från=start))
    return rows


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=terms())
def test_any_term_comes_back_unchanged(tmp_path: Path, rows: list[Row]) -> None:
    bench = make_bench(tmp_path, f"Team {timezone.now().timestamp()}")
    kitchen: Row = {"Grupp": "Kök & =kafé", "Slag": "annan", "Avslutar prövotiden": "ja", "Syfte": "Mat"}
    bench.read_in(book(bench, rows, groups=[FOREST, kitchen], stays=two()))
    assert unchanged_after_export(bench)
