"""Whether the read log is what was sealed. As the owner, who sees all rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Min
from django.utils import timezone

from samsteg.audit.chain import BEFORE_ALL, Fault, Finding, Segment, check_segment
from samsteg.audit.chain_keys import seal_keys
from samsteg.audit.heads import Heads, heads_path, read_heads
from samsteg.audit.models import LogSegment, ReadEntry
from samsteg.audit.sealing import as_segment, rows_between

LONGEST_UNSEALED = dt.timedelta(hours=50)  # two nights and a little


@dataclass(slots=True)
class Verified:
    """`restored`: what the head file tells of restored backups, to be read by whoever verifies."""

    segment_count: int = 0
    row_count: int = 0
    unsealed_count: int = 0
    findings: list[Finding] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)


def verify() -> Verified:
    """Raises KeyProblem when a segment's key is missing, Refused when the head file can't be read."""
    found, heads = Verified(), read_heads(heads_path())
    found.restored = heads.restored
    found.findings = [Finding(Fault.HEAD_UNREADABLE, row_id=line) for line in heads.unreadable]
    previous: Segment | None = None
    sealed_before: dt.datetime | None = None
    for stored in LogSegment.objects.order_by("number").iterator(chunk_size=1):
        segment = as_segment(stored)
        if previous and previous.sealed_at != segment.sealed_at:
            sealed_before = previous.sealed_at
        found.findings += _check(segment, previous, heads, sealed_before)
        found.segment_count += 1
        found.row_count += segment.row_count
        previous = segment
    last = previous.number if previous else 0
    dropped = [number for number in sorted(heads.heads) if number > last]
    found.findings += [Finding(Fault.TAIL_DROPPED, number) for number in dropped]
    _count_unsealed(found, previous)
    return found


def _check(
    segment: Segment, previous: Segment | None, heads: Heads, sealed_before: dt.datetime | None
) -> Iterator[Finding]:
    expected = previous.number + 1 if previous else 1
    yield from (Finding(Fault.SEGMENT_MISSING, number) for number in range(expected, segment.number))
    if segment.number not in heads.heads:
        yield Finding(Fault.HEAD_MISSING, segment.number)
    elif heads.heads[segment.number] != segment.head.hex():
        yield Finding(Fault.HEAD_DIFFERS, segment.number)
    rows = rows_between(segment.after_id, segment.through_id)
    key = seal_keys().key(segment.key_id)
    yield from check_segment(key, segment, previous, rows, sealed_before=sealed_before)


def _count_unsealed(found: Verified, newest: Segment | None) -> None:
    """The tail that is not sealed yet. One that has waited for long says that the sealing has stopped."""
    tail = ReadEntry.objects.filter(id__gt=newest.through_id if newest else BEFORE_ALL)
    counted = tail.aggregate(rows=Count("id"), oldest=Min("at"))
    found.unsealed_count = counted["rows"]
    if counted["oldest"] and counted["oldest"] < timezone.now() - LONGEST_UNSEALED:
        found.findings.append(Finding(Fault.NOT_SEALED))
