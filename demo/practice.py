"""The practice team's workbook as it would look on a given day: obviously invented, and moving with the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from demo.dates import months_between
from demo.lives import Life, lives_between
from demo.words import MUNICIPALITY
from samsteg.exchange.columns import SheetName

TEAM = "Övningsteamet Påhittköping"
SLUG = "ovningsteamet-pahittkoping"
ASSOCIATION = "Samordningsförbundet Exempelbygden"
YEARS = 3  # whole years before the current one
DECIDED = dt.timedelta(days=14)  # a start is decided so long before it
SETTLED = dt.timedelta(days=60)  # by then somebody is responsible for everybody
RESULTS = ("work", "studies", "other_rehab")

Row = dict[str, object]


def practice_workbook(today: dt.date, seed: int = 1) -> dict[str, list[Row]]:
    """The rows of every sheet, as `exchange.writing.write_workbook` takes them. The same day gives the same rows."""
    first = dt.date(today.year - YEARS, 1, 1)
    found = list(lives_between(seed, first, today))
    return {
        SheetName.TEAM: [_team(today)],
        SheetName.STAYS: [*(_stay(life, today) for life in found), *_declined(seed, first, today)],
        SheetName.BUDGET: list(_budget(seed, today)),
        SheetName.POSITIONS: list(_positions(today)),
        SheetName.PLACEMENTS: [row for life in found for row in _placements(life, today)],
        SheetName.REPORTED: list(_reported(found, today)),
    }


def _team(today: dt.date) -> Row:
    """The period is the last whole calendar year."""
    return {
        "name": TEAM,
        "municipality_code": MUNICIPALITY,
        "association": ASSOCIATION,
        "period_from": dt.date(today.year - 1, 1, 1),
        "period_to": dt.date(today.year - 1, 12, 31),
    }


def _until(day: dt.date | None, today: dt.date) -> dt.date | None:
    """The day, if it has come."""
    return day if day is not None and day <= today else None


def _stay(life: Life, today: dt.date) -> Row:
    has_begun = life.enrolled_on <= today
    row: Row = {
        "own_id": life.own_id,
        "person_own_id": life.person,
        "sex": life.sex,
        "referrer": life.referrer,
        "municipality_code": life.municipality,
        "referred_on": life.referred_on,
        "study_visit_on": _until(life.study_visit_on, today),
        "mission_received_on": _until(life.received_on, today),
        "enrolled_on": _until(life.enrolled_on, today + DECIDED),
        "income_start": life.income_start if has_begun else (),
        "support_before_months": life.support_months if has_begun else None,
        # The person's, not the stay's: both rows of somebody who came back have the same.
        "coach": _coach(life, today),
        "team_consent_on": _until(life.consent_on, today),
    }
    if life.is_year_only:
        row["birth_year"] = life.born_on.year
    else:
        row["born_on"] = life.born_on
    if life.parallel and life.parallel[0] <= today:
        row["parallel_started_on"] = life.parallel[0]
        row["parallel_ended_on"] = _until(life.parallel[1], today)
    return row | _exit(life) if life.exited_on <= today else row


def _coach(life: Life, today: dt.date) -> str:
    """Somebody new may wait for one; nobody who has settled in does."""
    if life.known_on > today:
        return ""
    return life.coach or ("lead" if life.known_on + SETTLED <= today else "")


def _exit(life: Life) -> Row:
    return {
        "exited_on": life.exited_on,
        "exit_reason": life.outcome.reason,
        "exit_detail": life.outcome.detail or None,
        "exit_detail_text": life.outcome.text or None,
        "exit_extent_percent": life.extent,
        "early_exit": life.is_early,
        "income_exit": life.outcome.income,
    }


def _declined(seed: int, first: dt.date, today: dt.date) -> Iterator[Row]:
    """A few each year come on a study visit, and it goes no further."""
    reasons = ("declined", "wrong_time", "back_to_referrer", "other")
    for year in range(first.year, today.year + 1):
        random = Random(f"{seed} declined {year}")
        for number, reason in enumerate(reasons, 1):
            referred_on = dt.date(year, 1, 10) + dt.timedelta(days=number * 70 + random.randrange(20))
            row: Row = {
                "own_id": f"OV-{year}-N{number}",
                "person_own_id": f"OVNING-{year}-N{number}",
                "sex": random.choice(("women", "men")),
                "born_on": dt.date(year - random.randrange(20, 60), 1 + random.randrange(12), 15),
                "referrer": random.choice(("soc", "af", "psychiatry")),
                "municipality_code": MUNICIPALITY,
                "referred_on": referred_on,
                "study_visit_on": referred_on + dt.timedelta(days=14),
                "not_enrolled_on": referred_on + dt.timedelta(days=28),
                "not_enrolled_reason": reason,
            }
            if referred_on + dt.timedelta(days=28) <= today:
                yield row


def _placements(life: Life, today: dt.date) -> Iterator[Row]:
    for placement in life.placements:
        if placement.started_on <= today:
            yield {
                "own_id": life.own_id,
                "employer": placement.employer,
                "form": placement.form,
                "started_on": placement.started_on,
                "ended_on": _until(placement.ended_on, today),
                "hours_per_week": placement.hours_per_week,
            }


def _positions(today: dt.date) -> Iterator[Row]:
    """Those who have always been there, and each year's student social worker in spring."""
    began = dt.date(2019, 1, 1)
    municipality = "Påhittköpings kommun"
    for role, organisation, percent, remark in (
        ("verksamhetsledare", municipality, 60, "handleder också ett annat team"),
        ("handledare", municipality, 100, ""),
        ("handledare", municipality, 80, ""),
        ("handledare", "Arbetsförmedlingen", 50, ""),
        ("representant", "Försäkringskassan", 10, "en förmiddag varannan vecka"),
        ("representant", "Region Exempel", 5, "en dag i månaden"),
    ):
        yield {
            "role": role,
            "organisation": organisation,
            "percent": percent,
            "started_on": began,
            "remark": remark or None,
        }
    for year in range(today.year - YEARS, today.year + 1):
        if dt.date(year, 2, 1) <= today:
            yield {
                "role": "praktiserande socionom",
                "organisation": "Exempelhögskolan",
                "percent": 40,
                "started_on": dt.date(year, 2, 1),
                "ended_on": _until(dt.date(year, 5, 31), today),
            }


def _budget(seed: int, today: dt.date) -> Iterator[Row]:
    """Requested and granted for each year; spent so far this year to the end of June, for earlier years in whole."""
    plan = (
        ("Personal", 2_120_000),
        ("Lokaler", 184_000),
        ("Deltagarkostnader", 76_000),
        ("Handledning", 48_000),
    )
    for year in range(today.year - YEARS, today.year + 1):
        random = Random(f"{seed} budget {year}")
        growth = Decimal("1.03") ** (year - 2024)
        requested = {name: _thousands(amount * growth) for name, amount in plan}
        for name, amount in requested.items():
            half = round(amount * random.uniform(0.40, 0.48))
            row: Row = {"year": year, "period": "full_year", "name": name, "requested_sek": amount}
            if today >= dt.date(year, 7, 1):
                row["actual_half_year_sek"] = half
            if year < today.year:
                row["actual_sek"] = half + round(amount * random.uniform(0.40, 0.48))
            elif today >= dt.date(year, 7, 1):
                row["forecast_rest_sek"] = round(amount * random.uniform(0.42, 0.46), -3)
            yield row
        granted = _thousands(sum(requested.values()) * Decimal("0.94"))
        yield {"year": year, "period": "full_year", "name": "Totalt", "granted_sek": granted}


def _thousands(amount: Decimal) -> int:
    """Whole thousands of kronor."""
    return int((amount / 1000).quantize(Decimal(1), ROUND_HALF_UP)) * 1000


def _reported(found: list[Life], today: dt.date) -> Iterator[Row]:
    """What the reports of the earlier years said: the same as the stays say."""
    for year in range(today.year - YEARS, today.year):
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        results = [life for life in found if life.exited_on.year == year and life.outcome.reason in RESULTS]
        treated = [life for life in found if life.enrolled_on <= last and life.exited_on >= first]
        measures: tuple[tuple[str, Decimal | int, str], ...] = (
            ("Genomströmningstid", _mean_months(results), "months"),
            ("Antal deltagare", len(treated), "count"),
            ("Nyinskrivna", sum(life.enrolled_on.year == year for life in treated), "count"),
        )
        for measure, value, unit in measures:
            yield {
                "figure": measure,
                "period_from": first,
                "period_to": last,
                "value": value,
                "unit": unit,
                "source": f"Årsrapport {year}",
            }


def _mean_months(stays: list[Life]) -> Decimal:
    """With one decimal, as reports print it."""
    total = sum((months_between(life.enrolled_on, life.exited_on) for life in stays), Decimal())
    return (total / len(stays)).quantize(Decimal("0.1"), ROUND_HALF_UP)
