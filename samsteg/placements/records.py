"""A placement as pages and services pass it on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from samsteg.placements.enums import PlacementState

Texts = Mapping[str, str]
NO_TEXTS: Texts = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rung:
    """So many hours a week from a day on. `is_stored` False: what a workbook said, which holds from the first day."""

    valid_from: dt.date
    hours: Decimal
    is_stored: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementValues:
    """What is agreed on. `ended_on`: the last day, where one has been decided. `hours` from the first day, when it
    is planned. `texts` by TextPart, kept sealed.
    """

    employer: str
    form: str
    started_on: dt.date
    ended_on: dt.date | None = None
    found_by: str = ""
    insured_by: str = ""
    hours: Decimal | None = None
    texts: Texts = field(default_factory=lambda: NO_TEXTS, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How it ended. `decided_by` and `reason` only of one that ended early."""

    ended_on: dt.date
    outcome: str
    decided_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInValues:
    held_on: dt.date
    form: str
    next_on: dt.date | None = None
    texts: Texts = field(default_factory=lambda: NO_TEXTS, repr=False)


@dataclass(frozen=True, slots=True)
class ReadCheckIn:
    check_in: uuid.UUID
    version: int
    values: CheckInValues
    writer_id: int | None
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ReadPlacement:
    """A placement as it holds now. `employer` is a sign where the workplace isn't shown. `hours`: those that hold on
    the day asked, or held last. `check_ins` newest first. `next_check_in_on`: None when none is due. `exited_on`: the
    last day of the stay, which is its own at the latest; None also for a reader who may not know it. `signed_on`: of
    the newest signed agreement that is kept.
    """

    series: uuid.UUID
    version: int
    stay_id: int
    state: PlacementState
    values: PlacementValues
    ending: Ending | None
    ended_how: str
    rungs: tuple[Rung, ...]
    hours: Decimal | None
    check_ins: tuple[ReadCheckIn, ...]
    next_check_in_on: dt.date | None
    exited_on: dt.date | None
    signed_on: dt.date | None
    writer_id: int | None
    written_at: dt.datetime
