"""A GET changes no domain table (house rule 5): the statements of a reading request are looked at before they run."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.urls import Resolver404, resolve

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# The logs (with their monthly partitions), the alarms of reads, the session store, the counters of attempts, and the
# context that history rows refer to.
WRITABLE = (
    "audit_read_entry",
    "audit_alarm",
    "audit_sign_in",
    "accounts_session",
    "accounts_counter",
    "pghistory_context",
)
# Where an e-ID provider sends the browser back to: the answer signs in, or connects the e-ID (house rule 5).
SIGN_IN_ANSWER = "eid_answer"
WRITABLE_AT_SIGN_IN = (
    *WRITABLE,
    "accounts_user",
    "accounts_electronicid",
    "accounts_invitation",
    "axes_accessattempt",
    "mfa_authenticator",
)
WRITE = re.compile(
    r"(?<!\bfor )(?<!\bkey )(?<!\bdo )"  # FOR UPDATE, FOR NO KEY UPDATE, ON CONFLICT DO UPDATE
    r"\b(?:insert into|update|delete from|merge into|truncate(?: table)?|copy)"
    r' (?:only )?"?([a-z_][a-z0-9_]*)',
    re.IGNORECASE,
)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class WriteOnRead(RuntimeError):
    """A programming fault: a reading request tried to change a table."""


@lru_cache(maxsize=1024)
def written_tables(sql: str) -> tuple[str, ...]:
    """The tables that a statement changes. Worked out once for each text: to look through the longest takes 2 ms."""
    return tuple(WRITE.findall(" ".join(sql.split())))


def refuse_writes(writable: tuple[str, ...]) -> Callable[..., Any]:
    """A wrapper for `connection.execute_wrapper` that raises WriteOnRead for all other tables."""

    def refuse(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        for table in written_tables(str(sql)):
            if not table.startswith(writable):
                raise WriteOnRead(f"A reading request may not change the table {table}.")
        return execute(sql, params, many, context)

    return refuse


def reading(request: HttpRequest) -> AbstractContextManager[Any]:
    """Guards the database for the length of a request that only reads."""
    if request.method not in SAFE_METHODS:
        return nullcontext()
    return connection.execute_wrapper(refuse_writes(_writable(request.path_info)))


def _writable(path: str) -> tuple[str, ...]:
    try:
        is_sign_in = resolve(path).url_name == SIGN_IN_ANSWER
    except Resolver404:
        is_sign_in = False
    return WRITABLE_AT_SIGN_IN if is_sign_in else WRITABLE
