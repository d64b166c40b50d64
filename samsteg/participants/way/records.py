"""Values that the services of the way take."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from samsteg.people.names import NAMELESS, PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """`birth_year` alone when only the year is known. `personnummer`: twelve digits, or empty."""

    sex: str
    name: PersonName = NAMELESS
    born_on: dt.date | None = None
    birth_year: int | None = None
    personnummer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepValues:
    """What a step may hold; each step takes its own (`workflow.TABLE`, `taking.TAKES`).

    `on` is a Swedish calendar day; `reason` a code of the step's own list; incomes have the main one first.
    None and empty mean "not said": what was known before stays.
    """

    on: dt.date | None = None
    reason: str = ""
    referrer: str = ""
    coach_id: int | None = None
    # Enrolment
    trial_ends_on: dt.date | None = None
    planned_on: dt.date | None = None
    start_form: str = ""
    education: str = ""
    follow_ups_agreed_on: dt.date | None = None
    support_before_months: Decimal | None = None
    order_reason: str = ""
    # Enrolment and exit
    incomes: tuple[str, ...] = ()
    occupation: str = ""
    # Exit
    detail: str = ""
    detail_text: str = ""
    extent_percent: int | None = None
    early_exit: bool = False
    trial_group_ends_on: dt.date | None = (
        None  # told by the page: the last day of the group that ends the trial
    )
    own_words: str = ""
