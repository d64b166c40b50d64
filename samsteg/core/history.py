"""History of rows that are not facts dated twice: django-pghistory with a 64-bit key.

Statement triggers (settings.PGHISTORY_LEVEL) join old and new rows by primary key: never change keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pghistory.models
from django.db import models

M = TypeVar("M", bound=type[models.Model])


class HistoryEvent(pghistory.models.Event):
    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def track(*, leave_out: Sequence[str] = ()) -> Callable[[M], M]:
    """Class decorator: every insert and update of the model leaves a row in `<table>event`.

    `leave_out` are fields that no history may hold; a change of them alone leaves no row.
    """
    decorate: Callable[[M], M] = pghistory.track(base_model=HistoryEvent, exclude=list(leave_out) or None)
    return decorate
