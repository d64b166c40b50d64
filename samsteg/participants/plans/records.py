"""A plan as pages and services pass it on. Texts are plain; a text that nobody can open any more is empty."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from samsteg.access.enums import DataCategory
from samsteg.participants.plans.enums import StepKind, StepState


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote a version and when; `source` is the authority's name, empty for the team's own record."""

    version: int
    written_at: dt.datetime
    writer_id: int | None
    category: str
    source_id: int | None
    source: str


@dataclass(frozen=True, slots=True)
class ReadText:
    part: str
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class StepValues:
    """What is agreed. `due_on`: when it is asked about. `promised_by_id`: who in the team keeps a promise."""

    kind: StepKind
    text: str
    agreed_on: dt.date
    due_on: dt.date | None = None
    promised_by_id: int | None = None
    category: str = DataCategory.PLANNING.value


@dataclass(frozen=True, slots=True)
class ReadStep:
    """One version of a step; `words` is what was said when it was done or let go."""

    series: uuid.UUID
    values: StepValues
    state: StepState
    closed_on: dt.date | None
    words: str
    origin: Origin

    @property
    def is_open(self) -> bool:
        return self.state is StepState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleValues:
    """`own` is the person's own number, `coach` the coach's where there is one."""

    read_on: dt.date
    own: int
    coach: int | None = None
    words: str = ""
    category: str = DataCategory.PLANNING.value


@dataclass(frozen=True, slots=True)
class ReadScale:
    series: uuid.UUID
    values: ScaleValues
    stay_id: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Plan:
    """One person's plan, as far as the reader may know it.

    `texts` by part, the team's own first. `steps`: open ones first, what is asked about soonest first; then the
    closed ones, newest first. `scale` oldest first.
    """

    texts: tuple[ReadText, ...] = ()
    steps: tuple[ReadStep, ...] = ()
    scale: tuple[ReadScale, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.texts or self.steps or self.scale)

    def of_part(self, part: str) -> tuple[ReadText, ...]:
        return tuple(one for one in self.texts if one.part == part)

    def open_steps(self, kind: StepKind) -> tuple[ReadStep, ...]:
        return tuple(one for one in self.steps if one.is_open and one.values.kind == kind)

    @property
    def closed_steps(self) -> tuple[ReadStep, ...]:
        return tuple(one for one in self.steps if not one.is_open)


@dataclass(frozen=True, slots=True)
class Promise:
    person_id: int
    series: uuid.UUID
    text: str
    due_on: dt.date | None
    promised_by_id: int | None
    name: str = ""  # of the participant, where promises of several are told


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSummary:
    """The least that other pages tell of a plan. The scale is that of the newest stay that has one.

    `next_step` is the open step that is asked about soonest; `promises` are the team's open ones.
    """

    scale_first: int | None = None
    scale_now: int | None = None
    scale_on: dt.date | None = None
    scale: tuple[int, ...] = ()
    next_step: str = ""
    next_step_on: dt.date | None = None
    promises: tuple[Promise, ...] = field(default=())
