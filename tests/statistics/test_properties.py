"""What must hold for any stays and any period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from samsteg.organisation.models import Team
from samsteg.participants.enums import DETAILS_OF, ExitReason, IncomeSource, Referrer
from samsteg.statistics.consistency import Severity, check
from samsteg.statistics.figures import Figures
from samsteg.statistics.indicators.slots import BASES
from samsteg.statistics.values import Period
from tests.factories import make_stay, make_team
from tests.statistics.asking import ask, day

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEXES = ("women", "men", "other")
BREAKDOWNS = ("sex.", "age.", "born_", "referrer.", "income.", "payer.", "municipality.")
Facts = Mapping[str, Any]


@st.composite
def stays(draw: st.DrawFn) -> Facts:
    """Somebody in the queue, enrolled or ended, around 2024, with any of the details known or not."""
    facts: dict[str, Any] = {
        "sex": draw(st.sampled_from(SEXES)),
        "born_on": draw(st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2008, 12, 31))),
        "mission_received_on": draw(st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31))),
        "referrer": draw(st.sampled_from(["", *Referrer.values])),
        "municipality_code": draw(st.sampled_from(["", "2083", "2084", "2082"])),
        "income_start": tuple(draw(st.lists(st.sampled_from(IncomeSource.values), max_size=3, unique=True))),
        "support_before_months": draw(st.none() | st.integers(0, 300).map(Decimal)),
    }
    if facts["born_on"] is None:
        facts["birth_year"] = draw(st.none() | st.integers(1945, 2008))
    if draw(st.integers(0, 4)):
        facts["enrolled_on"] = draw(st.dates(dt.date(2023, 6, 1), dt.date(2025, 6, 30)))
        if draw(st.booleans()):
            facts |= _exit(draw, facts["enrolled_on"])
    return facts


def _exit(draw: st.DrawFn, enrolled_on: dt.date) -> Facts:
    reason = draw(st.sampled_from(ExitReason.values))
    return {
        "exited_on": enrolled_on + dt.timedelta(days=draw(st.integers(0, 500))),
        "exit_reason": reason,
        "exit_detail": draw(st.sampled_from(["", "moved", *DETAILS_OF.get(reason, ())])),
        "early_exit": draw(st.booleans()),
    }


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(st.dates(dt.date(2023, 9, 1), dt.date(2025, 3, 1)))
    return Period(first, first + dt.timedelta(days=draw(st.integers(0, 500))))


def some(limit: int) -> Any:
    return settings(
        max_examples=limit,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking with a database takes minutes
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def stored(all_facts: Sequence[Facts]) -> Team:
    team = make_team()
    for facts in all_facts:
        make_stay(team, **facts)
    return team


def count(found: Figures, code: str) -> int:
    """A municipality or decade that doesn't occur has no code, and nobody."""
    if code not in found:
        return 0
    value = found[code].value
    assert isinstance(value, int)
    return value


@some(40)
@given(all_facts=st.lists(stays(), max_size=9), period=periods())
def test_the_flow_balances_and_every_breakdown_sums(all_facts: Sequence[Facts], period: Period) -> None:
    with transaction.atomic():
        found = ask(stored(all_facts), period)
        transaction.set_rollback(True)
    for part in ("count", *(f"sex.{sex}" for sex in SEXES)):
        opening, new, exits, closing, treated = (
            count(found, f"{base}.{part}") for base in ("opening", "new", "exits", "closing", "treated")
        )
        assert opening + new - exits == closing
        assert treated == opening + new == exits + closing
    for base in BASES:
        for start in (f"{base}.{prefix}" for prefix in BREAKDOWNS):
            ends = {code: code.removeprefix(start) for code in found if code.startswith(start)}
            parts = [
                code for code, end in ends.items() if "." not in end and end not in ("mean", "min", "max")
            ]
            assert sum(count(found, code) for code in parts) == count(found, f"{base}.count"), start
    assert sum(count(found, f"exits.{reason}") for reason in ExitReason.values) == count(found, "flow.exits")
    assert [finding for finding in check(found) if finding.severity is Severity.ERROR] == []


@some(25)
@given(all_facts=st.lists(stays(), max_size=8), period=periods(), cut=st.integers(0, 499))
def test_a_period_split_in_two_adds_up(all_facts: Sequence[Facts], period: Period, cut: int) -> None:
    middle = min(period.first + dt.timedelta(days=cut), period.last)
    written = day("2026-01-01")
    with transaction.atomic():
        team = stored(all_facts)
        whole = ask(team, period, written_on=written)
        first = ask(team, Period(period.first, middle), written_on=written)
        last = (
            ask(team, Period(middle + dt.timedelta(days=1), period.last), written_on=written)
            if middle < period.last
            else None
        )
        transaction.set_rollback(True)
    added = [
        "new.",
        "exits.work",
        "exits.other",
        "results.sex.",
        "dropouts.",
        "referrals.count",
        "study_visits.",
    ]
    for code in whole:
        if code.startswith(tuple(added)) and isinstance(whole[code].value, int):
            second = count(last, code) if last else 0
            assert count(first, code) + second == count(whole, code), code
    assert count(first, "flow.opening") == count(whole, "flow.opening")
    end = last or first
    assert count(end, "flow.closing") == count(whole, "flow.closing")
    if last:
        assert count(last, "flow.opening") == count(first, "flow.closing")


@some(20)
@given(all_facts=st.lists(stays(), min_size=2, max_size=8), period=periods(), random=st.randoms())
def test_the_order_of_the_rows_decides_nothing(
    all_facts: Sequence[Facts], period: Period, random: Any
) -> None:
    shuffled = list(all_facts)
    random.shuffle(shuffled)
    with transaction.atomic():
        found = [
            ask(stored(facts), period, written_on=day("2026-01-01")).as_json()
            for facts in (all_facts, shuffled)
        ]
        transaction.set_rollback(True)
    assert found[0] == found[1]
