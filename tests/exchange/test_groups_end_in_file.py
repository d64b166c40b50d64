"""The last day of a group in a file takes out what is planned after it, as the page does, is told and undone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from samsteg.activities.ending import begin_again, end_group
from samsteg.activities.models import Group, GroupSession
from samsteg.core.context import acting
from samsteg.exchange.undo import undo_import
from tests.exchange.bench_team import BenchTeam
from tests.exchange.test_groups_sheets import (
    FOREST,
    TUESDAY,
    bench,
    book,
    in_english,
    mark,
    session,
    two,
    unchanged_after_export,
)

__all__ = ["bench", "in_english"]
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
AHEAD = [TODAY + 7 * week * DAY for week in (1, 2, 3)]
LAST = TODAY + 10 * DAY


@pytest.fixture
def planned(bench: BenchTeam) -> BenchTeam:
    """Held once, and planned three weeks ahead."""
    coming = [session(Dag=day, Tillfället="planerat") for day in AHEAD]
    bench.read_in(book(bench, [session(), mark(), *coming], stays=two()))
    return bench


def ended(last: dt.date | None) -> dict[str, object]:
    return {**FOREST, "Till": last}


def file(bench: BenchTeam, last: dt.date | None, *attendance: dict[str, object]) -> Path:
    return book(bench, attendance, groups=[ended(last)])


def days(bench: BenchTeam) -> list[dt.date]:
    with acting(bench.actor):
        rows = GroupSession.objects.current().filter(state="planned")
        return sorted(rows.values_list("on_day", flat=True))


def told(bench: BenchTeam, path: Path) -> list[tuple[str, str]]:
    plan = bench.preview(path)
    return [(one.code, one.message) for one in (*plan.errors, *plan.warnings) if one.code != "leader_outside"]


def test_the_preview_tells_how_many_and_the_import_takes_them_out_and_is_undone(planned: BenchTeam) -> None:
    path = file(planned, LAST)
    assert told(planned, path) == [
        ("end_takes_out", "2 planned sessions after the day are taken out of lists and calendars.")
    ]
    done = planned.read_in(path)
    assert days(planned) == AHEAD[:1]
    assert unchanged_after_export(planned)
    assert planned.read_in(path).source_id is None  # the same file twice
    with acting(planned.actor):
        undo_import(actor=planned.actor, team=planned.team, source_id=done.source_id or 0)
        assert Group.objects.get().ended_on is None
    assert days(planned) == AHEAD


def test_an_emptied_or_later_day_brings_back_what_the_end_took_out(planned: BenchTeam) -> None:
    planned.read_in(file(planned, LAST))
    assert told(planned, file(planned, AHEAD[1])) == [
        ("end_brings_back", "1 session that the end took out comes back.")
    ]
    planned.read_in(file(planned, AHEAD[1]))
    assert days(planned) == AHEAD[:2]
    planned.read_in(file(planned, None))
    assert days(planned) == AHEAD


def test_a_file_and_the_page_end_a_group_alike(planned: BenchTeam) -> None:
    planned.read_in(file(planned, LAST))
    actor, team = planned.actor, planned.team
    with acting(actor):
        group_id = Group.objects.get().pk
        assert begin_again(actor=actor, team=team, group_id=group_id).sessions == 2
        assert end_group(actor=actor, team=team, group_id=group_id, ended_on=LAST + DAY).sessions == 2
    planned.read_in(file(planned, None))
    assert days(planned) == AHEAD


def test_what_the_file_says_after_the_last_day_is_refused(planned: BenchTeam) -> None:
    coming = session(Dag=AHEAD[2], Från="13:00", Till="14", Tillfället="planerat")
    assert told(planned, file(planned, LAST, coming))[0] == (
        "after_groups_end",
        f"The group's last day is {LAST}. Check the day, or write a later one in Till in the sheet Grupper.",
    )
    called_off = session(
        Dag=AHEAD[2], Från="13:00", Till="14", Tillfället="inställt", Skäl="annat", Vems_beslut="teamet"
    )
    assert [code for code, _text in told(planned, file(planned, LAST, called_off))] == ["end_takes_out"]
    away = mark("P-1", "anmäld borta", Dag=AHEAD[2])
    assert told(planned, file(planned, LAST, away))[0][0] == "after_groups_end"


def test_a_day_before_the_group_was_held_is_refused(planned: BenchTeam) -> None:
    text = f"The group was held {TUESDAY}. Write that day or a later one, or empty the cell."
    assert told(planned, file(planned, TUESDAY - DAY)) == [("held_after_end", text)]
    assert told(planned, file(planned, TUESDAY))[0][0] == "end_takes_out"


def test_another_last_day_for_a_name_that_is_used_again(bench: BenchTeam) -> None:
    """Its name in the file follows its last day, also while the file is read in."""
    bench.read_in(book(bench, [session()], groups=[ended(dt.date(2025, 6, 1))], stays=two()))
    with acting(bench.actor):
        Group.objects.create(team=bench.team, name="Skogsgruppen", kind="forest", updated_by_id=1)
    name = "Skogsgruppen (till 2025-06-01)"
    more = session(Grupp=name, Dag=dt.date(2025, 6, 10))
    row = {**ended(dt.date(2025, 6, 12)), "Grupp": name}
    assert bench.read_in(book(bench, [more], groups=[row])).written == 2
    with acting(bench.actor):
        old = Group.objects.get(ended_on__isnull=False)
        assert old.ended_on == dt.date(2025, 6, 13)
        assert GroupSession.objects.current().filter(group=old).count() == 2
