"""The read log: one row per person read, in the read's own transaction, and nobody can change it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from samsteg.audit.enums import ReadKind, SourceKind
from samsteg.audit.models import ReadEntry, Source
from samsteg.audit.selectors import has_read, latest_source
from samsteg.audit.services import log_reads, record_source
from samsteg.core import roles
from samsteg.core.context import acting
from samsteg.core.errors import ContextError, LogUnavailable
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.access.every_table import query
from tests.factories import coach, lead, make_stay, make_team

SOURCE = Path(__file__).parents[2] / "samsteg"


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def entries(team: Team) -> list[tuple[object, ...]]:
    rows = ReadEntry.objects.filter(team_id=team.pk).order_by("id")
    return list(rows.values_list("person_id", "actor_id", "kind", "place", "reason"))


def test_one_row_per_person_with_who_what_where_and_why(team: Team) -> None:
    with acting(coach(team)) as who:
        log_reads(
            actor=who,
            team_id=team.pk,
            person_ids=[9, 7, 9],
            kind=ReadKind.LIST,
            place="stays",
            reason="avstämning",
        )
        assert entries(team) == [
            (7, who.user_id, "list", "stays", "avstämning"),
            (9, who.user_id, "list", "stays", "avstämning"),
        ]


def test_the_rows_of_one_read_share_an_id_and_those_of_two_do_not(team: Team) -> None:
    with acting(lead(team)) as who:
        first = log_reads(actor=who, team_id=team.pk, person_ids=[1, 2], kind=ReadKind.VIEW, place="stay")
        second = log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")
        shared = list(ReadEntry.objects.order_by("id").values_list("request_id", flat=True))
    assert shared == [first, first, second]
    assert first != second
    assert isinstance(first, uuid.UUID)


def test_each_row_bears_the_time_of_the_database(team: Team) -> None:
    before = timezone.now() - dt.timedelta(minutes=5)
    with acting(lead(team)) as who:
        log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")
        at = ReadEntry.objects.get().at
    assert before < at <= timezone.now() + dt.timedelta(seconds=5)


def test_nobody_read_is_no_row(team: Team) -> None:
    with acting(lead(team)) as who:
        log_reads(actor=who, team_id=team.pk, person_ids=[], kind=ReadKind.LIST, place="stays")
        assert entries(team) == []


def test_ten_thousand_are_logged_by_one_statement(team: Team, django_assert_num_queries: object) -> None:
    with acting(lead(team)) as who:
        with django_assert_num_queries(1):
            log_reads(
                actor=who, team_id=team.pk, person_ids=range(10_000), kind=ReadKind.EXPORT, place="export"
            )
        assert ReadEntry.objects.count() == 10_000


def test_the_rows_lie_in_the_partition_of_the_rest(team: Team) -> None:
    """No month has a table of its own yet in a new database, and nothing is lost for that."""
    with acting(lead(team)) as who:
        log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")
        assert query("SELECT tableoid::regclass::text FROM audit_read_entry") == [("audit_read_entry_rest",)]


def test_another_team_cannot_be_logged_on_or_read(team: Team) -> None:
    other = make_team()
    with acting(lead(team)) as who:
        log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")
        with pytest.raises(LogUnavailable), transaction.atomic():
            log_reads(actor=who, team_id=other.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")
    with acting(lead(other)):
        assert ReadEntry.objects.count() == 0
    with pytest.raises(LogUnavailable), transaction.atomic():
        log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET reason = 'x'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} ADD COLUMN loot int",
        "DROP TABLE {}",
        "INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {} ON CONFLICT (id, at) DO UPDATE SET reason = 'x'",
    ],
)
@pytest.mark.parametrize("table", ["audit_read_entry", "audit_read_entry_rest"])
def test_the_log_only_grows(team: Team, statement: str, table: str) -> None:
    with acting(lead(team)) as who:
        log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay", reason="why")
        with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
            connection.cursor().execute(statement.format(table, table))
        assert [entry[4] for entry in entries(team)] == ["why"]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_logged() -> None:
    team = make_team()
    with pytest.raises(ContextError, match="one transaction"):
        log_reads(actor=lead(team), team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")


@pytest.mark.django_db(transaction=True)
def test_a_read_that_is_undone_leaves_no_row() -> None:
    team = make_team()
    with pytest.raises(ZeroDivisionError), acting(lead(team)) as who:
        log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")
        assert ReadEntry.objects.count() == 1
        raise ZeroDivisionError
    with acting(lead(team)) as who:
        assert ReadEntry.objects.count() == 0
        log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="stay")
    with acting(lead(team)):
        assert ReadEntry.objects.count() == 1


def read_stays(team: Team) -> list[str]:
    """A read as services do it: the rows are handed over only when the block, with its log, has ended well."""
    with acting(lead(team)) as who:
        stays = list(Stay.objects.visible_to(who))
        log_reads(
            actor=who,
            team_id=team.pk,
            person_ids=[stay.person_id for stay in stays],
            kind=ReadKind.LIST,
            place="stays",
        )
        return [stay.own_id for stay in stays]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        (
            "REVOKE INSERT ON audit_read_entry FROM samsteg_app",
            "GRANT INSERT ON audit_read_entry TO samsteg_app",
        ),
        (
            "ALTER TABLE audit_read_entry DETACH PARTITION audit_read_entry_rest",
            "ALTER TABLE audit_read_entry ATTACH PARTITION audit_read_entry_rest DEFAULT",
        ),
    ],
)
def test_no_log_no_data(broken: str, mended: str) -> None:
    """Fault injection: with a log that can't be written, the read fails."""
    team = make_team()
    make_stay(team, own_id="S-1")
    assert read_stays(team) == ["S-1"]
    with roles.as_owner():
        connection.cursor().execute(broken)
    try:
        with pytest.raises(LogUnavailable):
            read_stays(team)
    finally:
        with roles.as_owner():
            connection.cursor().execute(mended)
    assert read_stays(team) == ["S-1"]


def test_a_place_that_does_not_fit_fails_the_read(team: Team) -> None:
    with pytest.raises(LogUnavailable), acting(lead(team)) as who:
        log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="x" * 81)
    with acting(lead(team)):
        assert entries(team) == []


def test_one_room_alone_writes_the_log() -> None:
    """One statement for reads of persons, one for reads of referrals, which are nobody's stay yet.

    Neither its table nor its model is written anywhere else in the program, migrations excepted.
    """
    writes = re.compile(
        r"(INTO|UPDATE|DELETE\s+FROM)\s+audit_read_entry|ReadEntry(\.objects\.\w*create|\()|ReadEntry\.objects\.\w*(update|delete)"
    )
    found = {
        str(path.relative_to(SOURCE)): writes.findall(text)
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and writes.search(text := path.read_text())
    }
    assert {path: len(hits) for path, hits in found.items() if path != "audit/models.py"} == {
        "audit/services.py": 2
    }


def test_the_newest_source_and_whether_a_file_has_been_read(team: Team) -> None:
    other = make_team()
    with acting(lead(team, other)) as who:
        assert latest_source(team.pk) is None
        for checksum in ("a" * 64, "b" * 64):
            record_source(actor=who, team_id=team.pk, kind=SourceKind.WORKBOOK, checksum=checksum)
        record_source(actor=who, team_id=other.pk, kind=SourceKind.WORKBOOK, checksum="c" * 64)
        newest = latest_source(team.pk)
        assert newest is not None
        assert newest.checksum_sha256 == "b" * 64
        assert [has_read(team.pk, letter * 64) for letter in "abc"] == [True, True, False]


def test_a_source_says_what_whence_and_by_whom(team: Team) -> None:
    with acting(lead(team)) as who:
        made = record_source(
            actor=who,
            team_id=team.pk,
            kind=SourceKind.WORKBOOK,
            file_name="prov.xlsx",
            checksum="0" * 64,
            row_count=3,
        )
        stored = Source.objects.get(pk=made.pk)
        assert (stored.kind, stored.file_name, stored.checksum_sha256, stored.row_count) == (
            "workbook",
            "prov.xlsx",
            "0" * 64,
            3,
        )
        assert (stored.actor_id, stored.team_id) == (who.user_id, team.pk)
    assert Source.objects.count() == 0
