"""What follows from a person's facts. Pure."""

from __future__ import annotations

import datetime as dt


def age_on(born_on: dt.date | None, birth_year: int | None, day: dt.date) -> int | None:
    """Whole years on the day; of a year alone the age reached that year. As the figures count (`samsteg_age`):
    who is born on a leap day turns on 28 February in other years.
    """
    if born_on is None:
        return None if birth_year is None else day.year - birth_year
    try:
        birthday = born_on.replace(year=day.year)
    except ValueError:
        birthday = dt.date(day.year, 2, 28)
    return day.year - born_on.year - (day < birthday)
