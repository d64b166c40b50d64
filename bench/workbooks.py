"""A workbook with as many stays as wanted and something in every column, all of invented people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from samsteg.exchange.columns import SheetName
from samsteg.exchange.writing import write_workbook

NOBODYS = 980  # birth numbers 980-999 belong to nobody
REASONS = ("work", "studies", "other_rehab", "sickness_compensation", "parental_leave", "other")
DETAILS = {"work": "wage_subsidy", "other_rehab": "regular_job_seeking", "other": "moved"}
REFERRERS = ("soc", "fk", "af", "psychiatry", "primary_care", "kaa")
INCOMES = ("social_assistance", "sickness_benefit", "activity_compensation", "activity_support")

Row = dict[str, object]


def write_stays(path: Path, *, rows: int, coach: str) -> Path:
    """A sheet of stays. A ninth of them never began, so that the columns of both ways to end have values."""
    write_workbook(path, {SheetName.STAYS: _stays(rows, coach)})
    return path


def _stays(rows: int, coach: str) -> Iterator[Row]:
    for number in range(rows):
        yield _common(number, coach) | (_declined(number) if number % 9 == 0 else _ended(number))


def _common(number: int, coach: str) -> Row:
    born_on, nth = dt.date(1962, 1, 1) + dt.timedelta(days=number // 20), number % 20
    return {
        "own_id": f"M-{number}",
        "person_own_id": f"P-{number}",
        "personnummer": personnummer(born_on, NOBODYS + nth),
        "born_on": born_on,
        "sex": "men" if nth % 2 else "women",
        "municipality_code": ("2083", "2080", "2082")[number % 3],
        "referrer": REFERRERS[number % len(REFERRERS)],
        "referred_on": _referred_on(number),
        "study_visit_on": _referred_on(number) + dt.timedelta(days=9),
        "mission_received_on": _referred_on(number) + dt.timedelta(days=16),
        "income_start": (INCOMES[number % 4], "other") if number % 5 == 0 else (INCOMES[number % 4],),
        "support_before_months": Decimal(number % 2400) / 10,
        "coach": coach,
        "team_consent_on": _referred_on(number) + dt.timedelta(days=30),
    }


def _referred_on(number: int) -> dt.date:
    return dt.date(2016, 1, 1) + dt.timedelta(days=number * 7 % 3000)


def _declined(number: int) -> Row:
    return {
        "not_enrolled_on": _referred_on(number) + dt.timedelta(days=45),
        "not_enrolled_reason": "declined",
    }


def _ended(number: int) -> Row:
    enrolled_on = _referred_on(number) + dt.timedelta(days=40)
    reason = REASONS[number % len(REASONS)]
    return {
        "enrolled_on": enrolled_on,
        "exited_on": enrolled_on + dt.timedelta(days=60 + number % 500),
        "exit_reason": reason,
        "exit_detail": DETAILS.get(reason),
        "exit_detail_text": None if reason in DETAILS else f"egna ord {number % 50}",
        "exit_extent_percent": 25 * (number % 4 + 1),
        "early_exit": reason == "other" and number % 2 == 0,
        "income_exit": ("salary",),
        "parallel_started_on": enrolled_on + dt.timedelta(days=20),
        "parallel_ended_on": enrolled_on + dt.timedelta(days=50),
    }


def personnummer(born_on: dt.date, birth_number: int) -> str:
    """Twelve digits with a right check digit."""
    nine = f"{born_on:%y%m%d}{birth_number:03}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    check = -sum(value - 9 if value > 9 else value for value in doubled) % 10
    return f"{born_on.year // 100}{nine}{check}"
