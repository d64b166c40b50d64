"""What a period makes of a report: its type, its span in words, and how sentences speak of it."""

from __future__ import annotations

import calendar
from typing import Final, Literal

from samsteg.reports.formats import span
from samsteg.statistics.values import Period

PeriodKind = Literal["calendar_year", "twelve_months", "half_year", "other"]

REPORT_TITLES: Final[dict[PeriodKind, str]] = {
    "calendar_year": "Årsrapport",
    "twelve_months": "Helårsrapport",
    "half_year": "Halvårsrapport",
    "other": "Rapport",
}


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
