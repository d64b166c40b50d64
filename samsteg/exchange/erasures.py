"""What was erased and what was taken back, kept outside the database: a restored backup must not bring it back.

The journal holds ids and times alone. Lines are added, never changed: `person AT TEAM PERSON` for a record that went,
`consent AT CONSENT HOW` for a consent that ended before its day.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import ConsentEnd
from samsteg.core.erasing import erase
from samsteg.core.errors import Refused

# Ids are given anew after a restored backup, unless the counters are told: so a row made later is never taken for it.
OLDER = """
    SELECT p.id FROM people_person p WHERE p.id = ANY (%s) AND NOT EXISTS (
        SELECT 1 FROM people_personhistoryevent h
        WHERE h.pgh_obj_id = p.id AND h.pgh_label = 'insert' AND h.pgh_created_at > %s)
"""
PAST = "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, (SELECT max(id) FROM {table}), 1))"
END = """
    UPDATE access_consent SET ended_as = %s, ended_at = %s WHERE id = %s AND ended_as = '' AND recorded_at <= %s
"""
ENDED = "SELECT id, ended_at, ended_as FROM access_consent WHERE ended_as <> '' ORDER BY id"


@dataclass(frozen=True, slots=True)
class Gone:
    """`team_id` is 0 for a consent, `how` empty for a person."""

    kind: str
    at: dt.datetime
    row_id: int
    team_id: int = 0
    how: str = ""

    def line(self) -> str:
        at = self.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        return (
            f"person {at} {self.team_id} {self.row_id}"
            if self.kind == "person"
            else (f"consent {at} {self.row_id} {self.how}")
        )


@dataclass(frozen=True, slots=True)
class Replayed:
    person_count: int
    consent_count: int
    unreadable: tuple[int, ...]


def journal_path() -> Path:
    configured: str = settings.SAMSTEG_ERASURES
    folder: Path = settings.DATA_DIR
    return Path(configured).expanduser() if configured else folder / "erasures.txt"


def read_journal(path: Path) -> tuple[list[Gone], tuple[int, ...]]:
    """The lines, and the numbers of those that can't be understood. Raises Refused for a file that can't be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused(_("The journal of erasures can't be read: %(file)s") % {"file": path}) from fault
    found = [(number, _gone(line)) for number, line in enumerate(lines, start=1) if line.strip()]
    return [one for _n, one in found if one], tuple(number for number, one in found if one is None)


def _gone(line: str) -> Gone | None:
    try:
        match line.split():
            case ["person", at, team_id, person_id]:
                return Gone("person", _moment(at), int(person_id), team_id=int(team_id))
            case ["consent", at, consent_id, how] if how in ConsentEnd.values:
                return Gone("consent", _moment(at), int(consent_id), how=how)
    except ValueError:
        return None
    return None


def _moment(text: str) -> dt.datetime:
    """Raises ValueError, also for one without zone."""
    at = dt.datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def append_journal(gone: Iterable[Gone]) -> None:
    """On the disk before it returns. Raises Refused when the file can't be written: then nothing is erased either."""
    path, text = journal_path(), "".join(one.line() + "\n" for one in gone)
    if not text:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if path.is_file():  # a device, as the tests name, has no disk to reach
                os.fsync(descriptor)
    except OSError as fault:
        raise Refused(_("The journal of erasures can't be written: %(file)s") % {"file": path}) from fault


def erase_persons(connection: BaseDatabaseWrapper, persons: Sequence[tuple[int, int]]) -> dict[str, int]:
    """Takes whole records away, (team, person) by ids, as the owner.

    First the journal: a line for somebody who is still there is harmless, an erasure without one would come back.
    """
    now = dt.datetime.now(dt.UTC)
    append_journal(Gone("person", now, person_id, team_id=team_id) for team_id, person_id in persons)
    return erase(connection, "people_person", [person_id for _team_id, person_id in persons])


def note_ended_consents(connection: BaseDatabaseWrapper) -> int:
    """The night's work, as the owner: consents that were taken back and aren't in the journal yet. Returns how many."""
    path = journal_path()
    known = {one.row_id for one in (read_journal(path)[0] if path.exists() else ()) if one.kind == "consent"}
    with connection.cursor() as cursor:
        cursor.execute(ENDED)
        rows = cursor.fetchall()
    new = [
        Gone("consent", at, consent_id, how=how) for consent_id, at, how in rows if consent_id not in known
    ]
    append_journal(new)
    return len(new)


def replay(connection: BaseDatabaseWrapper, path: Path) -> Replayed:
    """After a restored backup, as the owner, before anybody works: what had gone goes again. Twice is as once."""
    gone, unreadable = read_journal(path)
    persons = [one for one in gone if one.kind == "person"]
    consents = [one for one in gone if one.kind == "consent"]
    ended = 0
    with connection.cursor() as cursor:
        standing = []
        for one in persons:
            cursor.execute(OLDER, [[one.row_id], one.at])
            standing += [row[0] for row in cursor.fetchall()]
        for one in consents:
            cursor.execute(END, [one.how, one.at, one.row_id, one.at])
            ended += cursor.rowcount
        for table, rows in (("people_person", persons), ("access_consent", consents)):
            cursor.execute(PAST.format(table=table), [table, max((one.row_id for one in rows), default=1)])
    taken = erase(connection, "people_person", standing)
    return Replayed(taken.get("people_person", 0), ended, unreadable)
