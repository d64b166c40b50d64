"""The rules of a stay in words for pages; exchange has words of its own, for columns of a workbook."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from samsteg.participants.rules import Problem

WORDS = {
    Problem.EXIT_BEFORE_START: _("The exit is before the start."),
    Problem.EXIT_WITHOUT_START: _("There is an exit but no start. End the referral instead."),
    Problem.EXIT_WITHOUT_REASON: _("Choose what the exit led to."),
    Problem.REASON_WITHOUT_EXIT: _("There is a reason for an exit, but no day."),
    Problem.DETAIL_WITHOUT_EXIT: _("There are details of an exit, but no day."),
    Problem.EARLY_WITHOUT_EXIT: _("An early exit needs the day of the exit."),
    Problem.NOT_ENROLLED_BUT_ENROLLED: _(
        "The participant has been enrolled, and so can't be “did not start”."
    ),
    Problem.NOT_ENROLLED_WITHOUT_REASON: _("Choose why there was no start."),
    Problem.NOT_ENROLLED_REASON_ALONE: _("There is a reason for no start, but no day."),
    Problem.PARALLEL_END_ALONE: _("The effort beside has an end but no beginning."),
    Problem.PARALLEL_BACKWARDS: _("The effort beside ends before it begins."),
    Problem.NOTHING_HAPPENED: _("Write at least one day: the referral, the mission or the enrolment."),
}


def problem_words(found: Iterable[Problem]) -> str:
    return " ".join(str(WORDS[problem]) for problem in found)
