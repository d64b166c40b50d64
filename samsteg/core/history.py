"""History of rows that are not facts dated twice: django-pghistory with a 64-bit key.

Statement triggers (settings.PGHISTORY_LEVEL) join old and new rows by primary key: never change keys.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pghistory.models
from django.db import models

M = TypeVar("M", bound=type[models.Model])


class HistoryEvent(pghistory.models.Event):
    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def track() -> Callable[[M], M]:
    """Class decorator: every insert and update of the model leaves a row in `<table>event`."""
    decorate: Callable[[M], M] = pghistory.track(base_model=HistoryEvent)
    return decorate
