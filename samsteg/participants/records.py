"""A stay as one flat value: what pages and workbooks write and read. Facts are made of it in services.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StayFacts:
    """Dates are Swedish calendar days; incomes have the main one first; empty text means not known."""

    referred_on: dt.date | None = None
    study_visit_on: dt.date | None = None
    mission_received_on: dt.date | None = None
    enrolled_on: dt.date | None = None
    exited_on: dt.date | None = None
    exit_reason: str = ""
    exit_detail: str = ""
    exit_detail_text: str = ""
    exit_extent_percent: int | None = None
    early_exit: bool = False
    not_enrolled_on: dt.date | None = None
    not_enrolled_reason: str = ""
    referrer: str = ""
    municipality_code: str = ""
    income_start: tuple[str, ...] = ()
    income_exit: tuple[str, ...] = ()
    support_before_months: Decimal | None = None
    parallel_started_on: dt.date | None = None
    parallel_ended_on: dt.date | None = None
