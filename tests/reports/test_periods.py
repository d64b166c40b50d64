"""The report's type follows its period, so that it can't say half-year over a year."""

import datetime as dt

import pytest

from samsteg.reports.periods import period_text, report_title
from samsteg.statistics.values import Period


def _period(first: str, last: str) -> Period:
    return Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        ("2025-01-01", "2025-12-31", "Årsrapport"),
        ("2024-01-01", "2024-12-31", "Årsrapport"),
        ("2021-07-01", "2022-06-30", "Helårsrapport"),
        ("2024-03-01", "2025-02-28", "Helårsrapport"),
        ("2025-01-01", "2025-06-30", "Halvårsrapport"),
        ("2025-07-01", "2025-12-31", "Halvårsrapport"),
        ("2025-04-01", "2025-09-30", "Rapport"),
        ("2025-01-01", "2025-12-30", "Rapport"),
        ("2025-01-02", "2025-12-31", "Rapport"),
        ("2025-01-01", "2026-12-31", "Rapport"),
        ("2025-05-05", "2025-05-05", "Rapport"),
    ],
)
def test_the_title_follows_the_period(first: str, last: str, title: str) -> None:
    assert report_title(_period(first, last)) == title


def test_the_period_in_words() -> None:
    assert period_text(_period("2025-01-01", "2025-12-31")) == "2025-01-01 – 2025-12-31"
    assert period_text(_period("2025-05-05", "2025-05-05")) == "2025-05-05"
