"""What the plan's page shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy

from samsteg.access.enums import DataCategory
from samsteg.accounts.names import names_of
from samsteg.participants.plans.enums import PlanPart, StepKind, StepState
from samsteg.participants.plans.records import Origin, Plan, ReadStep, ReadText
from samsteg.web.participants import words
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.plan.entering import written

# A question to ask when nothing is written yet.
QUESTIONS: dict[PlanPart, LazyText] = {
    PlanPart.HOPES: gettext_lazy(
        "What would the participant notice first, if the time in the team is of use?"
    ),
    PlanPart.WORKS: gettext_lazy("What works already, if only a little? What does the participant do then?"),
    PlanPart.RESOURCES: gettext_lazy("What is the participant good at? Who or what gives support?"),
    PlanPart.OBSTACLES: gettext_lazy("What makes it harder, and how has the participant managed so far?"),
    PlanPart.GOALS: gettext_lazy("What does the participant want to reach with the team?"),
}


@dataclass(frozen=True, slots=True)
class TextView:
    text: str
    written: str
    about: str
    source: str
    source_id: int


@dataclass(frozen=True, slots=True)
class PartView:
    """`texts`: the team's own first; `has_own`: whether it says something."""

    part: str
    label: str
    question: str
    texts: tuple[TextView, ...]
    has_own: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """`is_due`: the day when it is asked about has come."""

    series: uuid.UUID
    version: int
    kind: str
    kind_label: str
    text: str
    agreed_on: dt.date
    due_on: dt.date | None
    is_due: bool
    is_done: bool
    state: str
    closed_on: dt.date | None
    words: str
    keeper: str
    written: str


@dataclass(frozen=True, slots=True)
class ScaleView:
    series: uuid.UUID
    day: dt.date
    own: int
    coach: int | None
    words: str
    written: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """`next_step` is the one in the yellow box, None when none is agreed; `other` the rest of the open ones."""

    parts: tuple[PartView, ...]
    next_step: StepView | None
    other: tuple[StepView, ...]
    closed: tuple[StepView, ...]
    scale: tuple[ScaleView, ...]


def plan_view(entered: Entered, plan: Plan) -> PlanView:
    """Parts that say nothing are there for who may write them."""
    names = _names(plan)
    parts = (_part(part, plan.of_part(part), names) for part in PlanPart)
    open_ = [step_view(one, names) for one in plan.steps if one.is_open]
    following = next((one for one in open_ if one.kind == StepKind.STEP), None)
    return PlanView(
        parts=tuple(one for one in parts if one.texts or entered.is_staff),
        next_step=following,
        other=tuple(one for one in open_ if one is not following),
        closed=tuple(step_view(one, names) for one in plan.closed_steps),
        scale=tuple(
            ScaleView(
                one.series,
                one.values.read_on,
                one.values.own,
                one.values.coach,
                one.values.words,
                written(one.origin, names),
            )
            for one in reversed(plan.scale)
        ),
    )


def step_views(steps: Iterable[ReadStep]) -> tuple[StepView, ...]:
    read = list(steps)
    names = names_of([*(one.origin.writer_id for one in read), *(one.values.promised_by_id for one in read)])
    return tuple(step_view(one, names) for one in read)


def text_views(texts: Iterable[ReadText]) -> tuple[TextView, ...]:
    read = list(texts)
    names = names_of(one.origin.writer_id for one in read)
    return tuple(_text(one, names) for one in read)


def step_view(step: ReadStep, names: dict[int, str]) -> StepView:
    values = step.values
    return StepView(
        series=step.series,
        version=step.origin.version,
        kind=values.kind.value,
        kind_label=str(values.kind.label),
        text=values.text,
        agreed_on=values.agreed_on,
        due_on=values.due_on,
        is_due=values.due_on is not None and values.due_on <= timezone.localdate(),
        is_done=step.state is StepState.DONE,
        state=str(step.state.label),
        closed_on=step.closed_on,
        words=step.words,
        keeper=names.get(values.promised_by_id or 0, ""),
        written=written(step.origin, names),
    )


def _names(plan: Plan) -> dict[int, str]:
    origins: list[Origin] = [
        *(one.origin for one in plan.texts),
        *(one.origin for one in plan.steps),
        *(one.origin for one in plan.scale),
    ]
    keepers = [one.values.promised_by_id for one in plan.steps]
    return names_of([*(origin.writer_id for origin in origins), *keepers])


def _part(part: PlanPart, texts: tuple[ReadText, ...], names: dict[int, str]) -> PartView:
    return PartView(
        part=part.value,
        label=str(part.label),
        question=str(QUESTIONS[part]),
        texts=tuple(_text(one, names) for one in texts),
        has_own=any(one.origin.source_id is None for one in texts),
    )


def _text(one: ReadText, names: dict[int, str]) -> TextView:
    category = one.origin.category
    return TextView(
        text=one.text,
        written=written(one.origin, names),
        about="" if category == DataCategory.PLANNING else words.word(DataCategory, category),
        source=one.origin.source,
        source_id=one.origin.source_id or 0,
    )
