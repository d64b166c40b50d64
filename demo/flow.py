"""Who starts and leaves when in the invented world. As many leave as start, so that the team stays about forty.

Each start of a year has a span: in how many years' time it ends. A year's exits are then the starts of that year and
the three before it whose spans end there, and every figure of the flow is bounded by the sizes of the spans.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from random import Random

from demo.dates import add_months, weekday

EARLY_MONTHS = (1, 2, 2)  # of those who start and leave in the same year: early exits, then the others
SHORT_MONTHS = (4, 5, 6)
SPAN_SIZES = (
    (9, 10),
    (9, 10),
    (4, 4),
)  # least and most starts a year that end one, two and three years later
LONGEST_SPAN = len(SPAN_SIZES)
QUEUE = 7  # whoever starts makes room for the seventh behind
Start = tuple[int, int]  # year and number in the year, from 0


def _open_days(year: int) -> list[dt.date]:
    """Weekdays but those of July and round the turn of the year."""
    first = dt.date(year, 1, 8)
    days = [first + dt.timedelta(days=number) for number in range(346)]
    return [day for day in days if day.weekday() < 5 and day.month != 7]


def _spread(random: Random, days: Sequence[dt.date], count: int) -> list[dt.date]:
    """So many different days, evenly over the year."""
    return [days[int((number + random.uniform(0.1, 0.9)) / count * len(days))] for number in range(count)]


@cache
def _spans(seed: int, year: int) -> tuple[int, ...]:
    """For each start of the year in how many years' time it ends; 0 only so early that the year has room for it."""
    random = Random(f"{seed} spans {year}")
    longer = [
        span
        for span, (least, most) in enumerate(SPAN_SIZES, 1)
        for _number in range(random.randint(least, most))
    ]
    random.shuffle(longer)
    for _months in (*EARLY_MONTHS, *SHORT_MONTHS):
        longer.insert(random.randrange(len(longer) // 3), 0)
    return tuple(longer)


@cache
def starts(seed: int, year: int) -> tuple[dt.date, ...]:
    """The days of the year's starts, in order."""
    return tuple(_spread(Random(f"{seed} starts {year}"), _open_days(year), len(_spans(seed, year))))


def received_on(seed: int, start: Start) -> dt.date:
    """The day the mission came in: when the one `QUEUE` places before started. So the queue is always as long."""
    year, number = start
    return starts(seed, year)[number - QUEUE] if number >= QUEUE else starts(seed, year - 1)[number - QUEUE]


@cache
def same_year_months(seed: int, year: int) -> dict[int, int]:
    """Months in the team of those who start and leave in the year, by number."""
    months = [*EARLY_MONTHS, *SHORT_MONTHS]
    Random(f"{seed} months {year}").shuffle(months)
    numbers = [number for number, span in enumerate(_spans(seed, year)) if span == 0]
    return dict(zip(numbers, months, strict=True))


@cache
def exits(seed: int, year: int) -> dict[Start, dt.date]:
    """Every exit of the year."""
    random = Random(f"{seed} exits {year}")
    leaving: list[Start] = []
    for span in range(1, LONGEST_SPAN + 1):
        of_span = [
            (year - span, number) for number, found in enumerate(_spans(seed, year - span)) if found == span
        ]
        leaving += of_span if span == 1 else random.sample(of_span, len(of_span))
    days = _spread(random, _open_days(year), len(leaving))
    places = random.sample(range(len(days)), len(days))
    one_year = len([start for start in leaving if start[0] == year - 1])
    places[:one_year] = sorted(places[:one_year])  # in the order they came, so that nobody leaves at once
    found = {start: days[place] for start, place in zip(leaving, places, strict=True)}
    for number, months in same_year_months(seed, year).items():
        begun = starts(seed, year)[number]
        found[(year, number)] = weekday(add_months(begun, months) + dt.timedelta(days=random.randrange(15)))
    return found


@cache
def exit_of(seed: int, start: Start) -> dt.date:
    """The day a start ends."""
    year, number = start
    return exits(seed, year + _spans(seed, year)[number])[start]
