"""Days when nobody works in Sweden: public holidays and the eves that are free by custom, with their names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Final

import holidays
from django.utils.translation import get_language

SATURDAY: Final = 6  # ISO weekday


@cache
def _named(year: int, language: str) -> Mapping[dt.date, str]:
    found = holidays.country_holidays(
        "SE", years=year, categories=("public", "de_facto"), include_sundays=False, language=language
    )
    return dict(found.items())


def free_day_name(day: dt.date) -> str:
    """The name of the holiday in the reader's language; empty for a day that is none. Sundays are none."""
    language = "en_US" if (get_language() or "sv").startswith("en") else "sv"
    return _named(day.year, language).get(day, "")


def is_weekend(day: dt.date) -> bool:
    return day.isoweekday() >= SATURDAY


def is_workday(day: dt.date) -> bool:
    return not is_weekend(day) and day not in _named(day.year, "sv")
