"""The databases of a benchmark: all teams, one of them alone, and a copy of all teams for imports.

They live in the embedded server of the data folder, are kept between runs and made anew when the volume, this
generator or the migrations have changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from psycopg import sql

from samsteg.core import cluster, embedded, roles

GENERATORS = [Path(__file__).with_name(name) for name in ("volume.sql", "daily.sql")]
MIGRATIONS = "samsteg/*/migrations/*.py"
ALL = 0


@dataclass(frozen=True)
class Volume:
    stays: int
    teams: int

    @property
    def name(self) -> str:
        return f"{self.stays}_{self.teams}"


def _script() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in GENERATORS)


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256(_script().encode())
    for path in sorted(root.glob(MIGRATIONS)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Databases:
    """Makes and opens them. `folder` holds the embedded server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = _fingerprint(Path(__file__).parents[1])
        embedded.lease(folder)
        self._open: dict[str, BaseDatabaseWrapper] = {}
        self._home = connections[DEFAULT_DB_ALIAS]

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        with cluster.superuser_connection(self.folder / "pg", database) as opened:
            yield opened

    @contextmanager
    def using(self, name: str) -> Iterator[None]:
        """Django's default connection is the database `name` within the block; it stays open for the next time."""
        if name not in self._open:
            settings = {**self._home.settings_dict, "NAME": name}
            wrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
            self._open[name] = wrapper
        before = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = self._open[name]
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = before

    def close(self, name: str) -> None:
        if name in self._open:
            self._open.pop(name).close()

    def ready(self, volume: Volume, only: int = ALL) -> str:
        """The name of the database with all teams of the volume, or with the team `only` alone."""
        name = f"bench_{volume.name}" + (f"_team_{only}" if only else "")
        if self._mark_of(name) != self.mark:
            self._make(name, self._empty())
            self._fill(name, volume, only)
            self._set_mark(name)
        return name

    @contextmanager
    def copy(self, of: str) -> Iterator[str]:
        """A copy of a database that is dropped after the block."""
        name = f"{of}_copy"
        self.close(of)
        self._make(name, of)
        try:
            yield name
        finally:
            self.drop(name)

    def drop(self, name: str) -> None:
        self.close(name)
        with self.superuser() as opened:
            opened.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _mark_of(self, name: str) -> object:
        with self.superuser() as opened:
            row = opened.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
            ).fetchone()
        return row[0] if row else None

    def _set_mark(self, name: str) -> None:
        with self.superuser() as opened:
            text = sql.SQL("COMMENT ON DATABASE {} IS {}")
            opened.execute(text.format(sql.Identifier(name), sql.Literal(self.mark)))

    def _make(self, name: str, template: str) -> None:
        self.drop(name)
        with self.superuser() as opened:
            text = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
            opened.execute(
                text.format(sql.Identifier(name), sql.Identifier(roles.OWNER), sql.Identifier(template))
            )

    def _empty(self) -> str:
        """The database with tables and no rows."""
        name = "bench_empty"
        if self._mark_of(name) != self.mark:
            self._make(name, "template1")
            with self.using(name):
                call_command("migrate", verbosity=0)
            self.close(name)
            self._set_mark(name)
        return name

    def _fill(self, name: str, volume: Volume, only: int) -> None:
        with self.using(name), roles.as_owner(), connection.cursor() as cursor:
            cursor.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '256MB'")
            cursor.execute(_script().format(stays=volume.stays, teams=volume.teams, only=only))
            cursor.execute("VACUUM (ANALYZE)")
        self.close(name)
