"""The embedded PostgreSQL and the processes that share it.

Every process that has connected holds a shared lock on `pg.users`; the last to leave stops the server. The
kernel drops the lock of a killed process, so no list of users can go stale. Starting and stopping happen
under an exclusive lock on `pg.lock`.
"""

import atexit
import contextlib
import fcntl
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO

from samsteg.core import cluster
from samsteg.core.postgres_programs import EmbeddedDatabaseError

__all__ = [
    "EmbeddedDatabaseError",
    "cluster_folder",
    "execute_as_superuser",
    "exit_on_signals",
    "lease",
    "release",
]

# pg_ctl hands the path to a shell, libpq splits hosts at commas, and lists of folders are split at quotes.
REFUSED_CHARACTERS = "'\",\\$`\n"

_held: dict[Path, IO[str]] = {}
_guard = threading.RLock()


def cluster_folder(data: Path) -> Path:
    """Folder of the cluster inside a data folder."""
    return data / "pg"


def lease(data: Path) -> Path:
    """Make sure the server of this data folder runs as long as this process does; returns its socket folder.

    Makes folder, cluster, roles and database at the first call ever. Cheap when the process holds it already.
    Raises EmbeddedDatabaseError with what to do when that is not possible.
    """
    data = _checked(data)
    with _guard:
        if data not in _held:
            _take(data)
        return cluster.socket_folder(cluster_folder(data))


def _checked(data: Path) -> Path:
    data = Path(os.path.abspath(data))
    if bad := [character for character in REFUSED_CHARACTERS if character in str(data)]:
        raise EmbeddedDatabaseError(
            f"The path {str(data)!r} holds {' '.join(map(repr, bad))}, which the embedded database cannot have. "
            "Set SAMSTEG_DATA to another folder."
        )
    return data


def _take(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _mutex(data):
            users = open(data / "pg.users", "w")
            fcntl.flock(users, fcntl.LOCK_SH)
            _bring_up(data, users)
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"The database folder {data} cannot be used: {error}. Set SAMSTEG_DATA to a folder you may write in."
        ) from error
    _held[data] = users


def _bring_up(data: Path, users: IO[str]) -> None:
    pg = cluster_folder(data)
    try:
        cluster.create(pg)
        cluster.start(pg)
        cluster.prepare(pg)
    except BaseException:
        users.close()
        if _nobody_else(data):
            cluster.stop(pg)
        raise


def release(data: Path) -> None:
    """Give the server back; the last process to leave stops it. No error when it was never taken.

    Never fails because the folder has been removed meanwhile: then there is nothing left to stop properly.
    """
    data = Path(os.path.abspath(data))
    with _guard:
        users = _held.pop(data, None)
        if users is None:
            return
        try:
            with _mutex(data):
                users.close()
                if _nobody_else(data):
                    cluster.stop(cluster_folder(data))
        except FileNotFoundError:
            users.close()


def _nobody_else(data: Path) -> bool:
    with open(data / "pg.users", "w") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextlib.contextmanager
def _mutex(data: Path) -> Iterator[None]:
    with open(data / "pg.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def execute_as_superuser(data: Path, statement: str) -> None:
    """Run one statement as the embedded server's superuser (test set-up and restore, never application code)."""
    lease(data)
    with cluster.superuser_connection(cluster_folder(_checked(data)), "postgres") as connection:
        connection.execute(statement.encode())


def exit_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into a normal exit, so that the lease is given back. For the main thread of commands."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _release_all() -> None:
    for data in list(_held):
        release(data)


def _forget_parents_leases() -> None:
    """A forked child has its parent's locks open: close them without unlocking, and let it take its own."""
    global _guard
    _guard = threading.RLock()
    for users in _held.values():
        users.close()
    _held.clear()


atexit.register(_release_all)
os.register_at_fork(after_in_child=_forget_parents_leases)
