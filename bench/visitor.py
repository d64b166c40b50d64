"""A signed-in team lead who asks for pages: straight to the WSGI application, without network and without a browser."""

from __future__ import annotations

import gzip
import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.wsgi import get_wsgi_application
from django.db import connection

from bench.databases import Databases
from samsteg.accounts.models import User

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")  # what only begins or ends a transaction
LINK = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FONT = re.compile(r'url\("?([^")]+\.woff2)"?\)')
TOKEN = re.compile(r'name="(?:csrfmiddlewaretoken|[a-z-]*once)" value="[^"]+"')  # new in each form


@dataclass(frozen=True, slots=True)
class Answer:
    """`seconds` from the request's first line to the body's last byte; `cpu` those in which this process or the
    database's worked, which other work on the machine makes no longer.
    """

    status: int
    body: bytes
    seconds: float
    cpu: float

    @property
    def content(self) -> str:
        """Without what differs from one answer to the next."""
        return TOKEN.sub("", readable(self.body))


@dataclass
class Statements:
    """Counts what is asked of the database, the beginning and end of transactions apart."""

    count: int = 0
    control: int = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if str(sql).lstrip().startswith(CONTROL):
            self.control += 1
        else:
            self.count += 1
        return execute(sql, *rest)


@dataclass
class Visitor:
    """One user in one database."""

    databases: Databases
    database: str
    user: User
    application: Any = field(default_factory=get_wsgi_application)
    cookie: str = ""

    def sign_in(self) -> None:
        """A session of the user's in this database."""
        with self.databases.using(self.database):
            session = import_module(settings.SESSION_ENGINE).SessionStore()
            session[SESSION_KEY] = str(self.user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
            session[HASH_SESSION_KEY] = self.user.get_session_auth_hash()
            session.create()
            self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def get(self, address: str) -> Answer:
        path, _mark, query = address.partition("?")
        environ: dict[str, Any] = {}
        setup_testing_defaults(environ)
        environ |= {
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "HTTP_ACCEPT_LANGUAGE": "sv",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "wsgi.input": io.BytesIO(),
        }
        told: list[str] = []
        with self.databases.using(self.database):
            start, worked = time.perf_counter(), _worked()
            parts = self.application(environ, lambda status, _headers: told.append(status))
            body = b"".join(parts)
            parts.close()
            took, work = time.perf_counter() - start, _worked() - worked
        return Answer(int(told[0].split()[0]), body, took, work)

    def statements(self, address: str) -> Statements:
        """What the page asks of the database."""
        counted = Statements()
        with self.databases.using(self.database), connection.execute_wrapper(counted):
            self.get(address)
        return counted

    def static_bytes(self, page: str) -> int:
        """Stylesheets, scripts, pictures and fonts that a browser with an empty store fetches for the page."""
        return sum(len(self.get(address).body) for address in self._static(page))

    def _static(self, page: str) -> Iterator[str]:
        for address in dict.fromkeys(LINK.findall(page)):
            yield address
            if address.endswith(".css"):
                folder = address.rpartition("/")[0]
                sheet = readable(self.get(address).body)
                yield from (f"{folder}/{name}" for name in dict.fromkeys(FONT.findall(sheet)))


def _worked() -> float:
    """Seconds that this process and the one of the database's that answers it have had a core."""
    connection.ensure_connection()
    scheduled = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    theirs = int(scheduled.read_text().split()[0]) / 1e9 if scheduled.exists() else 0.0
    return time.process_time() + theirs


def readable(body: bytes) -> str:
    """The text of a body that may be compressed."""
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()
