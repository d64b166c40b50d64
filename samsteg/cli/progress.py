"""A progress line on the terminal, only when the work takes more than a second."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

from django.utils.translation import gettext as _

PATIENCE_SECONDS = 1.0
WIDTH = 24


class Progress:
    """Writes to `stream` (stderr), on one line that it clears again; silent where the stream is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None
        self._begun = time.monotonic()
        self._shown = 0.0

    def __enter__(self) -> Self:
        return self

    def rows(self, done: int, total: int) -> None:
        """`done` rows of `total`; total 0 means not known yet."""
        now = time.monotonic()
        if self._stream is None or now - self._begun < PATIENCE_SECONDS or now - self._shown < 0.1:
            return
        self._shown = now
        filled = WIDTH * done // total if total else 0
        bar = "█" * filled + "░" * (WIDTH - filled)
        self._stream.write("\r" + bar + " " + _("%(done)d rows") % {"done": done})
        self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None and self._shown:
            self._stream.write("\r" + " " * (WIDTH + 24) + "\r")
            self._stream.flush()
