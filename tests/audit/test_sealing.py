"""Sealing and verifying in the database: as its superuser one can change what one likes, and verify names it."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import translation

from samsteg.audit import sealing
from samsteg.audit.chain import Fault
from samsteg.audit.enums import ReadKind
from samsteg.audit.models import Alarm, LogSegment, ReadEntry
from samsteg.audit.partitions import LOG
from samsteg.audit.sealing import seal
from samsteg.audit.services import log_reads
from samsteg.audit.verifying import Verified, verify
from samsteg.core import cluster
from samsteg.core.context import acting
from samsteg.core.errors import KeyProblem, Refused
from samsteg.core.roles import as_owner
from samsteg.organisation.models import Team
from tests.factories import lead, make_team, officer

pytestmark = pytest.mark.django_db(transaction=True)
COPY = f"INSERT INTO {LOG} OVERRIDING SYSTEM VALUE SELECT"
SETTINGS = "at, request_id, actor_id, team_id, person_id, kind, place, reason, authority_ids"


@pytest.fixture(autouse=True)
def team(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """A team with an empty log, keys and heads of its own, and segments of three rows."""
    settings.DATA_DIR = tmp_path
    settings.SAMSTEG_LOG_HEADS = ""
    monkeypatch.setattr(sealing, "ROWS", 3)
    empty()
    with translation.override("en"):
        yield make_team()
    empty()


def empty() -> None:
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LOG}")
        cursor.execute("DELETE FROM audit_logsegment")


def read(team: Team, *persons: int) -> None:
    for person_id in persons:
        with acting(lead(team)) as who:
            log_reads(actor=who, team_id=team.pk, person_ids=[person_id], kind=ReadKind.VIEW, place="test")


def sealed(team: Team, *persons: int) -> int:
    read(team, *persons)
    with as_owner():
        return seal().row_count


def verified() -> Verified:
    with as_owner():
        return verify()


def faults() -> list[tuple[Fault, int, int | None]]:
    return [(one.fault, one.segment, one.row_id) for one in verified().findings]


def ids() -> list[int]:
    with as_owner():
        return list(ReadEntry.objects.order_by("id").values_list("id", flat=True))


def as_superuser(sql: str) -> None:
    database = str(connection.settings_dict["NAME"])
    with cluster.superuser_connection(Path(os.environ["SAMSTEG_DATA"]) / "pg", database) as opened:
        assert opened.execute(sql).rowcount == 1, sql


def test_what_is_written_is_sealed_and_adds_up(team: Team) -> None:
    assert sealed(team, *range(7)) == 7
    assert sealed(team) == 0
    read(team, 8)
    found = verified()
    assert (found.segment_count, found.row_count, found.unsealed_count, found.findings) == (3, 7, 1, [])
    assert sealed(team, 9) == 2
    assert faults() == []


def test_many_rows_of_long_ago_are_sealed_at_once_without_fault(team: Team) -> None:
    """As in an installation that has never sealed, or not for a while: one sealing makes several segments."""
    read(team, *range(8))
    for number, row_id in enumerate(ids()):
        as_superuser(f"UPDATE {LOG} SET at = at - interval '{40 - number} days' WHERE id = {row_id}")
    assert sealed(team) == 8
    found = verified()
    assert (found.segment_count, found.findings) == (3, [])
    assert sealed(team, 9) == 1
    assert faults() == []


def test_an_empty_log_is_no_fault() -> None:
    with as_owner():
        assert seal().newest is None
    assert faults() == []


@pytest.mark.parametrize(
    "change",
    [
        "person_id = person_id + 1",
        "actor_id = 77",
        "reason = 'x'",
        "kind = 'list'",
        "place = 'other'",
        "at = at + interval '1 microsecond'",
        "request_id = gen_random_uuid()",
        "authority_ids = '{4}'",
        "team_id = team_id + 1",
    ],
)
def test_a_row_changed_by_the_superuser_is_named(team: Team, change: str) -> None:
    sealed(team, *range(7))
    target = ids()[4]
    as_superuser(f"UPDATE {LOG} SET {change} WHERE id = {target}")
    assert faults() == [(Fault.ROW_CHANGED, 2, target)]


def test_a_row_removed_by_the_superuser_is_named(team: Team) -> None:
    sealed(team, *range(7))
    target = ids()[0]
    as_superuser(f"DELETE FROM {LOG} WHERE id = {target}")
    assert faults() == [(Fault.ROW_REMOVED, 1, target)]


def test_a_row_added_among_the_sealed_is_named(team: Team) -> None:
    sealed(team, *range(4))
    first = ids()[0]
    as_superuser(f"{COPY} {first - 1}, {SETTINGS} FROM {LOG} WHERE id = {first}")
    assert faults() == [(Fault.ROW_ADDED, 1, first - 1)]


def test_a_row_added_under_an_id_that_is_taken_is_named(team: Team) -> None:
    sealed(team, *range(4))
    first = ids()[0]
    moved = SETTINGS.replace("at,", "at - interval '1 day',", 1)
    as_superuser(f"{COPY} {first}, {moved} FROM {LOG} WHERE id = {first}")
    assert faults() == [(Fault.ROW_ADDED, 1, first)]


def test_a_row_added_to_the_tail_cannot_be_dated_back(team: Team) -> None:
    sealed(team, 1)
    moved = SETTINGS.replace("at,", "at - interval '1 day',", 1)
    as_superuser(f"INSERT INTO {LOG} ({SETTINGS}) SELECT {moved} FROM {LOG}")
    sealed(team)
    assert faults() == [(Fault.ROW_MISDATED, 2, ids()[1])]


def test_a_dropped_tail_is_seen_against_the_head_file(team: Team) -> None:
    sealed(team, *range(7))
    last = ids()[-1]
    as_superuser(f"DELETE FROM {LOG} WHERE id = {last}")
    as_superuser("DELETE FROM audit_logsegment WHERE number = 3")
    assert faults() == [(Fault.TAIL_DROPPED, 3, None)]
    with as_owner(), pytest.raises(Refused, match="another log"):
        seal()


def test_a_segment_taken_out_or_changed_is_named(team: Team) -> None:
    sealed(team, *range(7))
    as_superuser("UPDATE audit_logsegment SET row_count = 2 WHERE number = 3")
    assert faults() == [(Fault.SEGMENT_CHANGED, 3, None)]
    as_superuser("DELETE FROM audit_logsegment WHERE number = 2")
    assert faults()[:2] == [(Fault.SEGMENT_MISSING, 2, None), (Fault.SEGMENT_CHANGED, 3, None)]


def test_a_row_with_its_mark_taken_away_still_breaks_the_segment(team: Team) -> None:
    sealed(team, *range(3))
    target = ids()[2]
    as_superuser(f"DELETE FROM {LOG} WHERE id = {target}")
    as_superuser("UPDATE audit_logsegment SET marks = substr(marks, 1, 48), row_count = 2 WHERE number = 1")
    assert faults() == [(Fault.SEGMENT_CHANGED, 1, None)]


def test_a_head_file_that_was_changed_or_cut_is_told(team: Team, tmp_path: Path) -> None:
    sealed(team, *range(7))
    path = tmp_path / "log-heads.txt"
    lines = path.read_text().splitlines(keepends=True)
    assert len(lines) == 3
    path.write_text(lines[0] + lines[2])
    assert faults() == [(Fault.HEAD_MISSING, 2, None)]
    path.write_text(lines[0] + lines[1][:-2] + ("0" if lines[1][-2] != "0" else "1") + "\n" + lines[2])
    assert faults() == [(Fault.HEAD_DIFFERS, 2, None)]
    path.unlink()
    assert [fault for fault, _segment, _row in faults()] == [Fault.HEAD_MISSING] * 3


def test_heads_that_could_not_be_written_are_written_the_next_time(
    team: Team, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SAMSTEG_LOG_HEADS = str(tmp_path / "away" / "heads.txt")
    (tmp_path / "away").write_text("in the way")
    read(team, 1)
    with as_owner(), pytest.raises(Refused, match="heads"):
        seal()
    (tmp_path / "away").unlink()
    with as_owner():
        seal()
    assert faults() == []


def test_after_a_restored_backup_the_file_keeps_what_was_lost(team: Team, tmp_path: Path) -> None:
    sealed(team, *range(7))
    last = ids()[-1]
    as_superuser(f"DELETE FROM {LOG} WHERE id = {last}")  # as an older backup would have it
    as_superuser("DELETE FROM audit_logsegment WHERE number = 3")
    read(team, 20)
    call_command("audit", "seal", after_restore="the disk broke", stdout=io.StringIO())
    found = verified()
    assert (found.findings, found.segment_count) == ([], 3)
    assert found.restored[0].endswith(" 2 the disk broke")
    assert len((tmp_path / "log-heads.txt").read_text().splitlines()) == 5


def test_a_row_committed_late_is_waited_for(team: Team) -> None:
    """Two transactions interleaved: the lower id is stored after the higher one, while the log is being sealed."""
    read(team, 1)
    database = str(connection.settings_dict["NAME"])
    slow = cluster.superuser_connection(Path(os.environ["SAMSTEG_DATA"]) / "pg", database)
    slow.autocommit = False
    insert_as(slow, team, 50)
    read(team, 2)
    done: list[int] = []

    def seal_meanwhile() -> None:
        with as_owner():
            done.append(seal().row_count)
        connection.close()

    worker = threading.Thread(target=seal_meanwhile)
    worker.start()
    worker.join(0.5)
    assert worker.is_alive() and done == []
    read(team, 3)  # nobody is kept from writing meanwhile
    slow.commit()
    slow.close()
    worker.join(30)
    assert done == [3]  # the one that came after the horizon is left for the next time
    assert (verified().unsealed_count, faults()) == (1, [])


def insert_as(opened: psycopg.Connection[tuple[object, ...]], team: Team, person_id: int) -> None:
    opened.execute(
        f"INSERT INTO {LOG} (request_id, actor_id, team_id, person_id, kind, place)"
        " VALUES (gen_random_uuid(), 1, %s, %s, 'view', 'test')",
        [team.pk, person_id],
    )


def test_somebody_who_writes_for_too_long_puts_the_sealing_off(team: Team) -> None:
    database = str(connection.settings_dict["NAME"])
    slow = cluster.superuser_connection(Path(os.environ["SAMSTEG_DATA"]) / "pg", database)
    slow.autocommit = False
    insert_as(slow, team, 50)
    with as_owner(), pytest.raises(Refused, match="too long"):
        seal(longest_wait=0.1)
    slow.rollback()
    slow.close()
    assert sealed(team, 1) == 1
    assert faults() == []


def test_a_lost_key_is_told_and_an_older_one_still_verifies(team: Team, settings: LazySettings) -> None:
    old, new = f"old:{'QUFB' * 10}QUE=", f"new:{'QUJC' * 10}QUI="
    settings.SAMSTEG_LOG_KEYS = old
    sealed(team, 1)
    settings.SAMSTEG_LOG_KEYS = f"{new},{old}"
    sealed(team, 2)
    assert list(LogSegment.objects.order_by("number").values_list("key_id", flat=True)) == ["old", "new"]
    assert faults() == []
    settings.SAMSTEG_LOG_KEYS = new
    with pytest.raises(KeyProblem, match="old"):
        verified()


def test_rows_left_unsealed_for_days_are_told(team: Team) -> None:
    read(team, 1)
    assert faults() == []
    as_superuser(f"UPDATE {LOG} SET at = at - interval '3 days'")
    assert faults() == [(Fault.NOT_SEALED, 0, None)]


def test_the_command_says_what_is_wrong_and_tells_every_team_once(team: Team) -> None:
    other = make_team()
    sealed(team, *range(4))
    out = io.StringIO()
    call_command("audit", "verify", stdout=out)
    assert "4 rows in 2 sealed segments" in out.getvalue()
    target = ids()[1]
    as_superuser(f"UPDATE {LOG} SET person_id = 99 WHERE id = {target}")
    for _again in range(2):
        with pytest.raises(CommandError, match=f"Row {target} .* has been changed") as refused:
            call_command("audit", "verify", stdout=io.StringIO())
        assert refused.value.returncode == 1
    with acting(officer(team, other)):
        told = Alarm.objects.filter(kind="log_broken").values_list("team_id", flat=True)
        assert sorted(told) == [team.pk, other.pk]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_logsegment SELECT number + 1, after_id, through_id, row_count, sealed_at, key_id, marks,"
        " head FROM audit_logsegment",
        "UPDATE audit_logsegment SET row_count = 0",
        "DELETE FROM audit_logsegment",
    ],
)
def test_the_app_cannot_write_the_chain(team: Team, statement: str) -> None:
    sealed(team, 1)
    with pytest.raises(ProgrammingError, match="permission denied"):
        connection.cursor().execute(statement)
    assert LogSegment.objects.count() == 1
