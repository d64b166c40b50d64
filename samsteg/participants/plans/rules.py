"""What a plan may say. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.core.errors import Refused
from samsteg.participants.plans.enums import HIGHEST, LOWEST, StepKind
from samsteg.participants.plans.records import ScaleValues, StepValues

LONGEST_TEXT: Final = 60_000  # as of a note: a long paste fits
LONGEST_STEP: Final = 2_000
FURTHEST = dt.timedelta(days=366 * 3)


class PlanRefused(Refused):
    """What was written can't be kept as it is. `field` names what to mend, as in the values."""

    def __init__(self, message: str, field: str = "text") -> None:
        super().__init__(message)
        self.field = field


class StalePlan(Refused):
    """Somebody else has changed the same part in between."""


def check_text(text: str, category: str, *, longest: int = LONGEST_TEXT, field: str = "text") -> None:
    """`text` is tidied. Raises PlanRefused."""
    if len(text) > longest:
        raise PlanRefused(
            _("The text is %(length)d characters long. At most %(most)d fit.")
            % {"length": len(text), "most": longest},
            field,
        )
    if category not in DataCategory.values:
        raise PlanRefused(_("Choose what it is about."), "category")


def check_step(values: StepValues, today: dt.date) -> None:
    """Raises PlanRefused."""
    if not values.text:
        raise PlanRefused(_("Write what you have agreed on."))
    check_text(values.text, values.category, longest=LONGEST_STEP)
    if values.kind not in StepKind.values:
        raise PlanRefused(_("Choose what kind of step it is."), "kind")
    if values.agreed_on > today:
        raise PlanRefused(_("The day has not been yet. Write today's day or an earlier one."), "agreed_on")
    if values.due_on is not None and values.due_on < values.agreed_on:
        raise PlanRefused(_("Write a day that comes after the one when you agreed."), "due_on")
    if values.due_on is not None and values.due_on > today + FURTHEST:
        raise PlanRefused(_("The day is more than three years ahead. Look at the year."), "due_on")


def check_scale(values: ScaleValues, today: dt.date) -> None:
    """Raises PlanRefused."""
    if not LOWEST <= values.own <= HIGHEST:
        raise PlanRefused(_("Choose a number from 0 to 10."), "own")
    if values.coach is not None and not LOWEST <= values.coach <= HIGHEST:
        raise PlanRefused(_("Choose a number from 0 to 10."), "coach")
    if values.read_on > today:
        raise PlanRefused(_("The day has not been yet. Write today's day or an earlier one."), "read_on")
    check_text(values.words, values.category, longest=LONGEST_STEP, field="words")
