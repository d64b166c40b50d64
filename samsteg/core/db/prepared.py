"""Statements that the database plans once for each of its sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg.adapt import Buffer, Loader
from psycopg.pq import Format
from psycopg.types.datetime import TimestamptzBinaryLoader
from psycopg.types.numeric import Int8

from samsteg.core.arguments import PutIn


class _Prepared(psycopg.Cursor[Any]):
    """Sends values apart from the text, as statements that are prepared must."""

    def execute(self, query: Any, params: Any = None, **_given: Any) -> _Prepared:
        self.connection.prepare_threshold = 0  # of this statement alone: Django's own cursors prepare nothing
        try:
            return super().execute(query, params if params is not None else (), prepare=True)
        finally:
            self.connection.prepare_threshold = None


class _Records(_Prepared):
    """Of rows whose columns hold records: sent in binary, where a record tells the types of its parts. The parts are
    what Django's own cursors give.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.format = Format.BINARY
        self.adapters.register_loader("jsonb", _JsonText)
        self.adapters.register_loader("timestamptz", _Utc)


class _JsonText(Loader):
    """JSON as it is written: the fields read it. Before the text the binary form has its version."""

    format = Format.BINARY

    def load(self, data: Buffer) -> str:
        return bytes(data[1:]).decode()


class _Utc(TimestamptzBinaryLoader):
    def load(self, data: Buffer) -> dt.datetime:
        return super().load(data).astimezone(dt.UTC)


class _Logged(CursorDebugWrapper):
    """Notes the text that was sent: such a cursor doesn't know it with its values."""

    def debug_sql(self, sql: Any = None, params: Any = None, *_given: Any, **_named: Any) -> Any:
        return super().debug_sql(sql, params)


@contextmanager
def prepared_cursor(
    connection: BaseDatabaseWrapper, *, holds_records: bool = False
) -> Iterator[CursorWrapper]:
    """A cursor whose statements are prepared; the wrappers round statements and the log of them hold for it too.
    `holds_records`: the columns of its answers are records.

    Raises what Django's cursors raise.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: Any = (_Records if holds_records else _Prepared)(connection.connection)
    made = _Logged(raw, connection) if connection.queries_logged else connection.make_cursor(raw)
    with connection.wrap_database_errors, made as cursor:
        yield cursor


def sent_as(value: PutIn) -> PutIn:
    """An int always as the same type: a statement is prepared for the types of its values."""
    return Int8(value) if isinstance(value, int) else value
