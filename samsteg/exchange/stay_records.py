"""From a row's record to the facts of a stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal

from samsteg.participants.records import StayFacts

TEXTS = frozenset(
    ["exit_reason", "exit_detail", "exit_detail_text", "not_enrolled_reason", "referrer", "municipality_code"]
)
LISTS = frozenset(("income_start", "income_exit"))
NAMES = tuple(field.name for field in fields(StayFacts))


def stay_facts(record: Mapping[str, object]) -> StayFacts:
    """The record's columns as facts; empty cells become the empty value of each field."""
    values: dict[str, object] = {}
    for name in NAMES:
        value = record.get(name)
        if name in TEXTS:
            value = value or ""
        elif name in LISTS:
            value = tuple(value) if isinstance(value, list | tuple) else ()
        elif name == "early_exit":
            value = bool(value)
        values[name] = value
    return StayFacts(**values)  # type: ignore[arg-type]  # each was read as its field says


def as_date(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def as_whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | Decimal) else None
