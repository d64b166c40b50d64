"""Short ways to ask for figures in tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.statistics.figures import Figures, figures
from samsteg.statistics.values import Period
from tests.factories import lead

YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def ask(team: Team, period: Period = YEAR, **asked: Any) -> Figures:
    actor = lead(team)
    with acting(actor):
        return figures(actor, team, period, **asked)


def numbers(found: Figures, codes: Iterable[str]) -> dict[str, object]:
    """Plain values by code."""
    return {code: found[code].as_json()["value"] for code in codes}


def only(found: Figures, prefix: str) -> dict[str, object]:
    """The plain values under a prefix that are neither 0 nor missing, without the prefix."""
    return {
        code.removeprefix(prefix): value.as_json()["value"]
        for code, value in found.items()
        if code.startswith(prefix) and value.value
    }
