"""A cache in the database for what must hold over all workers: counts of attempts, and codes that have been used.

Values are JSON: nothing that is read from the table can become code. A counter belongs to the transaction of its
request, so a request that fails with a server error has not been counted.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

SET = """
    INSERT INTO accounts_counter (name, value, expires_at) VALUES (%s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
"""
ADD = SET + "    WHERE accounts_counter.expires_at <= %s"
GET = "SELECT value FROM accounts_counter WHERE name = %s AND (expires_at IS NULL OR expires_at > %s)"
TOUCH = (
    "UPDATE accounts_counter SET expires_at = %s WHERE name = %s AND (expires_at IS NULL OR expires_at > %s)"
)
COUNT_UP = """
    INSERT INTO accounts_counter (name, value, expires_at) VALUES (%(name)s, '1', %(until)s)
    ON CONFLICT (name) DO UPDATE SET
        value = CASE WHEN accounts_counter.expires_at <= %(now)s THEN '1'
            ELSE to_jsonb((accounts_counter.value #>> '{}')::int + 1) END,
        expires_at = CASE WHEN accounts_counter.expires_at <= %(now)s THEN excluded.expires_at
            ELSE accounts_counter.expires_at END
    RETURNING value #>> '{}'
"""


def count_up(name: str, seconds: int) -> int:
    """One more, and how many there are since the first; forgotten so many seconds after it.

    Two at once are counted one after the other, which the cache's own `incr` doesn't promise.
    """
    now = _now()
    until = now + dt.timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_UP, {"name": name, "until": until, "now": now})
        return int(cursor.fetchone()[0])


class CounterCache(BaseCache):
    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        row = self._row(key, value, timeout, version)
        return self._execute(ADD, [*row, _now()]) == 1

    def get(self, key: Any, default: Any | None = None, version: int | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(GET, [self.make_and_validate_key(key, version), _now()])
            row = cursor.fetchone()
        if row is None:
            return default
        return json.loads(row[0]) if isinstance(row[0], str) else row[0]

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._execute(SET, self._row(key, value, timeout, version))

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version)
        return self._execute(TOUCH, [self._expiry(timeout), name, _now()]) == 1

    def delete(self, key: Any, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version)
        return self._execute("DELETE FROM accounts_counter WHERE name = %s", [name]) == 1

    def clear(self) -> None:
        self._execute("DELETE FROM accounts_counter", [])

    def _row(self, key: Any, value: Any, timeout: float | None, version: int | None) -> list[Any]:
        return [self.make_and_validate_key(key, version), json.dumps(value), self._expiry(timeout)]

    def _expiry(self, timeout: float | None) -> dt.datetime | None:
        until = self.get_backend_timeout(timeout)
        return None if until is None else dt.datetime.fromtimestamp(until, dt.UTC)

    @staticmethod
    def _execute(sql: str, params: Iterable[Any]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, list(params))
            return int(cursor.rowcount)


def _now() -> dt.datetime:
    return dt.datetime.fromtimestamp(time.time(), dt.UTC)
