"""A workbook between upload and apply: its content lies encrypted in the data folder for a day at most.

Nothing of it is stored when it can't be read, or is about another team.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.exchange.corrections import Correction, changed, read_corrections, write_corrections
from samsteg.exchange.models import AppliedImport, StagedFile
from samsteg.exchange.parsing import Place
from samsteg.exchange.plan import Plan
from samsteg.exchange.rows import ParsedWorkbook
from samsteg.exchange.services import Imported, apply_import, checksum, read_workbook
from samsteg.exchange.team_facts import check_team
from samsteg.exchange.wrong_rows import write_wrong_rows
from samsteg.organisation.models import Team
from samsteg.people.crypto import open_file, seal_file
from samsteg.people.keys import key_ring

KEPT_FOR = dt.timedelta(hours=24)
LONGEST_NAME = 200


def staging_folder() -> Path:
    folder: Path = settings.DATA_DIR / "staged"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def stage_file(*, actor: Actor, team: Team, chunks: Iterable[bytes], file_name: str) -> StagedFile:
    """Keeps an uploaded workbook until it is applied or cancelled.

    Raises PermissionRefused, FileRefused when it can't be read, WrongTeam when it is about another team.
    """
    require(actor, "workbook.import", team)
    key = uuid.uuid4()
    with _plain_file(file_name) as plain:
        with plain.open("wb") as file:
            file.writelines(chunks)
        check_team(team, read_workbook(plain, filename=file_name))
        digest = checksum(plain)
        _write_private(_path(key), seal_file(key_ring(), plain.read_bytes(), str(key)))
    return StagedFile.objects.create(
        team=team,
        key=key,
        file_name=file_name[-LONGEST_NAME:],
        checksum_sha256=digest,
        actor_id=actor.user_id,
    )


def staged_file(*, actor: Actor, team: Team, key: uuid.UUID, lock: bool = False) -> StagedFile:
    """The actor's own upload in the team. Raises PermissionRefused, NotVisible.

    With `lock` it stays the caller's until the transaction ends, so that a double click can't apply it twice.
    """
    require(actor, "workbook.import", team)
    rows = StagedFile.objects.filter(team=team, actor_id=actor.user_id, key=key)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None or (found.applied_at is None and not _path(key).exists()):
        raise NotVisible
    return found


def read_staged(staged: StagedFile) -> ParsedWorkbook:
    """The file's rows, with the cells that are mended. Raises KeyProblem when the master key of the file is gone."""
    mended = {place: one.text for place, one in corrections_of(staged).items()}
    with _opened(staged) as plain:
        return read_workbook(plain, filename=staged.file_name, corrections=mended)


def wrong_rows_of(staged: StagedFile, plan: Plan) -> bytes:
    """The file's wrong rows as an .xlsx, as they stand in the file."""
    with _opened(staged) as plain:
        return write_wrong_rows(plain, filename=staged.file_name, plan=plan)


def corrections_of(staged: StagedFile) -> dict[Place, Correction]:
    """The cells that the user has mended so far."""
    return read_corrections(_mended_path(staged.key), str(staged.key))


def correct_staged(staged: StagedFile, found: Mapping[Place, Correction | None]) -> None:
    """Keeps what the user mends; None reads the cell as the file has it. `staged` is locked and not applied yet."""
    kept = corrections_of(staged)
    wanted = changed(kept, found)
    if wanted != kept:
        write_corrections(_mended_path(staged.key), str(staged.key), wanted)


@transaction.atomic
def apply_staged(
    *, actor: Actor, team: Team, staged: StagedFile, expected: str, leave_out_wrong: bool, place: str
) -> Imported:
    """Reads the file in and removes it. `staged` is locked and not applied yet. Raises what apply_import raises."""
    done = apply_import(
        actor=actor,
        team=team,
        parsed=read_staged(staged),
        file_name=staged.file_name,
        file_checksum=staged.checksum_sha256,
        place=place,
        leave_out_wrong=leave_out_wrong,
        expected=expected,
    )
    if done.source_id is not None:
        applied = AppliedImport.objects.filter(team=team, source_id=done.source_id)
        applied.update(mended_count=len(corrections_of(staged)))
    staged.applied_at = timezone.now()
    staged.save(update_fields=["applied_at"])
    transaction.on_commit(lambda: _remove(staged.key))
    return done


def discard_staged(staged: StagedFile) -> None:
    """The user changed their mind: neither row nor content stays."""
    key = staged.key
    staged.delete()
    transaction.on_commit(lambda: _remove(key))


def purge_staged(*, older_than: dt.timedelta = KEPT_FOR) -> int:
    """Removes uploads that nobody came back to, and returns how many files went.

    Rows go for the teams of the present context; files go whatever team they are of, with what a crash left behind.
    """
    limit = timezone.now() - older_than
    StagedFile.objects.filter(created_at__lt=limit).delete()
    old = [path for path in staging_folder().iterdir() if _modified_at(path) < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _path(key: uuid.UUID) -> Path:
    return staging_folder() / str(key)


def _mended_path(key: uuid.UUID) -> Path:
    return staging_folder() / f"{key}.mended"


def _modified_at(path: Path) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except FileNotFoundError:  # gone in the meantime
        return timezone.now()


def _remove(key: uuid.UUID) -> None:
    _path(key).unlink(missing_ok=True)
    _mended_path(key).unlink(missing_ok=True)


def _write_private(path: Path, content: bytes) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)


@contextmanager
def _opened(staged: StagedFile) -> Iterator[Path]:
    """The staged file in clear."""
    with _plain_file(staged.file_name) as plain:
        plain.write_bytes(open_file(key_ring(), _path(staged.key).read_bytes(), str(staged.key)))
        yield plain


@contextmanager
def _plain_file(file_name: str) -> Iterator[Path]:
    """A file in clear that only we can read, for as long as the block lasts."""
    with (
        tempfile.NamedTemporaryFile(  # mode 0600
            dir=staging_folder(), prefix="plain-", suffix=Path(file_name).suffix[:10], delete=False
        ) as file
    ):
        path = Path(file.name)
    try:
        yield path
    finally:
        with suppress(FileNotFoundError):
            path.unlink()
