"""Calendar arithmetic of the invented world."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day number, or the month's last day where that is earlier."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def weekday(day: dt.date) -> dt.date:
    """The day, or the Monday after a weekend."""
    return day + dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def months_between(start: dt.date, end: dt.date) -> Decimal:
    """Whole calendar months and the part of the month begun; source: figures.md, "Months"."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, whole) > end:
        whole -= 1
    done, following = add_months(start, whole), add_months(start, whole + 1)
    return whole + Decimal((end - done).days) / Decimal((following - done).days)
