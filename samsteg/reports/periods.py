"""What a period makes of a report: its type, its span in words, and how sentences speak of it."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final, Literal

from samsteg.reports.formats import EN_DASH, span
from samsteg.statistics.values import Period

PeriodKind = Literal["calendar_year", "twelve_months", "half_year", "other"]

REPORT_TITLES: Final[dict[PeriodKind, str]] = {
    "calendar_year": "Årsrapport",
    "twelve_months": "Helårsrapport",
    "half_year": "Halvårsrapport",
    "other": "Rapport",
}


MONTHS: Final = (
    *("jan", "feb", "mars", "april", "maj", "juni"),
    *("juli", "aug", "sep", "okt", "nov", "dec"),
)


def period_kind(period: Period) -> PeriodKind:
    """Calendar year, another whole twelve months, a half of a calendar year, or anything else."""
    first, last = period.first, period.last
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return "other"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months == 12:
        return "calendar_year" if first.month == 1 else "twelve_months"
    return "half_year" if months == 6 and first.month in (1, 7) else "other"


def report_title(period: Period) -> str:
    """The report's type as the period gives it, so that it can't say half-year over a year."""
    return REPORT_TITLES[period_kind(period)]


def period_text(period: Period) -> str:
    """2025-01-01 - 2025-12-31 with an en dash; a single day stands alone."""
    if period.first == period.last:
        return period.first.isoformat()
    return span(period.first, period.last)


def short_period(period: Period) -> str:
    """2407-2506 with a hyphen: a column's header in a history of rolling twelve months."""
    return f"{period.first:%y%m}-{period.last:%y%m}"


def years(period: Period) -> str:
    """2025, or 2021-2022 with an en dash."""
    first, last = period.first.year, period.last.year
    return str(first) if first == last else f"{first}{EN_DASH}{last}"


def budget_when(period: Period) -> str:
    """How a budget's header speaks of its period: 2025, jan-juni 2022, otherwise both days."""
    kind = period_kind(period)
    if kind == "calendar_year":
        return str(period.first.year)
    if kind == "half_year":
        return f"{MONTHS[period.first.month - 1]}-{MONTHS[period.last.month - 1]} {period.last.year}"
    return period_text(period)


def first_half_end(period: Period) -> dt.date:
    """30 June of the period's first year: the day that a half-year's outcome is counted to."""
    return dt.date(period.first.year, 6, 30)
