"""Figures made by hand for tests of sentences and tables: what isn't given is nobody (0) or not known (None)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from samsteg.organisation.settings import Settings
from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading
from samsteg.reports.styling import style_for
from samsteg.reports.template import load_template
from samsteg.statistics.indicators import Kind, codes, indicator_for
from samsteg.statistics.values import Period, Value

YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
CASES = Path(__file__).parents[2] / "demo" / "workbooks"


def reading(
    given: Mapping[str, Any] | None = None,
    *,
    n: Mapping[str, int] | None = None,
    period: Period = YEAR,
    settings: Settings | None = None,
    written_on: dt.date | None = None,
    groups: Mapping[str, str] | None = None,
) -> Reading:
    """`given` by code; a base's count and its flow.* code follow each other. `n` for means and shares."""
    settings = settings or Settings()
    known = _with_aliases(given or {})
    counts = n or {}
    values = {
        code: _value(code, known.get(code), counts.get(code))
        for code in (*codes(settings, groups=list(groups or {})), *known)
    }
    return Reading(values, period, settings, written_on, group_names=groups or {})


def style(period: Period = YEAR, **formats: str | int) -> Style:
    return style_for(load_template("grund"), Settings(formats=formats), period)


def case(name: str) -> dict[str, Any]:
    """A case's expected figures, with the details that the printed report gives in words."""
    with (CASES / f"{name}.expected.yaml").open(encoding="utf-8") as file:
        figures: dict[str, Any] = yaml.safe_load(file)["figures"]
    return figures


def _with_aliases(given: Mapping[str, Any]) -> dict[str, Any]:
    known = dict(given)
    for base in ("opening", "new", "exits", "closing", "dropouts"):
        for alias, code in ((f"flow.{base}", f"{base}.count"), (f"{base}.count", f"flow.{base}")):
            if code in given:
                known[alias] = given[code]
    for code in [
        code for code in given if code.startswith("exits.") and code.count(".") == 1 and code != "exits.count"
    ]:
        known.setdefault(f"{code}.without_early", given[code])
    return known


def _value(code: str, given: Any, n: int | None) -> Value:
    indicator = indicator_for(code)
    if given is None and indicator.kind is Kind.COUNT:
        given = 0
    if isinstance(given, float):
        given = Decimal(repr(given))
    if isinstance(given, list):
        given = tuple(given)
    return Value(given, n, indicator.unit)
