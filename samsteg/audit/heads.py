"""The file with the segments' heads, to be kept where whoever can change the database can't reach it.

One line per segment: `segment NUMBER SEALED_AT THROUGH_ID ROW_COUNT HEAD`. After a restored backup a line
`restored AT NUMBER REASON` says that the segments above NUMBER were lost with it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from samsteg.audit.chain import Segment
from samsteg.core.errors import Refused


@dataclass(slots=True)
class Heads:
    """`heads` by number of segment, `restored` as written, `unreadable` the numbers of lines."""

    heads: dict[int, str] = field(default_factory=dict)
    restored: list[str] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)

    @property
    def newest(self) -> int:
        return max(self.heads, default=0)


def heads_path() -> Path:
    """SAMSTEG_LOG_HEADS; in practice a file in the data folder will do. Raises Refused where it is not set."""
    configured: str = settings.SAMSTEG_LOG_HEADS
    folder: Path = settings.DATA_DIR
    if not configured and not settings.SAMSTEG_PRACTICE_ONLY:
        raise Refused(_("Set SAMSTEG_LOG_HEADS: the log's heads must be kept outside the data folder."))
    return Path(configured).expanduser() if configured else folder / "log-heads.txt"


def read_heads(path: Path) -> Heads:
    """Raises Refused when the file can't be read; one that doesn't exist is empty."""
    found = Heads()
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused(_("The file with the log's heads can't be read: %(file)s") % {"file": path}) from fault
    for number, line in enumerate(lines, start=1):
        if line.strip() and not _take(line, found):
            found.unreadable.append(number)
    return found


def _take(line: str, found: Heads) -> bool:
    match line.split():
        case ["segment", number, _sealed_at, _through_id, _row_count, head] if _is_head(number, head):
            found.heads.setdefault(int(number), head)  # a second line can't speak for the first
            return found.heads[int(number)] == head
        case ["restored", _at, number, *_reason] if number.isdigit():
            found.heads = {one: head for one, head in found.heads.items() if one <= int(number)}
            found.restored.append(line)
            return True
    return False


def _is_head(number: str, head: str) -> bool:
    return number.isdigit() and len(head) == 64 and all(sign in "0123456789abcdef" for sign in head)


def append_heads(path: Path, segments: Iterable[Segment]) -> None:
    """Raises Refused when the file can't be written."""
    _append(path, "".join(head_line(segment) + "\n" for segment in segments))


def append_restored(path: Path, number: int, reason: str) -> None:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    _append(path, f"restored {now} {number} {' '.join(reason.split())}\n")


def head_line(segment: Segment) -> str:
    sealed_at = segment.sealed_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return (
        f"segment {segment.number} {sealed_at} {segment.through_id} {segment.row_count} {segment.head.hex()}"
    )


def _append(path: Path, text: str) -> None:
    if not text:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
    except OSError as fault:
        raise Refused(
            _("The file with the log's heads can't be written: %(file)s") % {"file": path}
        ) from fault
