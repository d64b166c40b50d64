"""What is asked once more by whatever serves, where real participants may be stored: gunicorn itself runs no checks."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from samsteg.core.errors import KeyProblem
from samsteg.core.roles import dangerous_powers
from samsteg.people.keys import key_ring

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def refuse_unless_sound() -> None:
    """Raises ImproperlyConfigured for an error of the security checks, wrong keys, or a database user with powers."""
    if settings.SAMSTEG_PRACTICE_ONLY:
        return
    if found := [*_faults_of_checks(), *faults_of_keys(), *faults_of_login()]:
        raise ImproperlyConfigured("; ".join(found))


def _faults_of_checks() -> list[str]:
    found = [fault for fault in run_checks(tags=[Tags.security]) if fault.level >= ERROR]
    return [f"{fault.id}: {fault.msg}" for fault in found]


def faults_of_keys() -> list[str]:
    """Whether the master keys can be read at all; whether they are the right ones is asked at first use."""
    try:
        key_ring()
    except KeyProblem as problem:
        return [str(problem)]
    return []


def faults_of_login() -> list[str]:
    """Row-level security holds nobody who owns the tables or is above it; nobody may read what goes over a network."""
    try:
        powers, reached = dangerous_powers(connection), _reached(connection)
    except DatabaseError as fault:
        return [
            f"The database can't be asked ({type(fault).__name__}). Is it running, and DATABASE_URL right?"
        ]
    finally:
        if not connection.in_atomic_block:  # the worker that serves gets a connection of its own
            connection.close()
    if powers:
        return [
            f"DATABASE_URL names a user that is {', '.join(powers)}. Use samsteg_app (docs/operations.md)."
        ]
    if not is_safe_line(*reached):
        return [
            "DATABASE_URL names a server on another machine without checking who it is: "
            "add ?sslmode=verify-full (docs/operations.md)."
        ]
    return []


def _reached(connection: BaseDatabaseWrapper) -> tuple[str, str]:
    """The host, a folder for a socket, and `sslmode`, whether DATABASE_URL or PGSSLMODE said it."""
    connection.ensure_connection()
    info = connection.connection.info
    return info.host, info.get_parameters().get("sslmode", "")


def is_safe_line(host: str, sslmode: str) -> bool:
    """A socket or this machine's own address, or TLS to a server whose certificate names it."""
    return host.startswith("/") or host in THIS_MACHINE or sslmode == "verify-full"
