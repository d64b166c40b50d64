"""Statements that the database plans once for each of its sessions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg.adapt import Buffer, Loader
from psycopg.pq import Format
from psycopg.types.datetime import TimestamptzBinaryLoader
from psycopg.types.numeric import Int8

from samsteg.core.arguments import PutIn

PLACE = re.compile(r"%(?:%|s|\((\w+)\)s)")
MOST = 512  # texts whose places are remembered


@lru_cache(maxsize=MOST)
def numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    """The text with its places as the database itself numbers them; for named ones, the names in that order.

    psycopg does the same, but anew each time for texts as long as those of the figures.
    """
    names: dict[str, int] = {}
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] == "%%":
            return "%"
        if found[1]:
            return f"${names.setdefault(found[1], len(names) + 1)}"
        count += 1
        return f"${count}"

    return PLACE.sub(number, text).encode(), tuple(names)


class _Prepared(psycopg.RawCursor[Any]):
    """Sends values apart from the text, as statements that are prepared must."""

    def execute(self, query: Any, params: Any = None, **_given: Any) -> _Prepared:
        text, names = numbered(str(query))
        values = [params[name] for name in names] if isinstance(params, Mapping) else params or ()
        self.connection.prepare_threshold = 0  # of this statement alone: Django's own cursors prepare nothing
        try:
            return super().execute(text, values, prepare=True)
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
