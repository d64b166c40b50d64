"""The database users and what each may do.

`samsteg_owner` owns the tables (migrate, flush in tests, key rotation, disposal); `samsteg_app` reads and
writes rows under row-level security; `samsteg_backup` reads everything. One alias serves both of the first:
commands that need the owner switch the user round their work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError, atomic

OWNER = "samsteg_owner"
APP = "samsteg_app"
BACKUP = "samsteg_backup"

_NO_POWERS = "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION"
# Tests alone need CREATEDB; tests/conftest.py grants it to the owner.
ROLE_RIGHTS = {
    OWNER: f"{_NO_POWERS} NOCREATEDB NOBYPASSRLS",
    APP: f"{_NO_POWERS} NOCREATEDB NOBYPASSRLS",
    BACKUP: f"{_NO_POWERS} NOCREATEDB BYPASSRLS",
}
_BY_OWNER = "ALTER DEFAULT PRIVILEGES FOR ROLE samsteg_owner"
# Run in template1 of the embedded server, so that every database made there has them, the tests' included.
DEFAULT_PRIVILEGES = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, samsteg_app, samsteg_backup",
    "GRANT USAGE ON SCHEMA public TO samsteg_app, samsteg_backup",
    f"{_BY_OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samsteg_app",
    f"{_BY_OWNER} GRANT USAGE, SELECT ON SEQUENCES TO samsteg_app",
    f"{_BY_OWNER} GRANT SELECT ON TABLES TO samsteg_backup",
    f"{_BY_OWNER} GRANT SELECT ON SEQUENCES TO samsteg_backup",
)

# Tables the app may add to but never change: pghistory's event tables (known by their column pgh_id), the read log
# with its partitions, and the log of sign-ins.
_APPEND_ONLY = """
    WITH RECURSIVE log AS (
        SELECT c.oid FROM pg_class c
        WHERE c.relname = 'audit_read_entry' AND c.relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT i.inhrelid FROM pg_inherits i JOIN log ON i.inhparent = log.oid
    )
    SELECT c.oid::regclass::text FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND (c.oid IN (SELECT oid FROM log) OR c.relname = 'audit_sign_in'
           OR EXISTS (SELECT 1 FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attname = 'pgh_id' AND NOT a.attisdropped))
    ORDER BY 1
"""

# Tables the app adds to, and of which it may change these columns alone: what a row says stays.
_CHANGEABLE: dict[str, tuple[str, ...]] = {
    "audit_alarm": ("seen_by_id", "seen_at", "outcome"),
    "access_consent": ("valid_to", "ended_at", "ended_by_id", "ended_as"),
    "access_consentrecipient": (),
    "access_consentpaper": (),
    "access_consenttext": (),
    "access_disclosure": (),
    "access_emergencyright": ("valid_to", "ended_by_id"),
    "access_emergencyopening": ("closed_at",),
    "audit_reviewmonth": (),  # what was to be looked at, and what it came to
    "audit_reviewitem": (),
    "audit_reviewdecision": (),
    "access_withheldopening": ("ended_at", "ended_by_id"),
    "participants_note": ("superseded_at",),
    "participants_personallink": ("handle_digest", "handle_until", "used_at", "revoked_at", "revoked_by_id"),
    "participants_ownmessage": ("handled_at", "handled_by_id"),
    "participants_handover": (),
}


def owner_settings(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """USER and PASSWORD of the owner, from the OWNER part of the database's settings."""
    owner = connection.settings_dict.get("OWNER") or {}
    return {"USER": owner.get("USER") or OWNER, "PASSWORD": owner.get("PASSWORD", "")}


def use_login(login: dict[str, Any], *, using: str = DEFAULT_DB_ALIAS) -> dict[str, Any]:
    """Let the alias log in as another user from now on; returns the login it had.

    The settings are the process's, so this is for commands and test set-up, never for a serving process.
    Raises TransactionManagementError inside a transaction, which the change would silently lose.
    """
    connection = connections[using]
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    if login == before:
        return before
    if connection.in_atomic_block:
        raise TransactionManagementError("The database user cannot change inside a transaction.")
    connection.close()
    connection.settings_dict.update(login)
    return before


@contextmanager
def as_owner(using: str = DEFAULT_DB_ALIAS) -> Iterator[BaseDatabaseWrapper]:
    """Work as samsteg_owner within the block, and as the former user after it."""
    connection = connections[using]
    before = use_login(owner_settings(connection), using=using)
    try:
        yield connection
    finally:
        use_login(before, using=using)


def append_only_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Quoted names of the tables the app may only read and add to."""
    with connection.cursor() as cursor:
        cursor.execute(_APPEND_ONLY)
        return [row[0] for row in cursor.fetchall()]


def post_migrate_grants(connection: BaseDatabaseWrapper) -> None:
    """Give the app and backup users their rights on all tables; to be run as the owner, any number of times.

    A new partition of the read log has a table's default rights until this has run: whoever makes one calls it.
    """
    statements = [
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {APP}" for table in append_only_tables(connection)),
    ]
    tables = connection.introspection.table_names()
    if "pghistory_context" in tables:
        statements.append(f"REVOKE DELETE ON pghistory_context FROM {APP}")
    for table, columns in _CHANGEABLE.items():
        if table in tables:
            statements.append(f"REVOKE UPDATE, DELETE ON {table} FROM {APP}")
            if columns:
                statements.append(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {APP}")
    if "audit_logsegment" in tables:  # the chain is the owner's
        statements.append(f"REVOKE INSERT, UPDATE, DELETE ON audit_logsegment FROM {APP}")
    with atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements + _backup_grants(connection):
            cursor.execute(statement)


def _backup_grants(connection: BaseDatabaseWrapper) -> list[str]:
    """Rights of the backup user, which a server of one's own may lack."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [BACKUP])
        if cursor.fetchone() is None:
            return []
    kinds = ("TABLES", "SEQUENCES")
    return [f"GRANT SELECT ON ALL {kind} IN SCHEMA public TO {BACKUP}" for kind in kinds]


def dangerous_powers(connection: BaseDatabaseWrapper) -> list[str]:
    """What the present login may do that would take it past row-level security. Must be empty for what serves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole,"
            " EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid AND relnamespace = 'public'::regnamespace),"
            " EXISTS (SELECT 1 FROM pg_auth_members WHERE member = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        found = cursor.fetchone()
    names = ("SUPERUSER", "BYPASSRLS", "CREATEROLE", "owner of tables", "member of another role")
    return [name for name, has in zip(names, found, strict=True) if has]
