"""Sealing the read log: what has been written since the last time becomes segments of the chain. As the owner.

A segment must hold every row up to its last id, also those of transactions that take longer than others. Nobody is
kept from writing meanwhile: the last id is read first, and then those who were writing at that moment are waited for.
A writer holds a lock on the table from before the id was given until the row is there for all, or will never be.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from samsteg.audit.chain import BEFORE_ALL, START, LogRow, Segment, seal_rows
from samsteg.audit.chain_keys import seal_keys
from samsteg.audit.heads import Heads, append_heads, append_restored, heads_path, read_heads
from samsteg.audit.models import LogSegment, ReadEntry
from samsteg.audit.partitions import LOG
from samsteg.core.errors import Refused

ROWS = 10_000  # of a segment at most
LONGEST_WAIT = 60.0  # seconds
ONE_AT_A_TIME = 7_260_531  # number of the advisory lock
WRITERS = f"""
    SELECT l.virtualtransaction FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'RowExclusiveLock' AND l.pid <> pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.relation IN (SELECT relid FROM pg_partition_tree('{LOG}'))
"""


@dataclass(frozen=True, slots=True)
class SealedNow:
    """`newest` is None while nothing has ever been sealed."""

    row_count: int
    newest: Segment | None


def seal(*, restored_because: str = "", longest_wait: float = LONGEST_WAIT) -> SealedNow:
    """Seals what is unsealed and writes the heads to their file.

    Raises Refused when somebody writes for longer than can be waited for, and when the file knows of segments that the
    database lacks: after a restored backup the reason is given, and the file keeps it. KeyProblem on a missing key.
    """
    path = heads_path()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        newest = newest_segment()
        heads = read_heads(path)
        number = newest.number if newest else 0
        if restored_because.strip() and heads.newest > number:
            append_restored(path, number, restored_because)
            heads = read_heads(path)
        _refuse_other_chain(heads, newest)
        made = list(_segments(newest, longest_wait))
    behind = LogSegment.objects.filter(number__gt=heads.newest).order_by("number")
    append_heads(path, (as_segment(one) for one in behind.iterator(chunk_size=1)))
    return SealedNow(sum(one.row_count for one in made), made[-1] if made else newest)


def as_segment(stored: LogSegment) -> Segment:
    return Segment(
        number=stored.number,
        after_id=stored.after_id,
        through_id=stored.through_id,
        row_count=stored.row_count,
        sealed_at=stored.sealed_at,
        key_id=stored.key_id,
        marks=bytes(stored.marks),
        head=bytes(stored.head),
    )


def newest_segment() -> Segment | None:
    stored = LogSegment.objects.order_by("-number").first()
    return as_segment(stored) if stored else None


def rows_between(after_id: int, through_id: int) -> Iterator[LogRow]:
    """In order of id; a row that the app may not see is left out, so this is for the owner."""
    found = ReadEntry.objects.filter(id__gt=after_id, id__lte=through_id).order_by("id", "at")
    for values in found.values_list(*LogRow._fields).iterator(chunk_size=ROWS):
        yield LogRow(*values)


def _refuse_other_chain(heads: Heads, newest: Segment | None) -> None:
    number = newest.number if newest else 0
    known = heads.heads.get(number)
    if heads.newest > number or (newest and known is not None and known != newest.head.hex()):
        raise Refused(
            _(
                "The file with the log's heads tells of another log than the database has. Run “samsteg audit verify”. "
                "If a backup has been restored, run “samsteg audit seal --after-restore REASON”."
            )
        )


def _segments(newest: Segment | None, longest_wait: float) -> Iterator[Segment]:
    """Makes and stores the segments up to the horizon."""
    keys = seal_keys()
    horizon, sealed_at = _horizon(longest_wait)
    while True:
        after_id = newest.through_id if newest else BEFORE_ALL
        rows = list(_first_rows(after_id, horizon))
        if not rows:
            return
        newest = seal_rows(
            keys.current,
            keys.current_id,
            rows,
            number=newest.number + 1 if newest else 1,
            after_id=after_id,
            sealed_at=sealed_at,
            previous=newest.head if newest else START,
        )
        LogSegment.objects.create(**{name: getattr(newest, name) for name in Segment.__slots__})
        yield newest


def _first_rows(after_id: int, horizon: int) -> Iterator[LogRow]:
    found = ReadEntry.objects.filter(id__gt=after_id, id__lte=horizon).order_by("id", "at")
    return (LogRow(*values) for values in found.values_list(*LogRow._fields)[:ROWS])


def _horizon(longest_wait: float) -> tuple[int, dt.datetime]:
    """The highest id given so far, and the time, when all with such ids have been stored or given up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [LOG])
        sequence = cursor.fetchone()[0]
        cursor.execute(f"SELECT last_value FROM {sequence}")  # nosec B608: a name from the catalogue
        horizon: int = cursor.fetchone()[0]
        cursor.execute(WRITERS)
        writing = {row[0] for row in cursor.fetchall()}
        deadline = time.monotonic() + longest_wait
        while writing:
            if time.monotonic() > deadline:
                raise Refused(
                    _("Somebody has been writing for too long. The log will be sealed the next time.")
                )
            time.sleep(0.02)
            cursor.execute(WRITERS)
            writing &= {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT clock_timestamp()")
        return horizon, cursor.fetchone()[0]
