"""The chain of the read log, without a database: marks of rows, heads of segments, and what no longer fits.

Rows are sealed in segments after they are written, so that no request waits for another. Each row has a mark of its
own (HMAC under a key outside the database), by which a changed row is named; each segment's head binds its marks and
the head before it, so that neither a segment nor a mark can be exchanged or taken out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import struct
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MARK = struct.Struct(">q16s")  # the row's id and the first 16 bytes of its HMAC
START = b"\0" * 32  # the head before the first segment
BEFORE_ALL = -(2**63)  # no row has a lower id
LONGEST_TRANSACTION = dt.timedelta(hours=1)


class LogRow(NamedTuple):
    """A row of the read log, in the order in which it is sealed."""

    id: int
    at: dt.datetime
    request_id: uuid.UUID
    actor_id: int
    authority_ids: Sequence[int]
    team_id: int
    person_id: int | None
    kind: str
    place: str
    reason: str
    referral_id: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Seals the rows with ids above `after_id`, up to `through_id`: all there were, and all there may ever be."""

    number: int
    after_id: int
    through_id: int
    row_count: int
    sealed_at: dt.datetime
    key_id: str
    marks: bytes
    head: bytes = b""


class Fault(StrEnum):
    ROW_CHANGED = "row_changed"
    ROW_REMOVED = "row_removed"
    ROW_ADDED = "row_added"
    ROW_MISDATED = "row_misdated"
    SEGMENT_CHANGED = "segment_changed"
    SEGMENT_MISSING = "segment_missing"
    HEAD_DIFFERS = "head_differs"
    HEAD_MISSING = "head_missing"
    HEAD_UNREADABLE = "head_unreadable"
    TAIL_DROPPED = "tail_dropped"
    NOT_SEALED = "not_sealed"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that doesn't add up. `row_id` names a row; `row` is what stands there now, None when it is gone."""

    fault: Fault
    segment: int = 0
    row_id: int | None = None
    row: LogRow | None = None


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _plain(row: LogRow) -> bytes:
    """Different rows never have the same text: JSON keeps fields apart whatever they hold.

    A row of a person is told without the referral, as before there were such: what is sealed stays as it was.
    """
    values = [*row] if row.referral_id is not None else [*row[:-1]]
    values[1:3] = [_utc(row.at), str(row.request_id)]
    values[4] = list(row.authority_ids)
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()


def mark_of(key: bytes, number: int, row: LogRow) -> bytes:
    return hmac.digest(key, b"row %d " % number + _plain(row), "sha256")[:16]


def head_of(key: bytes, segment: Segment, previous: bytes) -> bytes:
    facts = [
        segment.number,
        segment.after_id,
        segment.through_id,
        segment.row_count,
        _utc(segment.sealed_at),
        segment.key_id,
    ]
    text = b"head " + json.dumps(facts).encode()
    return hmac.digest(key, text + previous + hashlib.sha256(segment.marks).digest(), "sha256")


def seal_rows(
    key: bytes,
    key_id: str,
    rows: Sequence[LogRow],
    *,
    number: int,
    after_id: int,
    sealed_at: dt.datetime,
    previous: bytes,
) -> Segment:
    """The segment of these rows, which are all above `after_id`, in order."""
    marks = b"".join(MARK.pack(row.id, mark_of(key, number, row)) for row in rows)
    bare = Segment(number, after_id, rows[-1].id, len(rows), sealed_at, key_id, marks)
    return Segment(
        number, after_id, rows[-1].id, len(rows), sealed_at, key_id, marks, head_of(key, bare, previous)
    )


def check_segment(
    key: bytes,
    segment: Segment,
    previous: Segment | None,
    rows: Iterable[LogRow],
    *,
    sealed_before: dt.datetime | None = None,
) -> Iterator[Finding]:
    """What differs between the segment and the rows that now lie in its range.

    `sealed_before`: when the log was sealed the time before; one sealing makes several segments of many rows.
    """
    number = segment.number
    before = previous.head if previous else START
    follows = segment.after_id == (previous.through_id if previous else BEFORE_ALL)
    if not follows or not hmac.compare_digest(head_of(key, segment, before), segment.head):
        yield Finding(Fault.SEGMENT_CHANGED, number)
    if len(segment.marks) % MARK.size:
        return  # says nothing about rows any longer
    marks = dict(MARK.iter_unpack(segment.marks))
    here: dict[int, list[LogRow]] = defaultdict(list)
    for row in rows:
        here[row.id].append(row)
    for row_id in sorted({*marks, *here}):
        yield from _check_row(key, segment, sealed_before, row_id, here.get(row_id, []), marks.get(row_id))


def _check_row(
    key: bytes,
    segment: Segment,
    sealed_before: dt.datetime | None,
    row_id: int,
    rows: Sequence[LogRow],
    mark: bytes | None,
) -> Iterator[Finding]:
    """An id may stand twice, since the table's key has the time too: one row is then the sealed one, the others not."""
    number = segment.number
    if mark is None:
        yield from (Finding(Fault.ROW_ADDED, number, row_id, row) for row in rows)
        return
    if not rows:
        yield Finding(Fault.ROW_REMOVED, number, row_id)
        return
    true = next((row for row in rows if hmac.compare_digest(mark_of(key, number, row), mark)), None)
    if true is None:
        yield Finding(Fault.ROW_CHANGED, number, row_id, rows[0])
    elif not _is_dated(true, segment, sealed_before):
        yield Finding(Fault.ROW_MISDATED, number, row_id, true)
    others = [row for row in rows if row is not (true or rows[0])]
    yield from (Finding(Fault.ROW_ADDED, number, row_id, row) for row in others)


def _is_dated(row: LogRow, segment: Segment, sealed_before: dt.datetime | None) -> bool:
    """Written between the two sealings; a transaction may have begun a while before the first of them."""
    first = sealed_before - LONGEST_TRANSACTION if sealed_before else row.at
    return first <= row.at <= segment.sealed_at
