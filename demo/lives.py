"""The invented lives behind the practice team: for every year the same ones, whichever day they are looked at.

A day only decides how much of each life has happened. So two days differ by what happened between them, and a practice
team that is loaded again on another day lives on instead of being somebody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from random import Random

from demo.dates import add_months, weekday
from demo.flow import EARLY_MONTHS, LONGEST_SPAN, Start, exit_of, exits, received_on, same_year_months, starts
from demo.words import (
    EARLY_OUTCOMES,
    EMPLOYERS,
    INCOMES,
    MUNICIPALITY,
    NEIGHBOUR,
    OUTCOMES,
    PLACEMENT_FORMS,
    RARE_OUTCOMES,
    REFERRERS,
    SEXES,
    Outcome,
    pick,
)

RETURNS_AS = 20  # which of a year's starts is somebody who left early the year before


@dataclass(frozen=True, slots=True)
class Placement:
    employer: str
    form: str
    started_on: dt.date
    ended_on: dt.date
    hours_per_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One stay from referral to exit, as it will turn out."""

    own_id: str
    person: str
    sex: str
    born_on: dt.date
    is_year_only: bool
    referrer: str
    municipality: str
    referred_on: dt.date
    study_visit_on: dt.date
    received_on: dt.date
    enrolled_on: dt.date
    exited_on: dt.date
    outcome: Outcome
    extent: int | None
    is_early: bool
    income_start: tuple[str, ...]
    support_months: Decimal | None
    known_on: dt.date  # enrolled for the first time
    coach: str
    consent_on: dt.date | None
    parallel: tuple[dt.date, dt.date] | None
    placements: tuple[Placement, ...]


def lives_between(seed: int, first: dt.date, last: dt.date) -> Iterator[Life]:
    """In the order of their starts: everybody who was enrolled on some day of the span, or referred by its end."""
    for year in range(first.year - LONGEST_SPAN, last.year + 2):
        for life in lives(seed, year):
            if life.exited_on >= first and life.referred_on <= last:
                yield life


@cache
def lives(seed: int, year: int) -> tuple[Life, ...]:
    """Everybody who starts in the year; one of them has been there before."""
    found = [_life(seed, (year, number)) for number in range(len(starts(seed, year)))]
    before = _life(seed, (year - 1, _early(seed, year - 1)))
    found[RETURNS_AS] = replace(
        found[RETURNS_AS],
        person=before.person,
        sex=before.sex,
        born_on=before.born_on,
        is_year_only=before.is_year_only,
        known_on=before.known_on,
        coach=before.coach,
        consent_on=before.consent_on,
    )
    return tuple(found)


def _early(seed: int, year: int) -> int:
    """Number of the first of the year's early exits."""
    months = same_year_months(seed, year)
    return min(number for number, found in months.items() if found in EARLY_MONTHS)


@cache
def _outcomes(seed: int, year: int) -> dict[Start, Outcome]:
    """Where each exit of the year leads."""
    random = Random(f"{seed} outcomes {year}")
    usual = [*OUTCOMES, RARE_OUTCOMES[year % len(RARE_OUTCOMES)]]
    drawn = [*random.sample(usual, len(usual)), *random.sample(OUTCOMES, len(OUTCOMES))]
    early = list(EARLY_OUTCOMES)
    return {start: (early if _is_early(seed, start, year) else drawn).pop(0) for start in exits(seed, year)}


def _is_early(seed: int, start: Start, exit_year: int) -> bool:
    year, number = start
    return year == exit_year and same_year_months(seed, year)[number] in EARLY_MONTHS


def _life(seed: int, start: Start) -> Life:
    random = Random(f"{seed} life {start[0]} {start[1]}")
    enrolled_on, exited_on = starts(seed, start[0])[start[1]], exit_of(seed, start)
    mission_on = received_on(seed, start)
    study_visit_on = weekday(mission_on - dt.timedelta(days=random.randrange(3, 15)))
    outcome = _outcomes(seed, exited_on.year)[start]
    number = f"{start[0]}-{start[1] + 1:02}"
    return Life(
        own_id=f"OV-{number}",
        person=f"OVNING-{number}",
        sex=pick(random, SEXES),
        born_on=_born_on(random, enrolled_on),
        is_year_only=start[1] == 11,
        referrer=pick(random, REFERRERS),
        municipality=pick(random, ((MUNICIPALITY, 22), (NEIGHBOUR, 2), ("", 1))),
        referred_on=weekday(study_visit_on - dt.timedelta(days=random.randrange(10, 35))),
        study_visit_on=study_visit_on,
        received_on=mission_on,
        enrolled_on=enrolled_on,
        exited_on=exited_on,
        outcome=outcome,
        extent=random.choice((25, 50, 50, 75, 100)) if outcome.reason == "work" else None,
        is_early=_is_early(seed, start, exited_on.year),
        income_start=pick(random, INCOMES),
        support_months=None if random.random() < 0.08 else Decimal(random.randrange(3, 150)),
        known_on=enrolled_on,
        coach=pick(random, (("coach", 6), ("lead", 3), ("", 1))),
        consent_on=None if random.random() < 0.12 else enrolled_on + dt.timedelta(days=random.randrange(8)),
        parallel=_parallel(random, outcome, enrolled_on, exited_on),
        placements=_placements(random, enrolled_on, exited_on),
    )


def _born_on(random: Random, enrolled_on: dt.date) -> dt.date:
    """Between 18 and 63 years before the start, so that some pass 64 during a stay."""
    return enrolled_on - dt.timedelta(days=random.randrange(18 * 366, 63 * 365))


def _parallel(
    random: Random, outcome: Outcome, enrolled_on: dt.date, exited_on: dt.date
) -> tuple[dt.date, dt.date] | None:
    """An effort of FK and AF alongside: always before an exit to it, now and then otherwise."""
    moves_on = outcome.detail == "forstarkt_samarbete"
    started_on = weekday(add_months(enrolled_on, 3))
    if started_on >= exited_on or not (moves_on or random.random() < 0.1):
        return None
    return started_on, exited_on if moves_on else min(exited_on, weekday(add_months(started_on, 5)))


def _placements(random: Random, enrolled_on: dt.date, exited_on: dt.date) -> tuple[Placement, ...]:
    """None, one or two after each other, within the stay."""
    found: list[Placement] = []
    started_on = weekday(add_months(enrolled_on, random.randrange(2, 7)))
    for employer in random.sample(EMPLOYERS, random.choice((0, 0, 1, 1, 2))):
        ended_on = min(exited_on, weekday(add_months(started_on, random.randrange(2, 6))))
        if started_on >= ended_on:
            break
        hours = random.choice((4, 8, 10, 15, 20))
        found.append(Placement(employer, pick(random, PLACEMENT_FORMS), started_on, ended_on, hours))
        started_on = weekday(ended_on + dt.timedelta(days=14))
    return tuple(found)
