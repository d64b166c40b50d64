"""What may be said of a step. Pure; each refusal names the field and says what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.participants.enums import ExitReason, IncomeSource, NotEnrolledReason, Referrer
from samsteg.participants.way.enums import (
    Education,
    ExtensionReason,
    Occupation,
    OrderReason,
    PauseReason,
    PriorityEnd,
    PriorityReason,
    StartForm,
    State,
    Step,
    TrialReason,
)
from samsteg.participants.way.records import StepValues
from samsteg.participants.way.workflow import Transition, transition

AHEAD = dt.timedelta(days=366)  # how long before a start or an exit it may be decided
LONGEST_WORDS = 4000
LONGEST_DETAIL = 200
PLANNED = frozenset({Step.ENROL, Step.EXIT})  # may be decided before the day

REASONS: dict[Step, frozenset[str]] = {
    Step.PRIORITISE: frozenset(PriorityReason.values),
    Step.END_PRIORITY: frozenset(PriorityEnd.values),
    Step.PAUSE: frozenset(PauseReason.values),
    Step.PROLONG_TRIAL: frozenset(TrialReason.values),
    Step.EXTEND: frozenset(ExtensionReason.values),
    Step.EXIT: frozenset(ExitReason.values),
    Step.END_REFERRAL: frozenset(NotEnrolledReason.values),
}


class StepRefused(Refused):
    """`field` of StepValues; empty when it is about the step itself."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the stay before the step."""

    born_on: dt.date | None = None
    referred_on: dt.date | None = None
    mission_on: dt.date | None = None
    queue_on: dt.date | None = None
    paused_on: dt.date | None = None
    enrolled_on: dt.date | None = None
    has_coach: bool = False
    priority_on: dt.date | None = None
    trial_ends_on: dt.date | None = None
    planned_on: dt.date | None = None


def _has_nothing_to_do(step: Step, known: Known) -> bool:
    """What the state doesn't tell: the mission has come already, nobody has given priority."""
    if step is Step.RECEIVE_MISSION:
        return known.mission_on is not None
    return step is Step.END_PRIORITY and known.priority_on is None


def check_step(
    step: Step, state: State | None, roles: frozenset[str], values: StepValues, known: Known, today: dt.date
) -> Transition:
    """The transition to take. Raises StepRefused where the table, the role or the values say no."""
    found = transition(step, state)
    if found is None:
        raise StepRefused(_wrong_state(step, state))
    if not roles & found.roles:
        raise StepRefused(_("Only the team lead does this. Ask the team lead."))
    if _has_nothing_to_do(step, known):
        raise StepRefused(_wrong_state(step, state))
    for field in found.required:
        if not getattr(values, field) and not (field == "coach_id" and known.has_coach):
            raise StepRefused(_missing(field), field)
    _check_codes(step, values)
    _check_days(step, values, known, today)
    return found


def _wrong_state(step: Step, state: State | None) -> str:
    """Says how things are; most often somebody else was first, or the button was pressed twice."""
    if state is None:
        return _("There is no referral yet. Begin with that.")
    return _("“%(step)s” can't be done now: the participant is “%(state)s”. Load the page again.") % {
        "step": step.label,
        "state": state.label,
    }


def _missing(field: str) -> str:
    words = {
        "on": _("Write the day as 2026-11-23."),
        "reason": _("Choose a reason."),
        "referrer": _("Choose who refers."),
        "coach_id": _("Choose who is the responsible coach."),
        "trial_ends_on": _("Write the new last day of the trial period, as 2026-11-23."),
        "planned_on": _("Write when the stay is meant to end, as 2026-11-23."),
    }
    return words[field]


def _check_codes(step: Step, values: StepValues) -> None:
    """Values from a list are in it, whatever a form or a program sent."""
    lists: tuple[tuple[str, str, frozenset[str]], ...] = (
        ("reason", values.reason, REASONS.get(step, frozenset())),
        ("referrer", values.referrer, frozenset(Referrer.values)),
        ("start_form", values.start_form, frozenset(StartForm.values)),
        ("education", values.education, frozenset(Education.values)),
        ("occupation", values.occupation, frozenset(Occupation.values)),
        ("order_reason", values.order_reason, frozenset(OrderReason.values)),
    )
    for field, value, known in lists:
        if value and value not in known:
            raise StepRefused(_("Choose one from the list."), field)
    if not set(values.incomes) <= set(IncomeSource.values):
        raise StepRefused(_("Choose one from the list."), "incomes")
    if len(values.detail_text) > LONGEST_DETAIL:
        raise StepRefused(_("Write at most %(count)d letters.") % {"count": LONGEST_DETAIL}, "detail_text")
    if len(values.own_words) > LONGEST_WORDS:
        raise StepRefused(_("Write at most %(count)d letters.") % {"count": LONGEST_WORDS}, "own_words")


def _check_days(step: Step, values: StepValues, known: Known, today: dt.date) -> None:
    on = values.on
    if on is None:
        return
    if on > today + (AHEAD if step in PLANNED else dt.timedelta(0)):
        raise StepRefused(_("The day hasn't come yet. Write a day up to today."), "on")
    if known.born_on and on <= known.born_on:
        raise StepRefused(_("The day is before the participant was born. Check the year."), "on")
    if step is Step.ENROL:
        _check_start(on, values, known)
    if step is Step.EXTEND and known.enrolled_on:
        _check_planned_end(known.enrolled_on, values)
    if step is Step.PROLONG_TRIAL:
        _check_prolonged(values, known)
    _check_not_before(step, on, known)


def _check_not_before(step: Step, on: dt.date, known: Known) -> None:
    """No step is taken before what it builds on. Raises StepRefused."""
    for steps, first, words in (
        (
            (Step.EXIT, Step.CONTINUE, Step.EXTEND, Step.PROLONG_TRIAL),
            known.enrolled_on,
            _("The stay began %(day)s."),
        ),
        ((Step.PAUSE, Step.PRIORITISE), known.queue_on, _("The queue time began %(day)s.")),
        ((Step.RESUME,), known.paused_on, _("The pause began %(day)s.")),
        ((Step.END_PRIORITY,), known.priority_on, _("The priority was given %(day)s.")),
    ):
        if step in steps and first and on < first:
            later = _("Write that day or a later one.")
            raise StepRefused(f"{words % {'day': first}} {later}", "on")


def _check_prolonged(values: StepValues, known: Known) -> None:
    """Raises StepRefused: it lasts longer than it did, and not beyond the planned end."""
    ends_on = values.trial_ends_on
    if ends_on and known.trial_ends_on and ends_on <= known.trial_ends_on:
        raise StepRefused(
            _(
                "The trial period lasts to %(day)s already. Write a later day, or correct the day if it is wrong."
            )
            % {"day": known.trial_ends_on},
            "trial_ends_on",
        )
    if ends_on and known.planned_on and known.planned_on < ends_on:
        raise StepRefused(
            _("The planned end is %(day)s, before that day. Decide on the planned end first.")
            % {"day": known.planned_on},
            "trial_ends_on",
        )


def _check_start(on: dt.date, values: StepValues, known: Known) -> None:
    """A start before the referral is allowed, with a reason (issue: bad input)."""
    if known.referred_on and on < known.referred_on and not values.order_reason:
        raise StepRefused(
            _("The start is before the referral (%(day)s). Choose why, or mend the day.")
            % {"day": known.referred_on},
            "order_reason",
        )
    if values.trial_ends_on and values.trial_ends_on < on:
        raise StepRefused(_("The trial period ends before the start. Mend one of the days."), "trial_ends_on")
    _check_planned_end(on, values)


def _check_planned_end(start: dt.date, values: StepValues) -> None:
    if values.planned_on and values.planned_on <= start:
        raise StepRefused(_("The planned end is not after the start. Mend one of the days."), "planned_on")
    if values.trial_ends_on and values.planned_on and values.planned_on < values.trial_ends_on:
        raise StepRefused(_("The planned end is before the end of the trial period."), "planned_on")
