"""Statements that the database plans once for each of its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
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


class _Logged(CursorDebugWrapper):
    """Notes the text that was sent: such a cursor doesn't know it with its values."""

    def debug_sql(self, sql: Any = None, params: Any = None, *_given: Any, **_named: Any) -> Any:
        return super().debug_sql(sql, params)


@contextmanager
def prepared_cursor(connection: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """A cursor whose statements are prepared; the wrappers round statements and the log of them hold for it too.

    Raises what Django's cursors raise.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: Any = _Prepared(connection.connection)
    made = _Logged(raw, connection) if connection.queries_logged else connection.make_cursor(raw)
    with connection.wrap_database_errors, made as cursor:
        yield cursor


def sent_as(value: PutIn) -> PutIn:
    """An int always as the same type: a statement is prepared for the types of its values."""
    return Int8(value) if isinstance(value, int) else value
