"""The hand-written statement, run by plain psycopg on the connection of the context, and its rows as figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
from django.db import connection

Row = tuple[int, int, str | None, str | None, str | None, list[float | None]]
Value = float | list[float] | None
STATEMENT = Path(__file__).with_name("figures_by_hand.sql").read_text(encoding="utf-8")
BASES = (
    "opening",
    "new",
    "treated",
    "exits",
    "closing",
    "results",
    "work",
    "studies",
    "other_rehab",
    "sickness_compensation",
    "parental_leave",
    "other",
    "dropouts",
    "queue",
)
BANDS = {"-1": "unknown", "0": "under", "1": "18_30", "2": "31_45", "3": "46_64", "4": "over"}
DIMENSIONS = (
    "sex",
    "reason",
    "detail",
    "start",
    "end",
    "decade",
    "referrer",
    "income",
    "payer",
    "municipality",
)
TOOK = "~took"  # marks of those who took part, until the mean a session is known
MEASURED = ("results", "exits", "work", "studies", "other_rehab")
SUPPORTED = ("results", "exits", "new")


def by_hand(team_id: int, first: dt.date, last: dt.date, written: dt.date, *, prepare: bool) -> list[Row]:
    """The rows of the statement. `prepare`: planned once per connection, not at each call."""
    cursor = psycopg.Cursor(connection.connection)
    values = {"team": team_id, "first": first, "last": last, "written": written}
    cursor.execute(STATEMENT, values, prepare=prepare)
    return cursor.fetchall()


def as_figures(rows: Sequence[Row]) -> dict[str, Value]:
    """Code -> value, those that are 0 or nothing left out: what a reader would check against ours."""
    found: dict[str, Value] = {}
    for part, grouping, a, b, c, numbers in rows:
        found.update(_PARTS[part](grouping, a or "", b or "", c or "", numbers))
    for code in [one for one in found if one.endswith(TOOK)]:
        prefix = code.removesuffix(TOOK)
        found[f"{prefix}per_session"] = _per(found.pop(code), found.get(f"{prefix}sessions_held"))
    found["results.share"] = _per(found.get("results.count"), found.get("exits.count"))
    found["work_training.share"] = _per(found.get("work_training.people"), found.get("treated.count"))
    for flow in ("opening", "new", "exits", "closing", "dropouts"):
        found[f"flow.{flow}"] = found.get(f"{flow}.count")
    for per, count in (("treated", "treated"), ("exit", "exits"), ("result", "results")):
        found[f"cost.per_{per}"] = _per(found.get("budget.actual"), found.get(f"{count}.count"))
    return {code: value for code, value in found.items() if value}


def _per(of: Value, by: Value) -> Value:
    return of / by if isinstance(of, float) and isinstance(by, float) and by else None


Numbers = list[float | None]
Pairs = Iterator[tuple[str, Value]]


def _counts(grouping: int, a: str, sex: str, detail: str, numbers: Numbers) -> Pairs:
    """`grouping` has a bit for each dimension that the row is summed over."""
    kept = [name for at, name in enumerate(reversed(DIMENSIONS)) if not grouping >> at & 1]
    dimensions = "+".join(sorted(kept))
    if dimensions in ("", "sex", *_INFIX):
        yield from _breakdown(dimensions, sex if dimensions == "sex" else a, numbers)
    elif dimensions == "end+sex":
        yield f"results.age.{BANDS[a]}.{sex}", numbers[5]
    elif a and sex != "other":
        suffix = f".{sex}" if sex else ""
        if detail:
            yield f"exits.{a}.{detail}{suffix}", numbers[3]
        else:
            yield f"exits.{a}.without_early{suffix}", numbers[14]
            yield f"exits.{a}{suffix}", numbers[3]


_INFIX = {
    "sex": ".sex.",
    "start": ".age.",
    "end": ".age.",
    "decade": ".born_",
    "referrer": ".referrer.",
    "income": ".income.",
    "payer": ".payer.",
    "municipality": ".municipality.",
}


def _breakdown(dimension: str, value: str, numbers: Numbers) -> Pairs:
    shown = {"start": BANDS.get(value, ""), "end": BANDS.get(value, "")}.get(dimension, value)
    if dimension == "decade":
        shown = "unknown" if value == "0" else f"{value}s"
    for at, base in enumerate(BASES):
        if dimension == "start" and at > 1 or dimension == "end" and at < 2:
            continue
        yield f"{base}{_INFIX[dimension]}{shown}" if dimension else f"{base}.count", numbers[at]


def _incomes(_grouping: int, code: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
    for base, number in zip(BASES, numbers, strict=True):
        yield f"{base}.income_any.{code}", number


def _ages(grouping: int, sex: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
    if sex == "other":
        return
    suffix = "" if grouping else f".{sex}"
    for at, base in enumerate(BASES):
        for name, number in zip(("mean", "min", "max"), numbers[4 * at : 4 * at + 3], strict=True):
            yield f"{base}.age.{name}{suffix}", number


def _months(grouping: int, sex: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
    for at, base in enumerate(MEASURED):
        count, total, shortest, longest, median = numbers[5 * at : 5 * at + 5]
        code = f"throughput.{base}.months"
        if not count or total is None or sex == "other":
            continue
        if not grouping:
            yield f"{code}.{sex}", total / count
            continue
        yield code, total / count
        yield f"{code}.min", shortest
        yield f"{code}.max", longest
        yield f"{code}.median", median
        yield f"{code}.without_longest_1", (total - (longest or 0)) / (count - 1) if count > 1 else None


def _support(grouping: int, sex: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
    for at, base in enumerate(SUPPORTED):
        _count, mean, shortest, longest, long = numbers[5 * at : 5 * at + 5]
        code = f"support_before.{base}.years"
        if mean is None or sex == "other":
            continue
        if not grouping:
            yield f"{code}.{sex}", mean / 12
            continue
        yield code, mean / 12
        yield f"{code}.min", (shortest or 0) / 12
        yield f"{code}.max", (longest or 0) / 12
        yield f"{code}.over_9_years", long


def _named(*codes: str) -> Callable[[int, str, str, str, Numbers], Pairs]:
    def pairs(_grouping: int, _a: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
        return iter([(code, number) for code, number in zip(codes, numbers, strict=True) if code])

    return pairs


def _placements(_grouping: int, form: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
    if form == "work_training":
        yield "work_training.people", numbers[0]
        yield "work_training.before_job", numbers[1]
        for base, hours in zip(("treated", "exits", "results"), numbers[2:], strict=True):
            yield f"work_training.{base}.hours", hours
    else:
        yield f"work_training.{form}.people", numbers[0]


def _efforts(_grouping: int, code: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
    for name, number in zip(("people", "moved_on", "ended", "continuing"), numbers, strict=True):
        yield f"parallel.{code}.{name}", number


def _marks(grouping: int, group: str, sex: str, _c: str, numbers: Numbers) -> Pairs:
    """By sex there is no mean a session; the share of those of other sex isn't told."""
    people, came, expected, *each = numbers
    prefix = f"attendance.group.{group}." if grouping == 1 else "attendance."
    suffix = f".{sex}" if grouping == 2 else ""
    yield f"{prefix}people{suffix}", people
    if sex != "other":
        yield f"{prefix}share{suffix}", _per(came, expected)
    if grouping == 2:
        return
    present, digital, _excused, _absent, came_by = each
    yield f"{prefix}{TOOK}", (present or 0) + (digital or 0) + (came_by or 0)
    if grouping == 3:
        names = ("present", "digital", "excused", "absent", "came_by")
        yield from ((f"attendance.marks.{name}", number) for name, number in zip(names, each, strict=True))


def _sessions(grouping: int, group: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
    prefix = "attendance." if grouping else f"attendance.group.{group}."
    yield f"{prefix}sessions_held", numbers[0]
    yield f"{prefix}sessions_cancelled", numbers[1]


def _budget(_grouping: int, _a: str, _b: str, _c: str, numbers: Numbers) -> Pairs:
    requested, granted, actual, forecast, outcome = numbers[:5]
    yield "budget.requested", requested
    yield "budget.granted", granted
    yield "budget.actual", actual
    yield "budget.forecast", forecast
    if granted is not None and outcome is not None and requested is not None:
        yield "budget.deviation", granted - outcome
        yield "budget.remaining", granted - outcome
        yield "budget.deviation_requested", requested - outcome
    yield "budget.granted.rows", [number or 0.0 for number in numbers[5:]]


_PARTS: dict[int, Callable[[int, str, str, str, Numbers], Pairs]] = {
    1: _counts,
    2: _incomes,
    3: _ages,
    4: _months,
    5: _support,
    6: _named(
        "referrals.count", "study_visits.count", "study_visits.started", "now.enrolled", "now.to_enrol"
    ),
    7: _named("treated.unique_persons", "queue.longest_months", "queue.shortest_months", "unlinked_persons"),
    8: _placements,
    9: _efforts,
    10: _named("", "staff.fte"),
    11: _budget,
    12: _marks,
    13: _sessions,
    14: _named("follow_up.held", "follow_up.overdue"),
}
