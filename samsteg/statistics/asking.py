"""What the statement of the figures is asked with, and its rows by code."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from samsteg.core.db.prepared import prepared_cursor, sent_as
from samsteg.organisation.models import Team
from samsteg.organisation.settings import Settings
from samsteg.participants.enums import DETAILS_OF, PAYER_OF
from samsteg.statistics.indicators.slots import band_names
from samsteg.statistics.moments import known_day
from samsteg.statistics.statement import PER_PERIOD
from samsteg.statistics.template import Rows
from samsteg.statistics.values import Period

Parameters = dict[str, int | str | dt.date | dt.datetime | list[str] | list[int] | None]


def parameters_for(
    team: Team, period: Period, settings: Settings, as_of: dt.datetime | None, written: dt.date
) -> Parameters:
    """What the statement asks for; also for what asks about the same people (samsteg.statistics.rows).

    `written`: the day of `now.*`. What is planned counts when it has begun by the day that is known (`as_of`, or
    today), whatever day a report bears.
    """
    bands = settings.age_bands
    return {
        "team": team.pk,
        "first": period.first,
        "last": period.last,
        "written": written,
        "begun": known_day(as_of),
        "known_at": as_of,
        "results": list(settings.result_definition),
        "bands": ["under", *band_names(settings), "over"],
        "thresholds": [*(low for low, _high in bands), bands[-1][1] + 1],
        "details": json.dumps(DETAILS_OF),
        "payers": json.dumps(PAYER_OF),
    }


def parameters_of_several(periods: Sequence[Period], each: Sequence[Parameters]) -> Parameters:
    """One set for `over_periods`, of those of each period."""
    firsts, lasts = [period.first for period in periods], [period.last for period in periods]
    numbered = {f"{name}_{number}": own[name] for number, own in enumerate(each) for name in PER_PERIOD}
    common = {name: value for name, value in each[0].items() if name not in PER_PERIOD}
    return {**common, **numbered, "earliest": min(firsts), "latest": max(lasts), "earliest_last": min(lasts)}


def asked(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with prepared_cursor(connection) as cursor:
        cursor.execute(statement, _sent(parameters))
        return list(cursor.fetchall())


def read(statement: str, parameters: Parameters) -> Rows:
    return {code: (value, n) for code, value, n in asked(statement, parameters)}


def read_several(statement: str, parameters: Parameters, periods: int) -> list[Rows]:
    """The rows of each period, in the order of `parameters_of_several`."""
    rows: list[dict[str, tuple[Decimal, int | None]]] = [{} for _number in range(periods)]
    for number, code, value, n in asked(statement, parameters):
        rows[number][code] = (value, n)
    return [*rows]


def _sent(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Whole numbers as the type that a prepared statement knows them by."""
    return {name: sent_as(value) if isinstance(value, int) else value for name, value in parameters.items()}
