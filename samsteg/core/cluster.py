"""One embedded PostgreSQL cluster on disk: make it, start it, stop it, prepare its roles and database.

Nothing here knows how many processes use the server: embedded.py does, and calls this under its mutex.
"""

import hashlib
import os
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from samsteg.core import roles
from samsteg.core.postgres_programs import EmbeddedDatabaseError, account_hint, hand_over, run, server_uid

START_TIMEOUT = 60.0  # seconds
DATABASE = "samsteg"
UNFINISHED = "pg.new-"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107  # bytes
PREPARED = "samsteg cluster 1"  # raise the number when roles.py changes: old clusters follow
SETTINGS = (
    "listen_addresses=",
    "timezone=UTC",
    "max_connections=60",
    "shared_buffers=256MB",
    "jit=off",
    "random_page_cost=1.1",  # no spinning disk: an index, also to look up one of 300 teams
    "fsync=on",
    "autovacuum=on",
    "log_min_error_statement=panic",  # statements hold values: the server's log tells what went wrong without them
    "log_error_verbosity=terse",  # nor "Key (name)=(value) already exists"
)


def create(pg: Path) -> None:
    """Make a cluster unless there is one. A killed attempt leaves only pg.new-*, which the next one removes."""
    if (pg / "PG_VERSION").exists():
        return
    for left in pg.parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    # A name of its own: the initdb of a killed attempt may still be writing in the other one.
    fresh = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=pg.parent))
    hand_over(fresh)
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    made = run("initdb", "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8", *locale)
    if made.status:
        raise EmbeddedDatabaseError(f"PostgreSQL could not make its files:\n{made.output}{account_hint()}")
    fresh.rename(pg)


def start(pg: Path) -> None:
    """See to it that the server of this cluster answers. Waits for one that is on its way up or down."""
    deadline = time.monotonic() + START_TIMEOUT
    while not answers(pg):
        if time.monotonic() > deadline:
            raise EmbeddedDatabaseError(f"The database server in {pg} does not answer.{_log_tail(pg)}")
        if not _server_processes(pg):
            _drop_stale_lock_files(pg)
            _pg_ctl_start(pg)
        else:
            time.sleep(0.05)


def stop(pg: Path) -> None:
    """Stop the server; open connections are ended. No error when it does not run.

    pg_ctl signals the process that the pid file names, so it is asked only when that is a living server: the
    number of a crashed one may belong to another program by now.
    """
    if _server_processes(pg) or answers(pg):
        run("pg_ctl", "-D", pg, "-m", "fast", "-w", "-t", str(int(START_TIMEOUT)), "stop")


def answers(pg: Path) -> bool:
    """Whether the server takes connections: the truth is a connection, not a pid file."""
    if not (pg / "postmaster.pid").exists():
        return False
    try:
        superuser_connection(pg, "postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def superuser_connection(pg: Path, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection in autocommit as the superuser of the embedded server."""
    return psycopg.connect(
        host=str(socket_folder(pg)), user="postgres", dbname=database, autocommit=True, connect_timeout=10
    )


def socket_folder(pg: Path) -> Path:
    """Folder of the server's socket: what the running server says, else where it will be."""
    try:
        lines = (pg / "postmaster.pid").read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    return Path(lines[4]) if len(lines) > 4 and lines[4] else _wanted_socket_folder(pg)


def _wanted_socket_folder(pg: Path) -> Path:
    """The cluster itself, or a private temporary folder when the path is too long for a socket."""
    if _fits(pg):
        return pg
    digest = hashlib.sha256(os.fsencode(pg)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"samsteg-{os.geteuid()}-{digest}"
    if not _fits(folder):
        raise EmbeddedDatabaseError(
            f"The path of the temporary folder is too long for the database socket: {folder}. "
            "Set TMPDIR to a shorter path."
        )
    return folder


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT


def _private(folder: Path) -> None:
    """Make the socket folder with rights for this account only, or refuse one that somebody else has made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    ours = facts.st_uid in (os.geteuid(), server_uid())
    if not ours or not stat.S_ISDIR(facts.st_mode) or facts.st_mode & 0o077:
        raise EmbeddedDatabaseError(
            f"The folder {folder} is not private to this account. Remove it and try again."
        )
    hand_over(folder)


def _pg_ctl_start(pg: Path) -> None:
    folder = _wanted_socket_folder(pg)
    if folder != pg:
        _private(folder)
    options = [f"-c {setting}" for setting in SETTINGS] + [f"-c unix_socket_directories='{folder}'"]
    wait = ("-w", "-t", str(int(START_TIMEOUT)))
    begun = run("pg_ctl", "-D", pg, *wait, "-l", pg / "server.log", "-o", " ".join(options), "start")
    if begun.status:
        found = f"{begun.output}{_log_tail(pg)}{account_hint()}"
        raise EmbeddedDatabaseError(f"The database server in {pg} did not start:\n{found}")


def _log_tail(pg: Path) -> str:
    try:
        lines = (pg / "server.log").read_text(errors="replace").splitlines()[-15:]
    except OSError:
        return ""
    return "\n".join(["", f"Last lines of {pg / 'server.log'}:", *lines])


def _server_processes(pg: Path) -> bool:
    """Whether a living postgres works in this cluster.

    Zombies and foreign programs that took over the number of a killed server don't count. Without /proc
    (macOS) the answer is no, and PostgreSQL's own lock file decides.
    """
    home = pg.resolve()
    return any(_works_in(entry, home) for entry in Path("/proc").glob("[0-9]*"))


def _works_in(process: Path, home: Path) -> bool:
    try:
        if (process / "comm").read_text().strip() != "postgres":
            return False
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and Path(os.readlink(process / "cwd")) == home
    except OSError:
        return False


def _drop_stale_lock_files(pg: Path) -> None:
    """Remove lock files that name a zombie or somebody else's process: PostgreSQL would refuse to start.

    Called only when no living postgres works in the cluster. Left alone without /proc, where that is unknown.
    """
    if not Path("/proc/self").exists():
        return
    lock = socket_folder(pg) / f"{SOCKET_NAME}.lock"
    lock.unlink(missing_ok=True)
    (pg / "postmaster.pid").unlink(missing_ok=True)


def prepare(pg: Path) -> None:
    """Make roles, default rights and the database unless this has been done. Safe to repeat after a crash."""
    with superuser_connection(pg, "postgres") as connection:
        if _is_prepared(connection):
            return
        for role, rights in roles.ROLE_RIGHTS.items():
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            verb = "ALTER" if found else "CREATE"
            connection.execute(sql.SQL(f"{verb} ROLE {{}} {rights}").format(sql.Identifier(role)))
    with superuser_connection(pg, "template1") as template:
        for statement in roles.DEFAULT_PRIVILEGES:
            template.execute(statement)
    with superuser_connection(pg, "postgres") as connection:
        _create_database(connection)


def _is_prepared(connection: "psycopg.Connection[tuple[object, ...]]") -> bool:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [DATABASE]
    ).fetchone()
    return row is not None and row[0] == PREPARED


def _create_database(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    names = {"database": sql.Identifier(DATABASE), "owner": sql.Identifier(roles.OWNER)}
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
    comment = sql.SQL("COMMENT ON DATABASE {database} IS {mark}")
    connection.execute(comment.format(mark=sql.Literal(PREPARED), **names))
