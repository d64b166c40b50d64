"""What the pages of somebody's way show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, ChoiceField, MultipleChoiceField
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.protection import possible_staff
from samsteg.activities.trials import TrialGroup, trial_group_of
from samsteg.organisation.models import Team
from samsteg.participants.way.enums import WAITING, State, Step
from samsteg.participants.way.selectors import Way
from samsteg.participants.way.usual_times import usual_times
from samsteg.web.participants.entering import Entered
from samsteg.web.way.fields import Choices, StepForm
from samsteg.web.way.first_meeting import NAMES
from samsteg.web.way.parts import Part, parts_of

# The step that most often comes next, in each state: the page's one filled button.
MAIN: Mapping[State, Step] = {
    State.REFERRED: Step.VISIT,
    State.VISITED: Step.RECEIVE_MISSION,
    State.QUEUE: Step.ENROL,
    State.PAUSED: Step.RESUME,
    State.TRIAL: Step.CONTINUE,
    State.ENROLLED: Step.EXIT,
}


MANY = ("other_incomes", "first_invited")  # fields with several answers


@dataclass(frozen=True, slots=True)
class StepLink:
    step: Step
    label: str
    address: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page to check, with the address where it is changed."""

    label: str
    text: str
    address: str


def links(way: Way, team: Team) -> tuple[StepLink, ...]:
    """The main one first."""
    found = [
        StepLink(
            one.step,
            str(one.step.label),
            reverse("way_step", args=[team.slug, way.stay.person_id, one.step]),
            MAIN.get(way.state) is one.step,
        )
        for one in way.steps
    ]
    return tuple(sorted(found, key=lambda one: not one.is_main))


def staff_choices(team: Team) -> Choices:
    return [(str(one.pk), one.shown_name) for one in possible_staff(team.pk)]


@dataclass(frozen=True, slots=True)
class TrialView:
    """The group that the trial period ends with. `noted_on`: the day noted at the start, where it is another."""

    group_id: int
    group: str
    ends_on: dt.date
    noted_on: dt.date | None
    is_over: bool


def trial_group(entered: Entered, way: Way) -> TrialGroup | None:
    """For who is about to start, or is on trial."""
    if way.state not in (State.TRIAL, *WAITING):
        return None
    return trial_group_of(entered.team, entered.person_id, way.stay.enrolled_on or timezone.localdate())


def trial_view(way: Way, group: TrialGroup | None) -> TrialView | None:
    if group is None or way.state is not State.TRIAL:
        return None
    noted = way.trial_ends_on if way.trial_ends_on != group.ends_on else None
    return TrialView(group.group_id, group.group, group.ends_on, noted, group.ends_on < timezone.localdate())


def first_values(step: Step, way: Way, team: Team, trial: TrialGroup | None) -> dict[str, Any]:
    """What a form begins with: today, the team's usual times, who is responsible, the group that ends the trial."""
    today = timezone.localdate()
    values: dict[str, Any] = {"on": today}
    stay = way.stay
    if step is Step.ENROL:
        start = stay.enrolled_on or today
        times = usual_times(team, start)
        values |= {
            "on": start,
            "coach_id": str(way.coach_id or ""),
            "trial_ends_on": trial.ends_on if trial else times.trial_end(start),
            "planned_on": times.planned_end(start),
            **_incomes(stay.income_start),
            "support_before_months": stay.support_before_months,
        }
    if step is Step.PROLONG_TRIAL:
        values |= {"trial_ends_on": trial.ends_on if trial else way.trial_ends_on}
    if step is Step.EXTEND:
        values |= {"planned_on": way.planned_on}
    if step is Step.EXIT:
        values |= _incomes(stay.income_exit)
    return values


def _incomes(codes: Sequence[str]) -> dict[str, Any]:
    return {"main_income": codes[0] if codes else "", "other_incomes": list(codes[1:])}


def initial_of(
    kept: Mapping[str, list[str]], first: Mapping[str, Any], names: Iterable[str]
) -> dict[str, Any]:
    """What has been typed goes before what a form begins with."""
    found: dict[str, Any] = {}
    for name in names:
        if name not in kept:
            found[name] = first.get(name)
        elif name in MANY:
            found[name] = kept[name]
        elif name == "early_exit":
            found[name] = bool(kept[name])
        else:
            found[name] = kept[name][0] if kept[name] else ""
    return found


def as_sent(values: Mapping[str, Any]) -> QueryDict:
    """Values as a form would have sent them, to check all parts at once."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        if value is None or value is False or value == "":
            continue
        data.setlist(name, [str(one) for one in value] if isinstance(value, list) else [_text(value)])
    return data


def _text(value: object) -> str:
    return "on" if value is True else str(value)


def typed_in(form: StepForm, data: QueryDict) -> dict[str, list[str]]:
    """What was sent of the form's own fields, right or wrong; a box that isn't ticked is sent as nothing."""
    return {name: data.getlist(name) for name in form.fields}


def rows_of(form: StepForm, step: Step, team: Team, person_id: int) -> tuple[Row, ...]:
    """Every answer in words, in the order of the parts."""
    found: list[Row] = []
    for number, part in enumerate(parts_of(step), start=1):
        address = reverse("way_part", args=[team.slug, person_id, step, number])
        asked = [name for name in part.fields if name in form.fields and not _is_left(form, name)]
        found += [Row(str(form[name].label), _answer(form[name], form), address) for name in asked]
    return tuple(found)


def _is_left(form: StepForm, name: str) -> bool:
    """More of a first follow-up that is left for later."""
    return name in NAMES[1:] and not form["first_on"].data


def _answer(bound: BoundField, form: StepForm) -> str:
    value = bound.data if bound.name in form.errors else getattr(form, "cleaned_data", {}).get(bound.name)
    field = bound.field
    if isinstance(field, MultipleChoiceField):
        labels = dict(field.choices)  # type: ignore[arg-type]  # pairs: no groups here
        return ", ".join(str(labels[one]) for one in value or [])
    if isinstance(field, ChoiceField):
        return str(dict(field.choices).get(value, "")) if value else ""  # type: ignore[arg-type]  # as above
    if isinstance(value, dt.time):
        return f"{value:%H.%M}"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value if value is not None else "")


def trail(step: Step, number: int) -> dict[str, Any]:
    """For `s-trail`: where among the parts; None as number is the page to check."""
    parts = parts_of(step)
    return {"number": number, "total": len(parts) + 1, "steps": range(1, len(parts) + 2)}


def part_of(step: Step, number: int) -> Part | None:
    parts = parts_of(step)
    return parts[number - 1] if 1 <= number <= len(parts) else None


def day_words(day: dt.date | None) -> str:
    return str(day) if day else ""
