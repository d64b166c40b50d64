"""Refusals of the report's services."""

from __future__ import annotations

import datetime as dt

from samsteg.core.errors import Refused


class StaleText(Refused):
    """Somebody saved the same text in between. Both texts travel with the refusal, so that nothing typed is lost.

    `stored_version` is what the next save has to expect; `saved_by_id` and `saved_at` (aware) tell who came first.
    """

    def __init__(
        self,
        message: str,
        *,
        yours: str,
        stored: str,
        stored_version: int,
        saved_by_id: int,
        saved_at: dt.datetime,
    ) -> None:
        super().__init__(message)
        self.yours = yours
        self.stored = stored
        self.stored_version = stored_version
        self.saved_by_id = saved_by_id
        self.saved_at = saved_at


class TextTooLong(Refused):
    """Longer than a text may be; the message says by how much."""


class UnknownPlace(Refused):
    """The team's template has no such sub-heading."""
