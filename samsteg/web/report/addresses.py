"""A report's address holds its period, /rapport/2025-01-01--2025-12-31/, and no number of a row: it can be shared."""

from __future__ import annotations

import datetime as dt

from samsteg.statistics.values import Period


class PeriodConverter:
    """For paths. A period that can't be is an address that doesn't exist."""

    regex = r"\d{4}-\d\d-\d\d--\d{4}-\d\d-\d\d"

    def to_python(self, value: str) -> Period:
        return period_from(value)

    def to_url(self, value: Period) -> str:
        return text_of(value)


def period_from(text: str) -> Period:
    """Raises ValueError."""
    first, _dashes, last = text.partition("--")
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    if days[1] < days[0]:
        raise ValueError(text)
    return Period(*days)


def text_of(period: Period) -> str:
    return f"{period.first.isoformat()}--{period.last.isoformat()}"
