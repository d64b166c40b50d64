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

from psycopg import sql

from samsteg.core import cluster, roles
from samsteg.core.postgres_programs import EmbeddedDatabaseError, needs_account

USERS = "pg.users"
MUTEX = "pg.lock"
# pg_ctl hands the path to a shell, libpq splits hosts at commas, and lists of folders are split at quotes.
REFUSED_CHARACTERS = "'\",\\$`\n"

_held: dict[Path, int] = {}  # data folder -> descriptor of the shared lock
_guard = threading.RLock()


def lease(data: Path) -> Path:
    """Make sure the server of this data folder runs as long as this process does; returns its socket folder.

    Makes folder, cluster, roles and database at the first call ever. Cheap when the process holds it already.
    Raises EmbeddedDatabaseError with what to do when that is not possible.
    """
    data = _checked(data)
    with _guard:
        if data not in _held:
            _take(data)
        return cluster.socket_folder(_cluster_folder(data))


def release(data: Path) -> None:
    """Give the server back; the last process to leave stops it. No error when it was never taken."""
    data = _checked(data)
    with _guard:
        users = _held.pop(data, None)
        if users is not None:
            os.close(users)
            stop_if_unused(data)


def stop_if_unused(data: Path) -> None:
    """Stop a server that no living process holds, such as one whose last holder was killed."""
    if (data / USERS).exists():
        with _mutex(data):
            _stop_if_unused(data)


def allow_test_databases(data: Path) -> None:
    """Let samsteg_owner make databases: only test runs need that, so only they call this."""
    lease(data)
    with _mutex(data), cluster.superuser_connection(_cluster_folder(data), "postgres") as connection:
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(roles.OWNER)))


def exit_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into a normal exit, so that the lease is given back. For the start of commands."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _cluster_folder(data: Path) -> Path:
    return data / "pg"


def _checked(data: Path) -> Path:
    data = Path(os.path.abspath(data))
    if bad := [character for character in REFUSED_CHARACTERS if character in str(data)]:
        raise EmbeddedDatabaseError(
            f"The embedded database cannot have {' '.join(map(repr, bad))} in its path {str(data)!r}. "
            "Set SAMSTEG_DATA to another folder."
        )
    return data


def _take(data: Path) -> None:
    try:
        data.mkdir(mode=0o711 if needs_account() else 0o700, parents=True, exist_ok=True)
        with _mutex(data):
            users = os.open(data / USERS, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(users, fcntl.LOCK_SH)
            _bring_up(data, users)
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"The database folder {data} cannot be used: {error}. "
            "Set SAMSTEG_DATA to a folder you may write in."
        ) from error
    _held[data] = users


def _bring_up(data: Path, users: int) -> None:
    pg = _cluster_folder(data)
    try:
        cluster.create(pg)
        cluster.start(pg)
        cluster.prepare(pg)
    except BaseException:
        os.close(users)
        _stop_if_unused(data)
        raise


def _stop_if_unused(data: Path) -> None:
    with open(data / USERS, "w") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        cluster.stop(_cluster_folder(data))


@contextlib.contextmanager
def _mutex(data: Path) -> Iterator[None]:
    with open(data / MUTEX, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _release_all() -> None:
    for data in list(_held):
        release(data)


def _forget_parents_leases() -> None:
    """A forked child has its parent's locks open: close them without unlocking, and let it take its own."""
    global _guard
    _guard = threading.RLock()
    for users in _held.values():
        os.close(users)
    _held.clear()


atexit.register(_release_all)
os.register_at_fork(after_in_child=_forget_parents_leases)
