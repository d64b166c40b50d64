"""Days away. Pure."""

from __future__ import annotations

import datetime as dt

DAY = dt.timedelta(days=1)
Days = tuple[dt.date, dt.date]


def without(days: Days, taken: Days) -> tuple[Days, ...]:
    """What is left of days, both inclusive, when others are taken out of them: none, one or two parts."""
    (first, last), (taken_first, taken_last) = days, taken
    if taken_last < first or last < taken_first:
        return (days,)
    parts = ((first, taken_first - DAY), (taken_last + DAY, last))
    return tuple(part for part in parts if part[0] <= part[1])
