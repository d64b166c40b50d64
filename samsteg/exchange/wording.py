"""Stored values as a person reads them in a preview: the words of the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from samsteg.exchange.columns import Column, Kind, Sheet
from samsteg.organisation.municipalities import ALL as MUNICIPALITIES


def shown(column: Column, record: Mapping[str, object]) -> str:
    """The value of a column in a record; empty text where there is none."""
    value = record.get(column.key)
    if column.kind in (Kind.BIRTH, Kind.DETAIL) and value in (None, ""):
        value = record.get(column.more_keys[0])
    if value in (None, "", (), []):
        return ""
    return _word(column, value)


def _word(column: Column, value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_word(column, part) for part in value)
    if column.kind is Kind.YES_NO:
        return "ja" if value else "nej"
    if column.kind is Kind.MUNICIPALITY:
        return MUNICIPALITIES.get(str(value), str(value))
    if column.codes is not None and str(value) in column.codes.written:
        return column.codes.written[str(value)]
    return plain(value)


def plain(value: object) -> str:
    """Dates as 2025-11-22, decimal comma, no trailing zeros."""
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f").replace(".", ",")
    return str(value)


def key_text(sheet: Sheet, key: tuple[object, ...]) -> str:
    """How a row is named to the user: the words of its key, without our own counting of equal keys."""
    parts = key[: len(sheet.key)]
    words = [
        _word(sheet.by_key[name], part)
        for name, part in zip(sheet.key, parts, strict=False)
        if part not in (None, "")
    ]
    return ", ".join(words)
