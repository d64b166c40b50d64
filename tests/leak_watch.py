"""Looks for identity numbers where none may be, through the whole test run: addresses, logs, mails, names of files, and
what a PDF or a Word file says of itself.

Every test that sends a request, logs or mails is a test of this too: a number found fails the test that let it out.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.core import mail
from django.core.signals import request_started
from django.test.client import ClientHandler
from docx import Document
from pypdf import PdfReader

SHAPE = re.compile(r"(?<![0-9A-Za-z])(?:(?:19|20)\d{6}[-+]?\d{4}|\d{6}[-+]\d{4})(?![0-9A-Za-z])")
found: list[str] = []


def numbers_in(text: str) -> list[str]:
    """Identity and coordination numbers by shape and day: the check digit of invented ones may be wrong."""
    return [shape for shape in SHAPE.findall(text) if _has_a_day(re.sub(r"[-+]", "", shape))]


def _has_a_day(digits: str) -> bool:
    month, day = int(digits[-8:-6]), int(digits[-6:-4])
    return 1 <= month <= 12 and 1 <= day - 60 * (day > 60) <= 31


def look(where: str, text: str) -> None:
    found.extend(f"{where}: {number}" for number in numbers_in(text))


class WatchingHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        look(f"log {record.name}", f"{record.getMessage()} {record.exc_info[1] if record.exc_info else ''}")


def look_at_address(environ: dict[str, Any], **_kwargs: Any) -> None:
    look("address", unquote_plus(f"{environ.get('PATH_INFO', '')}?{environ.get('QUERY_STRING', '')}"))


def look_at_answer(answer: Any) -> None:
    for header in ("Location", "Content-Disposition", "HX-Redirect", "HX-Push-Url", "Set-Cookie"):
        look(f"header {header}", unquote_plus(str(answer.headers.get(header, ""))))
    kind = answer.headers.get("Content-Type", "")
    if answer.streaming or answer.status_code != 200:
        return
    if kind == "application/pdf":
        reader = PdfReader(io.BytesIO(answer.content))
        look(
            "PDF metadata",
            f"{reader.metadata} {reader.xmp_metadata and reader.xmp_metadata.stream.get_data()!r}",
        )
    elif kind.endswith("wordprocessingml.document"):
        core = Document(io.BytesIO(answer.content)).core_properties
        look("Word metadata", f"{core.title} {core.subject} {core.author} {core.keywords} {core.comments}")


def _watching_handler(call: Callable[..., Any]) -> Callable[..., Any]:
    def watched(self: ClientHandler, environ: dict[str, Any]) -> Any:
        answer = call(self, environ)
        look_at_answer(answer)
        return answer

    return watched


@pytest.fixture(scope="session", autouse=True)
def _watch_the_run() -> Iterator[None]:
    handler, before = WatchingHandler(), ClientHandler.__call__
    logging.getLogger().addHandler(handler)
    request_started.connect(look_at_address)
    ClientHandler.__call__ = _watching_handler(before)  # type: ignore[method-assign]
    yield
    ClientHandler.__call__ = before  # type: ignore[method-assign]
    request_started.disconnect(look_at_address)
    logging.getLogger().removeHandler(handler)


@pytest.fixture(autouse=True)
def _let_no_number_out() -> Iterator[None]:
    del found[:]
    yield
    for message in getattr(mail, "outbox", []):
        names = [str(part[0]) for part in message.attachments if isinstance(part, tuple)]
        look("mail", f"{message.subject} {message.body} {message.to} {names}")
    leaks = list(found)
    del found[:]
    if leaks:
        pytest.fail(f"An identity number was let out: {sorted(set(leaks))}", pytrace=False)
